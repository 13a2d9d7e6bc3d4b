"""Calls that warn: of what reads, counts and measures."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from osrm_server import OsrmServer
from shapely import box
from warned_maps import AJACCIO, LILLE, squares

import poles_geo as pg
from poles_geo.codes import fold_arrondissements
from poles_geo.edition import embedded as edition

ACTIVITIES = "PS_LibreAcces_Personne_activite.txt"
ROLES = (
    "Identification nationale PP|Code profession|Code savoir-faire|Code postal (coord. structure)|"
    "Code commune (coord. structure)"
)


def grid() -> gpd.GeoDataFrame:
    """Nine communes that are squares of 100 ha."""
    codes = [f"5900{rank}" for rank in range(1, 10)]
    corners = [(7e5 + 1e3 * (rank % 3), 7e6 + 1e3 * (rank // 3)) for rank in range(9)]
    shapes = [box(x, y, x + 1e3, y + 1e3) for x, y in corners]
    return gpd.GeoDataFrame({"code": codes, "nom": codes}, geometry=shapes, crs=2154)


def zoning(**cells: str) -> pd.DataFrame:
    """Put the nine communes in one bassin, but for some."""
    codes = grid()["code"]
    units = [cells.get(code, "59001") for code in codes]
    return pd.DataFrame({"CODGEO": codes, "LIBGEO": codes, "BV2012": units})


def populations(**people: int) -> pd.DataFrame:
    """Inhabitants of the nine communes, and of others."""
    known = {**dict.fromkeys(grid()["code"], 1000), **people}
    return pd.DataFrame({"CODGEO": list(known), "PMUN": list(known.values())})


def twice(folder: Path) -> Path:
    """Write communes, the first one in two rows."""
    again = grid().head(1).set_geometry([box(8e5, 7e6, 8.01e5, 7.001e6)], crs=2154)
    path = folder / "communes.gpkg"
    gpd.GeoDataFrame(pd.concat([grid(), again])).to_file(path)
    return path


def without_code(folder: Path) -> Path:
    """Write a composition, a commune of it without bassin."""
    path = folder / "composition.csv"
    zoning(**{"59005": ""}).to_csv(path, sep=";", index=False)
    return path


def truncated(folder: Path) -> Path:
    """Write a composition that announces more communes than it has."""
    path = folder / "composition.xlsx"
    with pd.ExcelWriter(path) as book:
        zoning().to_excel(book, sheet_name="Composition", index=False)
        announced = pd.DataFrame({"BV2012": ["59001"], "NB_COM": [12]})
        announced.to_excel(book, sheet_name="BV2012", index=False)
    return path


def merger() -> pd.DataFrame:
    """01002 enters 01001 in 2006."""
    moves = pd.DataFrame({"code_avant": ["01001", "01002"], "code_apres": "01001"}, dtype="str")
    moves = moves.assign(
        mod="32", date=pd.Timestamp(2006, 1, 1), type_avant="COM", type_apres="COM"
    )
    moves.attrs = {"annee_cog": 2010}
    return moves


def counts(*codes: str, year: int | None = 2005) -> pd.DataFrame:
    """Ten persons in each commune."""
    table = pd.DataFrame({"n": 10}, index=pd.Index(codes, name="code_commune", dtype="str"))
    table.attrs = {} if year is None else {"annee_cog": year}
    return table


def composition(year: int | None = 2005, **units: str) -> pd.DataFrame:
    """Put communes in bassins."""
    table = pd.DataFrame({"code_bassin": pd.Series(units, dtype="str")})
    table = table.rename_axis("code_commune")
    table.attrs = {} if year is None else {"annee_cog": year}
    return table


ONE_EACH = {"01001": "01001", "01002": "01002"}


TWO_DEPARTEMENTS = {"01001": "01001", "59350": "59350"}


def register(folder: Path, *rows: str) -> Path:
    """Write a file of activities: person, profession, savoir-faire, postal code, commune."""
    path = folder / ACTIVITIES
    path.write_text("\n".join([ROLES, *rows, ""]), "utf-8")
    return path


def counted(folder: Path, *communes: str) -> Any:
    """Count a nurse a commune."""
    rows = [f"{rank}|60|||{code}" for rank, code in enumerate(communes)]
    return pg.count_professionals(register(folder, *rows))


def dated(date: str) -> pd.DataFrame:
    """Rank one bassin of a register of a date."""
    effectifs = pd.DataFrame(
        {"effectif": 3_500, "proximite": 2_500, "pole": 1_000, "infirmiers_psychiatrie": 90},
        index=pd.Index([LILLE], name="code_bassin"),
    )
    effectifs.attrs = {"source": "RPPS", "date": date}
    return pg.classify(effectifs)


def costs_of(origin: str, minutes: object = 3) -> pd.DataFrame:
    """Give the cost from one code to X."""
    return pd.DataFrame({"origine": [origin], "destination": "X", "minutes": [minutes]})


def on_a_line() -> gpd.GeoDataFrame:
    """Place three pôles ten kilometres apart."""
    points = gpd.points_from_xy([700_000, 710_000, 720_000], [6_600_000] * 3)
    codes = pd.Index(["A", "B", "X"], name="code_bassin")
    return gpd.GeoDataFrame({"effectif": [1_000, 2_000, 3_000]}, codes, geometry=points, crs=2154)


@cache
def placed() -> gpd.GeoDataFrame:
    """Place one of Corse's pôles."""
    return edition.centres(pd.Series([AJACCIO], index=["A"])).to_frame("geometry")


