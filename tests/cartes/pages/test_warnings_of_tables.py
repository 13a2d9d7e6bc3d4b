"""What a table says must be known of its numbers is on every page that shows them."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from drawn_pages import printed
from effectif_tables import simple

import poles_geo as pg
from poles_geo.cartes.canvas.output.carte import Carte

WARNED = "La table compte deux fois qui exerce deux fois."
SAID: dict[str, Any] = {"source": "RPPS", "date": "2024", "avertissements": [WARNED]}
ZONE = "Corse"


@pytest.fixture(scope="module")
def areas() -> gpd.GeoDataFrame:
    return pg.read_bassins("BV2012")


def values(areas: gpd.GeoDataFrame) -> "pd.Series[float]":
    found = pd.Series(np.arange(len(areas)) % 97 + 1.5, areas.index)
    found.attrs = dict(SAID)
    return found


def counts(areas: gpd.GeoDataFrame, date: str = "2024", more: int = 0) -> pd.DataFrame:
    effectif = np.arange(len(areas)) % 900 + 1_100 + more
    pole = effectif * 4 // 10
    table = pd.DataFrame(
        {
            "effectif": effectif,
            "proximite": effectif - pole,
            "pole": pole,
            "infirmiers_psychiatrie": pole // 5,
        },
        index=areas.index,
    )
    table.attrs = {**SAID, "date": date, "zonage": "BV2012", "millesime": "2012"}
    return table


def poles() -> gpd.GeoDataFrame:
    known = pg.load_report()
    known.attrs = {**known.attrs, **SAID}
    return known


def two_dates(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    return pg.compare(counts(areas), counts(areas, "2025", more=7))


def kinds(areas: gpd.GeoDataFrame) -> "pd.Series[str]":
    found = pd.Series(np.arange(len(areas)) % 3, areas.index).map({0: "a", 1: "b", 2: "c"})
    found.attrs = dict(SAID)
    return found


PAGES: dict[str, Callable[[gpd.GeoDataFrame], Carte]] = {
    "poles": lambda _: pg.map_poles(poles(), ZONE),
    "ratio": lambda areas: pg.map_ratio(areas, values(areas), title="T", unit="U", zone=ZONE),
    "symbols": lambda areas: pg.map_symbols(
        areas, values(areas).round(), title="T", counts_name="N", zone=ZONE
    ),
    "typology": lambda areas: pg.map_typology(
        areas, kinds(areas), title="T", legend="L", zone=ZONE
    ),
    "bivariate": lambda areas: pg.map_bivariate(
        areas, values(areas), values(areas) ** 2, title="T", first_unit="A", second_unit="B",
        zone=ZONE,
    ),
    "smoothed": lambda areas: pg.map_smoothed(
        areas, values(areas), title="T", unit="U", span=20, zone=ZONE
    ),
    "sensitivity": lambda areas: pg.map_sensitivity(areas, counts(areas), zone=ZONE),
    "shares": lambda areas: pg.map_shares(areas, counts(areas), zone=ZONE),
    "comparison": lambda areas: pg.map_comparison(two_dates(areas), areas, zone=ZONE),
    "gains": lambda areas: pg.map_gains(two_dates(areas), areas, zone=ZONE),
    "exposure": lambda _: pg.map_exposure(poles(), zone="Bretagne"),
    "schema": lambda _: pg.map_schema(poles(), "Bretagne"),
    "dependency": lambda _: pg.map_dependency(poles(), zone="Bretagne"),
    "structures": lambda _: pg.map_structures(None, poles()),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:.*ADELI:UserWarning", "ignore:3.classes:UserWarning")
@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_what_its_table_warns_of(areas: gpd.GeoDataFrame, page: str) -> None:
    carte = PAGES[page](areas)
    assert simple(" ".join(printed(carte))).count(WARNED) == 1
    assert WARNED in simple(carte.description)
