"""Potentials: by hand, added up, a ratio of two of them, refused in degrees or below zero."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from effectif_tables import raises
from hypothesis import given, settings
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.errors import ChoiceError, TableError


def points(xy: list[tuple[float, float]], crs: Any = 2154) -> gpd.GeoDataFrame:
    codes = [f"p{k}" for k in range(len(xy))]
    return gpd.GeoDataFrame(geometry=[shapely.Point(*one) for one in xy], index=codes, crs=crs)


def column(*values: Any) -> pd.Series:
    return pd.Series(values, index=[f"p{k}" for k in range(len(values))])


TWO = points([(600_000, 6_800_000), (620_000, 6_800_000)])


def at(grid: pd.DataFrame, x: float, name: str = "potentiel") -> float:
    return float(grid.set_index("x").loc[x, name])


def test_a_bell_by_hand() -> None:
    # f is 1, then 1/2 at the span, then 1/16 at twice the span.
    grid = pg.potential(TWO, column(100, 40), span=10, step=10)
    assert at(grid, 600_000) == pytest.approx(100 + 40 / 16)
    assert at(grid, 610_000) == pytest.approx(50 + 20)
    assert at(grid, 620_000) == pytest.approx(100 / 16 + 40)


@pytest.mark.parametrize(
    ("kernel", "beta", "shares"),
    [
        ("exponential", 1.0, (1, 1 / 2, 1 / 4)),
        ("exponential", 2.0, (1, 1 / 2, 1 / 16)),
        # 1 + (2 ** (1 / beta) - 1) × 2 = 3 with 1; with 2: 1.8284.
        ("pareto", 1.0, (1, 1 / 2, 1 / 3)),
        ("pareto", 2.0, (1, 1 / 2, 1.8284271**-2)),
    ],
)
def test_each_kernel_by_hand(kernel: str, beta: float, shares: tuple[float, ...]) -> None:
    grid = pg.potential(
        TWO.iloc[:1], column(8), span=10, kernel=kernel, beta=beta, step=10,
        bounds=(600_000, 6_800_000, 620_000, 6_800_000),
    )  # fmt: skip
    np.testing.assert_allclose(grid["potentiel"], 8 * np.array(shares), rtol=1e-6)


def test_a_ratio_is_that_of_two_potentials_and_not_a_mean_of_ratios() -> None:
    grid = pg.potential(TWO, column(100, 40), column(1_000, 4_000), span=10, per=1_000, step=10)
    # Half of each at the middle: 70 for 2 500, and not the mean of 100 and 10.
    middle = grid.set_index("x").loc[610_000]
    assert middle[["numerateur", "denominateur", "ratio"]].tolist() == pytest.approx(
        [70, 2_500, 28]
    )


def test_a_constant_ratio_stays_so() -> None:
    stock = column(10, 30)
    grid = pg.potential(TWO, stock, stock * 4, span=7, per=100)
    np.testing.assert_allclose(grid["ratio"], 25)


def test_a_ratio_over_nothing_is_missing() -> None:
    grid = pg.potential(
        TWO, column(10, 30), column(5, 0), span=0.5, step=0.5,
        bounds=(600_000, 6_800_000, 620_000, 6_800_000),
    )  # fmt: skip
    assert np.isnan(grid["ratio"].iloc[-1])
    assert grid["ratio"].iloc[0] == pytest.approx(2)


def test_polygons_stand_at_an_inner_point() -> None:
    area = shapely.box(599_000, 6_799_000, 601_000, 6_801_000)
    polygons = gpd.GeoDataFrame(geometry=[area], index=["p0"], crs=2154)
    grid = pg.potential(polygons, column(12), span=10, step=1)
    centre = grid[(grid["x"] == 600_000) & (grid["y"] == 6_800_000)]
    assert centre["potentiel"].tolist() == [12]


def test_the_grid_says_how_it_was_made() -> None:
    stock = column(1, 2)
    stock.attrs = {"source": "RPPS", "date": "2024"}
    grid = pg.potential(TWO, stock, span=10)
    assert grid.attrs == {
        "source": "RPPS", "date": "2024", "fonction": "exponential", "beta": 2.0,
        "portee_km": 10, "pas_km": 2, "epsg": 2154,
    }  # fmt: skip
    assert (grid["x"] % 2_000 == 0).all()
    assert list(grid) == ["x", "y", "potentiel"]


places = st.tuples(st.floats(0, 90_000), st.floats(0, 90_000)).map(
    lambda xy: (600_000 + xy[0], 6_700_000 + xy[1])
)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(places, st.floats(0.1, 1e4)), min_size=2, max_size=8))
def test_potentials_add_up_and_do_not_depend_on_the_order(
    told: list[tuple[tuple[float, float], float]],
) -> None:
    areas, stock = points([place for place, _ in told]), column(*(mass for _, mass in told))
    options: dict[str, Any] = {"span": 15, "step": 15, "bounds": tuple(areas.total_bounds)}
    whole = pg.potential(areas, stock, **options)["potentiel"]
    parts = [
        pg.potential(areas.loc[rows], stock[rows], **options)["potentiel"]
        for rows in (areas.index[:1], areas.index[1:])
    ]
    np.testing.assert_allclose(whole, parts[0] + parts[1], rtol=1e-9)
    turned = pg.potential(areas[::-1], stock, **options)["potentiel"]
    np.testing.assert_allclose(turned, whole, rtol=1e-9)
    assert (whole <= stock.sum() + 1e-6).all()


def test_the_bell_of_two_axes_is_that_of_the_distance() -> None:
    areas = points([(600_000, 6_800_000), (613_000, 6_807_000), (641_000, 6_791_000)])
    stock = column(10, 20, 30)
    bell = pg.potential(areas, stock, span=12, step=3)["potentiel"]
    near = pg.potential(areas, stock, span=12, step=3, beta=2 + 1e-9)["potentiel"]
    np.testing.assert_allclose(bell, near, rtol=1e-6)


def test_overseas_has_its_legal_projection() -> None:
    island = points([(340_000, 7_660_000)], 2975)
    assert pg.potential(island, column(3), span=5).attrs["epsg"] == 2975


@pytest.mark.parametrize(
    ("areas", "stock", "told"),
    [
        (TWO.to_crs(4326), column(1, 2), "projection attendue : EPSG:2154"),
        (TWO.set_crs(None, allow_override=True), column(1, 2), "trouvée : None"),
        (TWO.to_crs(3857), column(1, 2), "trouvée : EPSG:3857"),
        (TWO.iloc[:0], column(), "n'a aucune aire"),
        (TWO, column(1, -2), "stock : nombre négatif"),
        (TWO, column(1, None), "stock : aire sans nombre"),
        (TWO, column(1), "stock : aire sans nombre"),
        (TWO, column(1, np.inf), "stock : nombre infini"),
        (TWO, column(1, "deux"), "stock : un nombre est attendu"),
        (TWO, column(0, 0), "stock : aucun nombre au-dessus de 0"),
        (TWO, column(1, 2, 3), "stock : code qui n'est pas celui d'une aire"),
        (pd.concat([TWO, TWO]), column(1, 2), "areas : code répété"),
        (points([(600_000, 6_800_000)]).set_geometry([None]), column(1), "aire sans géométrie"),
    ],
)
def test_what_has_no_potential_is_refused(areas: Any, stock: pd.Series, told: str) -> None:
    if areas.crs is None and "None" not in told:
        areas = areas.set_crs(2154)
    with raises(TableError, told):
        pg.potential(areas, stock, span=10)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"span": 0}, "span = 0 : un nombre de plus de 0"),
        ({"span": -5}, "span = -5"),
        ({"span": 5, "beta": 0}, "beta = 0"),
        ({"span": 5, "step": 6}, "step = 6 : un pas d'au plus la portée"),
        ({"span": 5, "step": 0.00001}, "1 000 000 mailles"),
        ({"span": 5, "kernel": "gauss"}, "kernel = 'gauss'"),
        ({"span": 5, "bounds": (2.0, 1.0, 1.0, 2.0)}, "xmin, ymin, xmax, ymax"),
    ],
)
def test_wrong_choices_are_refused(options: dict[str, Any], told: str) -> None:
    with raises(ChoiceError, told):
        pg.potential(TWO, column(1, 2), **options)
