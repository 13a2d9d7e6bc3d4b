"""Pôles as points and masses: what is refused, with its codes and the remedy."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from effectif_tables import simple

from poles_geo.analyses.pole_points import places_of
from poles_geo.errors import TableError

Change = Callable[[gpd.GeoDataFrame], object]


def three() -> gpd.GeoDataFrame:
    codes = pd.Index(["01001", "01002", "01003"], name="code_bassin")
    points = gpd.points_from_xy([700_000, 710_000, 720_000], [6_600_000] * 3)
    return gpd.GeoDataFrame({"effectif": [1_000, 2_000, 3_000]}, codes, geometry=points, crs=2154)


def test_points_are_in_kilometres_in_the_order_of_the_table() -> None:
    places = places_of(three().iloc[::-1])
    assert places.codes.tolist() == ["01003", "01002", "01001"]
    assert places.km.tolist() == [[720, 6_600], [710, 6_600], [700, 6_600]]
    assert places.masses.tolist() == [3_000, 2_000, 1_000]


def weighing(value: object) -> Change:
    return lambda table: table.assign(effectif=pd.Series([1, value, 3], table.index, dtype=object))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda table: table.to_crs(4326), "projection en mètres attendue (table.to_crs(2154)"),
        (lambda table: table.set_crs(None, allow_override=True), "trouvée : aucune"),
        (lambda table: table.to_crs(2229), "trouvée en US survey foot"),
        (lambda table: pd.DataFrame(table.drop(columns="geometry")), "aucune géométrie"),
        (lambda table: table.set_geometry(table.buffer(10)), "sans point"),
        (lambda table: table.set_geometry(table.geometry.where([True, False, True])), "01002"),
        (
            weighing(0),
            "plus de 0 est attendu ; donnez-le, ou ôtez la ligne (1 ligne : 01002)",
        ),
        (
            weighing(-4),
            "plus de 0 est attendu ; donnez-le, ou ôtez la ligne (1 ligne : 01002)",
        ),
        (
            weighing(np.nan),
            "plus de 0 est attendu ; donnez-le, ou ôtez la ligne (1 ligne : 01002)",
        ),
        (
            weighing(np.inf),
            "plus de 0 est attendu ; donnez-le, ou ôtez la ligne (1 ligne : 01002)",
        ),
        (
            weighing("deux"),
            "plus de 0 est attendu ; donnez-le, ou ôtez la ligne (1 ligne : 01002)",
        ),
        (
            lambda table: pd.concat([table, table.iloc[:1]]),
            "code de bassin répété ; n'en gardez qu'une ligne",
        ),
        (lambda table: table.drop(columns="effectif"), "colonne effectif absente"),
        (lambda table: table.reset_index(drop=True), "l'index doit porter les codes"),
        (lambda table: table.set_geometry(table.geometry.iloc[[0, 0, 2]].array), "01001, 01002"),
    ],
)
def test_what_is_no_pole_is_refused(change: Change, told: str) -> None:
    with pytest.raises(TableError) as caught:
        places_of(change(three()))  # type: ignore[arg-type]
    assert told in simple(str(caught.value))
