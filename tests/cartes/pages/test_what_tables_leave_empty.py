"""A table that leaves its source or its date empty: pages say so, and print no None."""

from collections.abc import Callable
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from drawn_pages import printed
from effectif_tables import simple

import poles_geo as pg
from poles_geo.cartes.canvas.output.carte import Carte

EMPTY = {"none": None, "nan": np.nan, "nat": pd.NaT, "blank": "  ", "na": pd.NA}
CORSE = ("2A", "2B")


@pytest.fixture(scope="module")
def areas() -> gpd.GeoDataFrame:
    every = pg.read_bassins("BV2012")
    return gpd.GeoDataFrame(every[every["departement"].isin(CORSE)])


def values_of(areas: gpd.GeoDataFrame) -> "pd.Series[float]":
    return pd.Series(np.arange(len(areas)) + 1.5, areas.index)


def ratio(areas: gpd.GeoDataFrame, attrs: dict[str, Any]) -> Carte:
    values = values_of(areas)
    values.attrs = attrs
    return pg.map_ratio(areas, values, title="Un ratio", unit="pour 10 000 habitants")


def symbols(areas: gpd.GeoDataFrame, attrs: dict[str, Any]) -> Carte:
    numbers = values_of(areas).round()
    numbers.attrs = attrs
    return pg.map_symbols(areas, numbers, title="Un nombre", counts_name="Nombre de postes")


def typology(areas: gpd.GeoDataFrame, attrs: dict[str, Any]) -> Carte:
    kinds = pd.Series(["a", "b"] * len(areas), dtype="str")[: len(areas)].set_axis(areas.index)
    kinds.attrs = attrs
    return pg.map_typology(areas, kinds, title="Une typologie", legend="Le type")


def structures(_: gpd.GeoDataFrame, attrs: dict[str, Any]) -> Carte:
    listed = pg.load_structures().iloc[:12]
    listed.attrs = attrs
    return pg.map_structures(listed)


def poles(_: gpd.GeoDataFrame, attrs: dict[str, Any]) -> Carte:
    known = pg.load_report()
    known.attrs = {**attrs, "regles": known.attrs["regles"]}
    return pg.map_poles(known, "Corse")


PAGES = {page.__name__: page for page in (ratio, symbols, typology, structures, poles)}


@pytest.mark.parametrize("empty", EMPTY)
@pytest.mark.parametrize("page", PAGES)
def test_what_is_empty_is_not_printed(areas: gpd.GeoDataFrame, page: str, empty: str) -> None:
    draw: Callable[..., Carte] = PAGES[page]
    names = ("source", "date", "publication", "attribution", "unite", "titre")
    carte = draw(areas, dict.fromkeys(names, EMPTY[empty]))
    texts = simple(" ".join([*printed(carte), carte.source, carte.author, carte.description]))
    assert "non précisées (non datées)" in texts
    assert not {"None", "nan", "NaT", "<NA>"} & set(texts.replace(")", " ").split())
    assert ", ," not in texts


@pytest.mark.parametrize("day", ["2024-01-01", date(2024, 1, 1), pd.Timestamp(2024, 1, 1)])
def test_a_day_of_any_type_is_printed_in_words(areas: gpd.GeoDataFrame, day: object) -> None:
    texts = simple(" ".join(printed(ratio(areas, {"source": "RPPS", "date": day}))))
    assert "RPPS (1ᵉʳ janvier 2024)" in texts
    assert ", 1ᵉʳ janvier 2024" in texts
