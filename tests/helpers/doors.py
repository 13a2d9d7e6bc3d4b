"""The doors that take a file: what each reads, and a small good file for it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from finess_files import Place, finess_json, finess_text

import poles_geo as pg
from poles_geo.counting.known_professions.profession_names import read_columns
from poles_geo.sources.zonings.perimeter import read_perimeter


@dataclass(frozen=True)
class TableDoor:
    """A reader of tables, and a table that it reads."""

    read: Callable[[Path], Any]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def text(self, separator: str = ";") -> str:
        """Write the table as a CSV."""
        return "".join(separator.join(row) + "\n" for row in (self.header, *self.rows))


def count(path: Path) -> Any:
    """Count without a bar."""
    return pg.count_professionals(path, progress=False)


REGISTER = (
    "Identification nationale PP", "Nom d'exercice", "Code profession", "Code savoir-faire",
    "Code mode exercice", "Code postal (coord. structure)", "Code commune (coord. structure)",
    "Téléphone (coord. structure)",
)  # fmt: skip
TABLE_DOORS = {
    "registre": TableDoor(
        count,
        REGISTER,
        tuple(
            (f"81000000000{k}", "DUPONT", "60", "", "L", "59000", "59350", "0320000000")
            for k in range(6)
        ),
    ),
    "table par commune": TableDoor(
        count,
        ("CODGEO", "LIBGEO", "Médecins généralistes", "Kinés"),
        (("59350", "Lille", "10", "20"), ("62041", "Arras", "3", "4"), ("59512", "R", "7", "8")),
    ),
    "une ligne par profession": TableDoor(
        count,
        ("CODGEO", "profession", "effectif"),
        (("59350", "60", "20"), ("59350", "70", "4"), ("62041", "60", "8")),
    ),
    "tableau par bassin": TableDoor(
        pg.read_table,
        ("code_bassin", "nom", "effectif", "proximite", "pole", "infirmiers_psychiatrie"),
        (("59350", "Lille", "30", "20", "10", "1"), ("62041", "Arras", "7", "4", "3", "0")),
    ),
    "composition": TableDoor(
        pg.read_composition,
        ("CODGEO", "LIBGEO", "BV2022", "LIBBV2022"),
        (("59350", "Lille", "59350", "Lille"), ("59512", "Roubaix", "59350", "Lille"),
         ("62041", "Arras", "62041", "Arras")),
    ),
    "codes postaux": TableDoor(
        pg.read_postal_codes,
        ("Code_commune_INSEE", "Nom_commune", "Code_postal", "Libelle_acheminement"),
        (("59350", "LILLE", "59000", "LILLE"), ("62041", "ARRAS", "62000", "ARRAS"),
         ("59512", "ROUBAIX", "59100", "ROUBAIX")),
    ),
    "mouvements": TableDoor(
        pg.read_movements,
        ("MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "TYPECOM_AP", "COM_AP", "LIBELLE_AP"),
        (("32", "2019-01-01", "COM", "59350", "COM", "59350", "Lille"),
         ("10", "2020-01-01", "COM", "62041", "COM", "62041", "Arras")),
    ),
    "communes": TableDoor(
        pg.read_cog,
        ("TYPECOM", "COM", "LIBELLE", "DEP"),
        (("COM", "59350", "Lille", "59"), ("COM", "62041", "Arras", "62")),
    ),
    "populations": TableDoor(
        pg.read_populations,
        ("CODGEO", "LIBGEO", "PMUN"),
        (("59350", "Lille", "236710"), ("62041", "Arras", "42875"), ("59512", "R", "98828")),
    ),
    "structures": TableDoor(
        pg.read_structures,
        ("nom", "code_commune", "nature", "longitude", "latitude"),
        (("MSP A", "59350", "MSP", "3.06", "50.63"), ("MSP B", "62041", "CDS", "2.77", "50.29"),
         ("MSP C", "59512", "MSP", "3.17", "50.69")),
    ),
    "coûts": TableDoor(
        pg.read_costs,
        ("origine", "destination", "minutes"),
        (("59350", "62041", "40"), ("59512", "62041", "48"), ("59350", "59512", "17")),
    ),
    "coûts croisés": TableDoor(
        pg.read_costs,
        ("origine", "62041", "59512"),
        (("59350", "40", "17"), ("59512", "48", "0"), ("62041", "0", "47")),
    ),
    "indicateur": TableDoor(
        pg.read_indicator,
        ("Code commune INSEE", "Commune", "APL aux médecins généralistes"),
        (("59350", "Lille", "4,2"), ("62041", "Arras", "3,1"), ("59512", "Roubaix", "3")),
    ),
    "passage": TableDoor(
        pg.read_yearly_passage,
        ("CODGEO_2003", "CODGEO_2024", "LIBGEO"),
        (("59350", "59350", "Lille"), ("62041", "62041", "Arras"), ("59512", "59512", "R")),
    ),
}  # fmt: skip
OUTLINE = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": '
    '"59350", "nom": "Lille", "population": 236710}, "geometry": {"type": "Polygon", '
    '"coordinates": [[[2.97, 50.6], [3.12, 50.6], [3.12, 50.66], [2.97, 50.66], [2.97, 50.6]]]}}]}'
)
POINTS = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code_commune": '
    '"59350", "nom": "MSP"}, "geometry": {"type": "Point", "coordinates": [3.06, 50.63]}}]}'
)
ESTABLISHMENTS = [
    Place("590000001", "MSP", "603", "59350", 704_000.0, 7_059_000.0),
    Place("970400001", "CPTS", "604", "97411", 338_800.0, 7_691_000.0, 2975),
]
RULES = """nom = "à moi"
source = "essai"
[[rangs]]
rang = 1
type_pole = "pôle"
sigle = "P"
conditions = [{mesure = "effectif", plus_de = 300}, {mesure = "part_pole", au_moins = 0.2}]
"""
LAYER = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code_bassin": '
    '"59350", "effectif": 30}, "geometry": {"type": "Point", "coordinates": [3.05, 50.63]}}], '
    '"poles_geo": {"source": "essai", "projection": "EPSG:2154"}}'
)
OTHER_DOORS: dict[str, tuple[Callable[[Path], Any], str, str]] = {
    "périmètre": (read_perimeter, "p.geojson", OUTLINE),
    "contours": (pg.read_communes, "c.geojson", OUTLINE),
    "tableau avec géométrie": (pg.read_table, "t.geojson", LAYER),
    "points": (pg.read_structures, "s.geojson", POINTS),
    "finess": (pg.read_structures, "f.csv", finess_text(ESTABLISHMENTS)),
    "finess json": (pg.read_structures, "f.json", finess_json(ESTABLISHMENTS)),
    "règles": (pg.load_rules, "r.toml", RULES),
    "colonnes": (read_columns, "c.toml", '"Médecins" = "10G"\n[autre]\nx = 1\n'),
}
"""Reader, name of the file, a content."""
