"""Right arguments of the public functions: small tables, areas and pages, made once."""

from functools import cache
from typing import Any

import geopandas as gpd
import pandas as pd
from effectif_tables import table
from matplotlib.figure import Figure

import poles_geo as pg
from poles_geo import cartes
from poles_geo.edition import embedded

CODES = pd.Index(["59350", "59122", "62041"], name="code_commune")


@cache
def poles() -> gpd.GeoDataFrame:
    report = pg.load_report()
    table = report[report["region_2014"] == "Nord - Pas-de-Calais"].head(4)
    return gpd.GeoDataFrame(table.assign(proximite=table["effectif"] - 20, pole=20))


def inhabitants() -> pd.Series:
    """Inhabitants of the region of :func:`poles`."""
    return pd.Series([4_000_000], pd.Index(["Nord - Pas-de-Calais"], name="region_2014"))


def varied() -> pd.DataFrame:
    counts = {"effectif": [3, 5], "effectif_10G": [1, 5], "effectif_60": [2, 0]}
    return pd.DataFrame(counts, index=pd.Index(["59350", "59017"], name="code_bassin"))


@cache
def shared() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(poles().assign(infirmiers_psychiatrie=10))


@cache
def centres() -> gpd.GeoDataFrame:
    return poles().assign(population=1_000)


def told(table: pd.DataFrame) -> pd.DataFrame:
    table.attrs = {"remarques": {"couts": "km à vol d'oiseau"}}
    return table


@cache
def minutes() -> pd.DataFrame:
    codes = poles().index
    pairs = [(one, other, 10) for one in codes for other in codes]
    return pd.DataFrame(pairs, columns=["origine", "destination", "minutes"])


@cache
def bassins() -> gpd.GeoDataFrame:
    squares = poles().buffer(2_000, cap_style="square")
    return gpd.GeoDataFrame(poles()[["nom", "region_2014"]], geometry=squares)


@cache
def composition() -> pd.DataFrame:
    table = pd.DataFrame({"code_bassin": ["59350", "59122", "62041"]}, index=CODES)
    table.attrs = {
        "zonage": "essai",
        "millesime": "2022",
        "annee_cog": 2024,
        "source": "essai",
        "sans_bassin": [],
    }
    return table


def numbers() -> pd.DataFrame:
    return pd.DataFrame({"60": [3, 4, 5], "10G": [1, 2, 3]}, index=CODES)


@cache
def decompte() -> Any:
    return pg.count_professionals(numbers().reset_index())


@cache
def counted() -> pd.DataFrame:
    effectifs = table((3_500, 900, 90), (1_700, 500, 20), (400, 100, 0), codes=list(CODES))
    effectifs.attrs = {"source": "essai", "date": "2021"}
    return pg.classify(effectifs)


@cache
def compared() -> pd.DataFrame:
    codes = list(bassins().index)
    before = table(*[(3_500, 900, 90)] * len(codes), codes=codes)
    before.attrs = {"source": "essai", "date": "2021"}
    return pg.compare(before, before.assign(effectif=3_600, proximite=2_700))


@cache
def movements() -> pd.DataFrame:
    return embedded.load_movements()


def populations() -> pd.Series:
    values = pd.Series([230_000.0, 32_000.0, 42_000.0], index=CODES, name="population")
    values.attrs["annee_cog"] = 2024
    return values


@cache
def departements() -> gpd.GeoDataFrame:
    return pg.load_departements().loc[["59", "62"]]


@cache
def values() -> pd.Series:
    return pd.Series([0.1, 0.2], index=departements().index, name="part")


@cache
def structures() -> gpd.GeoDataFrame:
    return pg.load_structures().head(3)


@cache
def kinds() -> pd.Series:
    return pd.Series(["dense", "peu dense"], index=departements().index, name="type")


def densest() -> pd.DataFrame:
    return pd.DataFrame({"effectif": [3_000, 200, 400], "population": populations().array}, CODES)


@cache
def ratio() -> cartes.Ratio:
    return cartes.class_ratio(departements(), values(), classes=2)


@cache
def peopled() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pg.read_communes().loc[CODES].drop(columns="epci"))


@cache
def attracted() -> pd.DataFrame:
    return pg.attraction(poles(), peopled())


def framed() -> Any:
    ax = Figure(figsize=(3, 3)).add_subplot()
    ax.set(xlim=(590_000, 790_000), ylim=(6_960_000, 7_120_000), aspect=1)
    return ax


def panel() -> Any:
    return Figure(figsize=(3, 3)).add_axes((0, 0, 1, 1), frame_on=False)


@cache
def carte() -> pg.Carte:
    page = cartes.Page(poles().total_bounds, cartes.STYLE_REPORT)
    return page.finish("Essai", {})


@cache
def page() -> cartes.Page:
    return cartes.Page(poles().total_bounds, cartes.STYLE_REPORT)


@cache
def overseas() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    table = pd.DataFrame(
        {"rang": [2], "effectif": [6_900]}, index=pd.Index(["97209"], name="code_bassin")
    )
    return cartes.check_everywhere(table)


@cache
def communes() -> gpd.GeoDataFrame:
    return embedded.load_communes().loc[CODES]


def groupings() -> pd.DataFrame:
    table = pd.DataFrame({"membre": ["CH A", "CH B", "CH C"], "code_commune": CODES.array})
    return table.assign(id="G", forme="GHT", nom="Essai")


def cog() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "TYPECOM": "COM",
            "COM": CODES,
            "DEP": CODES.str[:2],
            "LIBELLE": ["Lille", "Cambrai", "Arras"],
        }
    )


def postal_codes() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Code_commune_INSEE": CODES,
            "Code_postal": ["59000", "59400", "62000"],
            "Libellé_d_acheminement": ["LILLE", "CAMBRAI", "ARRAS"],
        }
    )
