"""Circles in the colours of a ratio, and circles in classes of size: drawn, explained, refused."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from compared_images import Hide, compared
from drawn_pages import discs, legend_texts, to_page
from effectif_tables import raises
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from shapely.affinity import translate

import poles_geo as pg
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT
from poles_geo.cartes.canvas.symbols import diameters
from poles_geo.cartes.layers.filled.ramps import along
from poles_geo.cartes.layers.filled.ratio import class_ratio
from poles_geo.cartes.layers.filled.symbols_over import LARGEST
from poles_geo.cartes.legends.sizes import sizes_of
from poles_geo.edition import embedded as edition
from poles_geo.errors import ArgumentError, ChoiceError, TableError
from poles_geo.palette import SEQUENTIAL

Change = Callable[[pd.Series], object]
CLASSES = replace(STYLE_REPORT, symbol_10000=5.0, symbol_bounds=(1_000, 4_000))
BOUNDS = [5.0, 10.0, 15.0]
UNIT = "Professionnels des pôles pour 1 000 habitants"


@pytest.fixture(scope="module")
def departements() -> gpd.GeoDataFrame:
    return edition.load_departements()


@pytest.fixture(scope="module")
def effectifs(departements: gpd.GeoDataFrame, report: gpd.GeoDataFrame) -> pd.Series:
    """Professionals of the pôles of each département: none in ten of them."""
    place = edition.load_communes().loc[report["code_commune"], "departement"].astype(str)
    counts = report["effectif"].groupby(place.to_numpy()).sum()
    return counts.reindex(departements.index, fill_value=0)


@pytest.fixture(scope="module")
def ratio(effectifs: pd.Series) -> pd.Series:
    people = edition.load_communes().groupby("departement")["population"].sum().astype(float)
    ratio = (1000 * effectifs / people).rename("densite")
    ratio.attrs = {"source": "fichiers RPPS et ADELI", "date": "mars 2014"}
    return ratio


@pytest.fixture(scope="module")
def france(departements: gpd.GeoDataFrame, ratio: pd.Series, effectifs: pd.Series) -> Carte:
    """Finistère has no value."""
    known = ratio.drop("29")
    known.attrs = ratio.attrs
    return pg.map_ratio(
        departements,
        known,
        effectifs,
        title="Les professionnels des pôles d'offre en 2014",
        unit=UNIT,
        method=BOUNDS,
        unit_name="département",
    )


def drawn(carte: Carte, effectifs: pd.Series) -> pd.DataFrame:
    """Circles of the map, by département: that whose number has their size."""
    circles = discs(carte.axes)
    numbers = 10_000 * (circles["diametre"] / carte.style.symbol_10000) ** 2
    codes = [int(np.abs(effectifs.to_numpy() - number).argmin()) for number in numbers]
    return circles.assign(effectif=numbers).set_index(effectifs.index[codes])


def test_each_circle_has_the_size_of_the_number_and_the_colour_of_the_ratio(
    france: Carte, effectifs: pd.Series, ratio: pd.Series
) -> None:
    circles = drawn(france, effectifs)
    expected = effectifs[effectifs > 0].drop("29")
    np.testing.assert_allclose(circles["effectif"].sort_index(), expected.sort_index(), rtol=1e-6)
    ramp = along(SEQUENTIAL["teal"], 4)
    classes = [sum(value >= bound for bound in BOUNDS) for value in ratio[circles.index]]
    assert circles["couleur"].tolist() == [ramp[k] for k in classes]


def test_circles_lie_in_their_area(
    france: Carte, effectifs: pd.Series, departements: gpd.GeoDataFrame
) -> None:
    circles = drawn(france, effectifs)
    corners = to_page(france.axes, [[0, 0], [1000, 1000]])
    metres = 1000 / (corners[1] - corners[0])
    xy = (circles[["x", "y"]].to_numpy() - corners[0]) * metres
    points = gpd.GeoSeries.from_xy(*xy.T, index=circles.index, crs=2154)
    assert points.within(departements.geometry[points.index]).all()


def test_a_bassin_has_its_circle_at_the_town_hall_of_its_centre() -> None:
    communes = edition.load_communes()
    area = communes.geometry["35238"].buffer(30_000)
    rennes = gpd.GeoDataFrame(
        {"geometry": [area, translate(area, 100_000)]}, index=["35238", "a"], crs=2154
    )
    values = pd.Series({"35238": 1.5, "a": 2.5})
    circles = class_ratio(rennes, values, pd.Series({"35238": 3, "a": 4}), method=[2]).circles
    assert circles is not None
    hall = edition.centres(pd.Series(["35238"])).iloc[0]
    assert circles.geometry["35238"].equals(hall)
    assert not circles.geometry["a"].equals(hall)


def test_no_area_is_filled_but_those_without_value_are_hatched(france: Carte) -> None:
    assert not [patch for patch in france.axes.patches if str(patch.get_gid()).startswith("ratio")]
    assert len([patch for patch in france.axes.patches if patch.get_hatch()]) == 1


def legend(carte: Carte) -> list[str]:
    return [text.get_text() for text in legend_texts(carte)]


def test_the_legend_counts_every_area_and_shows_sizes(france: Carte) -> None:
    said = "\n".join(legend(france))
    counts = [int(count) for count in re.findall(r"\((\d+)\)$", said, re.MULTILINE)]
    assert sum(counts[:4]) + counts[-1] == 96
    assert "Effectif nul (10)" in said
    assert "Pas de données (1)" in said
    assert "Nombre de professionnels de santé" in said
    assert "10\u202f000\n1\u202f000" in said


def test_the_page_has_no_fault(france: Carte) -> None:
    assert pg.lint(france) == []


def test_the_largest_circle_is_that_of_the_page_or_of_the_maps_compared(
    departements: gpd.GeoDataFrame, ratio: pd.Series, effectifs: pd.Series
) -> None:
    words = {"title": "t", "unit": UNIT, "method": BOUNDS, "zone": "Bretagne"}
    alone = pg.map_ratio(departements, ratio, effectifs, **words)
    assert discs(alone.axes)["diametre"].max() == pytest.approx(LARGEST["a4"], rel=1e-6)
    assert pg.lint(alone) == []
    shared = pg.map_ratio(departements, ratio, effectifs, scale_with=effectifs, **words)
    expected = LARGEST["a4"] * np.sqrt(effectifs["35"] / effectifs.max())
    assert discs(shared.axes)["diametre"].max() == pytest.approx(expected, rel=1e-6)
    with raises(ChoiceError, "scale_with"):
        pg.map_ratio(departements, ratio, effectifs, scale_with=effectifs * 0, **words)


def test_a_name_is_beside_its_circle(
    departements: gpd.GeoDataFrame, ratio: pd.Series, effectifs: pd.Series
) -> None:
    words = {"title": "t", "unit": UNIT, "method": BOUNDS, "zone": "Bretagne", "names": "areas"}
    carte = pg.map_ratio(departements, ratio, effectifs, **words)
    circles = discs(carte.axes)
    assert {"Ille-et-Vilaine", "Finistère"} <= {text.get_text() for text in carte.axes.texts}
    for text in carte.axes.texts:
        if text.get_text() == "Ille-et-Vilaine":
            x, y = to_page(carte.axes, np.array([text.get_position()]))[0]
            nearest = np.hypot(circles["x"] - x, circles["y"] - y) - circles["diametre"] / 2
            assert nearest.min() < 25
            assert nearest.idxmin() == circles["diametre"].idxmax()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.drop("35"), r"sans effectif \(1 ligne : 35\)"),
        (lambda table: table.where(table.index != "35"), r"sans effectif \(1 ligne : 35\)"),
        (lambda table: table.astype(object).replace(table["35"], "douze"), "un nombre est attendu"),
        (lambda table: -table - 1, "négatif ou infini"),
        (lambda table: table / 0.0, "négatif ou infini"),
        (lambda table: pd.concat([table, table[["35"]]]), r"code répété \(1 ligne : 35\)"),
        (lambda table: table.tolist(), "une colonne .Series. est attendue, trouvé list"),
    ],
)
def test_wrong_numbers_are_told(
    departements: gpd.GeoDataFrame,
    ratio: pd.Series,
    effectifs: pd.Series,
    change: Change,
    message: str,
) -> None:
    with raises(TableError, match=message):
        class_ratio(departements, ratio, change(effectifs), method=BOUNDS)


def test_sizes_in_classes_by_hand() -> None:
    # Circles of 500 (half of 1 000), 1 000 and 4 000 professionals: 5 √(n / 10 000) mm.
    sizes = diameters([1, 999, 1_000, 3_999, 4_000, 200_000], CLASSES)
    assert sizes.round(4).tolist() == [1.118, 1.118, 1.5811, 1.5811, 3.1623, 3.1623]


@given(st.lists(st.integers(1, 300_000), min_size=1, max_size=20))
def test_a_legend_has_the_classes_drawn_and_no_other(counts: list[int]) -> None:
    rows = sizes_of(pd.Series(counts), CLASSES)
    shown = diameters([row.value for row in rows], CLASSES)
    assert set(shown) == set(diameters(counts, CLASSES))
    assert (np.diff(shown) < 0).all()


def test_the_legend_of_classes_says_their_bounds(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_national(report, style=CLASSES)
    said = [typeset.replace("\u202f", " ") for typeset in legend(carte)]
    assert {"moins de 1 000", "de 1 000 à moins de 4 000", "4 000 ou plus"} - set(said) == {
        "moins de 1 000"
    }
    circles = discs(carte.axes)["diametre"].round(4)
    assert set(circles) == {1.5811, 3.1623}
    assert pg.lint(carte) == []


@pytest.mark.parametrize("bounds", [(0.0,), (-5.0, 10.0), (10.0, 10.0), (20.0, 10.0)])
def test_bounds_that_do_not_increase_are_refused(bounds: tuple[float, ...]) -> None:
    with raises(ChoiceError, match="symbol_bounds.*croissants"):
        replace(STYLE_REPORT, symbol_bounds=bounds)


@pytest.mark.parametrize(
    ("bounds", "found"),
    [((np.nan,), "nan"), ((10.0, np.inf), "float et inf"), ((1, "2"), "int et str")],
)
def test_bounds_that_are_no_numbers_are_refused(bounds: tuple[Any, ...], found: str) -> None:
    with raises(ArgumentError, match=f"symbol_bounds.*suite de nombres, trouvé tuple de {found}"):
        replace(STYLE_REPORT, symbol_bounds=bounds)


@compared
def test_page_circles(
    departements: gpd.GeoDataFrame,
    ratio: pd.Series,
    effectifs: pd.Series,
    wordless: Hide,
) -> Figure:
    figure = pg.map_ratio(
        departements,
        ratio.drop("29"),
        effectifs,
        title="Les professionnels des pôles d'offre en 2014",
        unit=UNIT,
        method=BOUNDS,
        unit_name="département",
    ).figure
    return wordless(figure)