@cache
def roads() -> str:
    """Open a server that knows no road, until the tests end; give its address."""
    return OsrmServer(sea=0).__enter__().address


def homes() -> gpd.GeoDataFrame:
    """Give two communes."""
    communes = edition.load_communes().loc[["59350", "62041"]]
    return gpd.GeoDataFrame(communes)


DOUBTFUL_YEAR = "incertain"

Call = Callable[[Path], object]
CALLS: dict[str, tuple[str, Call]] = {
    "read_structures": (
        "structure non placée",
        lambda _: pg.read_structures(
            pd.DataFrame({"nom": ["A", "B"], "code_commune": ["59350", "59999"]})
        ),
    ),
    "costs_between": (
        "sans aucun couple",
        lambda _: pg.costs_between(
            pd.DataFrame(index=["A", "B"]), pd.DataFrame(index=["X"]), costs_of("A")
        ),
    ),
    "access": (
        "sans personne à portée",
        lambda _: pg.access(
            pd.DataFrame({"population": {"A": 9}}),
            pd.DataFrame({"effectif": {"X": 2}}),
            costs=costs_of("A"),
            within=2,
        ),
    ),
    "fetch_costs": (
        "sans route pour le serveur",
        lambda _: pg.fetch_costs(placed(), placed(), roads(), progress=False),
    ),
    "mean_by": (
        "sans territoire",
        lambda _: pg.mean_by(
            pd.DataFrame({"population": 9, "x": 1.0}, index=["A", "B"]),
            pd.Series({"A": "ici"}),
        ),
    ),
    "mean_by, a city twice": (
        "donnés ensemble",
        lambda _: pg.mean_by(counts("75056", "75101").assign(population=10)),
    ),
    "links": (
        "sans coût dans la table",
        lambda _: pg.links(on_a_line(), costs=costs_of("A")),
    ),
    "gaps": (
        "sans aucun couple",
        lambda _: pg.gaps(
            on_a_line().assign(rang=1), homes(), within=10, costs=costs_of("59350", 5)
        ),
    ),
    "dependency": (
        "sans pôle plus lourd",
        lambda _: pg.dependency(on_a_line(), costs=costs_of("A")),
    ),
    "read_costs": (
        "inatteignables",
        lambda _: pg.read_costs(pd.concat([costs_of("A"), costs_of("B", "")])),
    ),
    "write_table": (
        "la géométrie n'y est pas",
        lambda folder: pg.write_table(squares(LILLE), folder / "bassins.csv"),
    ),
    "read_communes": (
        "en plusieurs lignes",
        lambda folder: pg.read_communes(twice(folder)),
    ),
    "read_composition": (
        "sans code dans la colonne",
        lambda folder: pg.read_composition(without_code(folder)),
    ),
    "read_composition, truncated": (
        "communes annoncé",
        lambda folder: pg.read_composition(truncated(folder)),
    ),
    "read_postal_codes": (
        "hors de France",
        lambda _: pg.read_postal_codes(
            pd.DataFrame(
                {
                    "Code_commune_INSEE": ["99138", "59350"],
                    "Code_postal": ["98000", "59000"],
                    "Libelle_acheminement": ["MONACO", "LILLE"],
                }
            )
        ),
    ),
    "read_bassins": (
        r"vides?\b.*entre les contours",
        lambda _: pg.read_bassins(2012, composition=zoning(), communes=grid().drop(index=4)),
    ),
    "read_bassins, composition": (
        "sans code dans la colonne",
        lambda folder: pg.read_bassins(2012, composition=without_code(folder), communes=grid()),
    ),
    "read_bassins, communes": (
        "en plusieurs lignes",
        lambda folder: pg.read_bassins(2012, composition=zoning(), communes=twice(folder)),
    ),
    "read_bassins, populations": (
        "comptée une fois",
        lambda _: pg.read_bassins(
            2012,
            composition=zoning(),
            communes=grid(),
            populations=populations(**{"75056": 3, "75101": 2}),
        ),
    ),
    "fold_arrondissements": (
        "comptée une fois",
        lambda _: fold_arrondissements(counts("75056", "75101")),
    ),
    "compare": (
        "ont quitté ADELI",
        lambda _: pg.compare(dated("2016"), dated("2023")),
    ),
    "compare, no date": (
        "Date inconnue",
        lambda _: pg.compare(dated(""), dated("2023")),
    ),
    "compare, the later first": (
        "sont-ils inversés",
        lambda _: pg.compare(dated("2016-12"), dated("2016-03")),
    ),
    "bridge": (
        "hors d'une des deux compositions",
        lambda _: pg.bridge(composition(**ONE_EACH), composition(**{"01001": "A"})),
    ),
    "bridge, year": (
        DOUBTFUL_YEAR,
        lambda _: pg.bridge(
            composition(None, **ONE_EACH), composition(**ONE_EACH), movements=merger()
        ),
    ),
    "carry_over": (
        "code illisible",
        lambda _: pg.carry_over(counts("01001", "inconnu"), merger(), 2010),
    ),
    "carry_over, another year": (
        "territoire d'une autre année",
        lambda _: pg.carry_over(counts("01001", "01002", year=2008), merger(), 2010),
    ),
    "carry_over, year": (
        DOUBTFUL_YEAR,
        lambda _: pg.carry_over(counts("01001", "01003", year=None), merger(), 2010),
    ),
    "carry_indicator": (
        "code illisible",
        lambda _: pg.carry_indicator(
            counts("01001", "inconnu").assign(population=10), merger(), 2010
        ),
    ),
    "carry_indicator, a city": (
        "des arrondissements manquent",
        lambda _: pg.carry_indicator(counts("75101").assign(population=10), merger(), 2010),
    ),
    "carry_composition": (
        "sans choix possible",
        lambda _: pg.carry_composition(composition(**ONE_EACH), merger(), 2010),
    ),
    "carry_composition, year": (
        DOUBTFUL_YEAR,
        lambda _: pg.carry_composition(composition(None, **{"01001": "A"}), merger(), 2010),
    ),
    "count_professionals, rejected": (
        "rejetée",
        lambda folder: pg.count_professionals(register(folder, "1|60|||01001", "trop|court")),
    ),
    "count_professionals, no savoir-faire": (
        "douteux",
        lambda folder: pg.count_professionals(
            register(folder, *(f"{rank}|10|||01001" for rank in range(100)))
        ),
    ),
    "aggregate": (
        "absente.* du zonage",
        lambda folder: pg.aggregate(counted(folder, "01001", "59350"), composition(**ONE_EACH)),
    ),
    "aggregate, not counted": (
        "non compté",
        lambda folder: pg.aggregate(counted(folder, "01001"), composition(**TWO_DEPARTEMENTS)),
    ),
}
"""By public function that counts or measures: what a warning says, and a call that gives it."""
