"""The map of gaps: communes that are far from every pôle of some rank."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from compared_images import Hide, compared
from drawn_pages import printed
from effectif_tables import raises
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from placed_poles import poles_at

import poles_geo as pg
from poles_geo import cartes
from poles_geo.cartes.layers.measured.far_communes import NO_WAY, WITHIN, far_colours, far_communes
from poles_geo.errors import PolesGeoError, TableError

STYLES = {
    "couleur": cartes.STYLE_REPORT,
    "noir et blanc": cartes.STYLE_BLACK_AND_WHITE,
    "demi-page": cartes.STYLE_HALF_PAGE,
    "diapositive": cartes.STYLE_SLIDE,
}


@pytest.fixture(scope="module")
def gaps(report: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Communes of France against pôles of ranks 1 and 2, at 50 km."""
    return pg.gaps(report, pg.read_communes(), within=50, rang=2)


def row_of_squares(*kilometres: float) -> gpd.GeoDataFrame:
    """Squares of 1 km that touch nothing, along a line from a pôle at 0 km; 100 people in each."""
    shapes = [shapely.box(1_000 * km, 0, 1_000 * km + 1_000, 1_000) for km in kilometres]
    codes = pd.Index([f"5900{k}" for k in range(len(shapes))], name="code_commune")
    return gpd.GeoDataFrame({"population": 100}, codes, geometry=shapes, crs=2154)


def test_steps_by_hand() -> None:
    poles = gpd.GeoDataFrame(poles_at([(500, 500)], [9_000]).assign(rang=1))
    table = pg.gaps(poles, row_of_squares(0, 10, 11, 15, 16, 20, 21), within=10, rang=1)
    far = far_communes(table, None)
    assert far.step.tolist() == [WITHIN, WITHIN, 0, 0, 1, 1, 2]  # bounds are in what is nearer
    assert far.names == ("De 10 à 15 km", "De 15 à 20 km", "Plus de 20 km", "Aucun trajet")
    assert far.within == "10 km ou moins"


def test_a_commune_without_any_way_is_told_apart() -> None:
    poles = gpd.GeoDataFrame(poles_at([(500, 500)], [9_000]).assign(rang=1))
    costs = pd.DataFrame({"origine": ["59000"], "destination": ["00000"], "minutes": [70.0]})
    with pytest.warns(UserWarning, match="injoignable|inatteignable|sans"):
        table = pg.gaps(poles, row_of_squares(0, 10), within=30, rang=1, costs=costs)
    far = far_communes(table, None)
    assert far.step.tolist() == [2, NO_WAY]
    assert far.names[0] == "De 30 à 45 minutes"


PAGES = [
    *((style, "Auvergne") for style in STYLES),
    *(("couleur", zone) for zone in (None, "63", "Corse")),
    ("diapositive", None),
]


@pytest.mark.parametrize(("style", "zone"), PAGES)
def test_pages_pass_the_linter(
    style: str, zone: str | None, gaps: gpd.GeoDataFrame, report: gpd.GeoDataFrame
) -> None:
    carte = pg.map_gaps(gaps, report, zone=zone, style=STYLES[style])
    assert pg.lint(carte) == []
    fills = {to_hex(patch.get_facecolor()) for patch in carte.axes.patches if patch.get_gid()}
    assert set(far_colours(STYLES[style])) <= fills


def test_its_numbers_are_those_of_the_table(
    gaps: gpd.GeoDataFrame, report: gpd.GeoDataFrame
) -> None:
    total = pg.gap_totals(gaps, "region_2014").loc["Auvergne"]
    carte = pg.map_gaps(gaps, report, zone="Auvergne")
    people = f"{int(total['population_au_dela']):,}".replace(",", "\u202f")
    written = " ".join(printed(carte))
    assert f"{people}\u00a0habitants (39\u202f%) à plus de 50 km à vol d’oiseau" in written
    nearer = int(total["n_communes"] - total["n_au_dela"])
    assert f"50\u00a0km ou moins ({nearer})" in carte.description.replace("50 km", "50\u00a0km")
    assert "Population de 2022, comptes de 2014" in written
    assert "Pôle intermédiaire" not in written  # rank 3 does not count


def _without_attrs(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    bare = table.copy()
    bare.attrs = {}
    return bare


REFUSED: dict[str, tuple[Callable[[gpd.GeoDataFrame], Any], str]] = {
    "points": (
        lambda table: table.set_geometry(table.representative_point()),
        "(?s)gaps.*polygones.*read_communes",
    ),
    "sans colonne": (lambda table: table.drop(columns="km"), "(?s)gaps.*colonne km absente"),
    "sans distance": (
        _without_attrs,
        "(?s)gaps.*ne dit pas sa distance.*pg.gaps",
    ),
    "hors de la zone": (
        lambda table: table[table["departement"] == "59"],
        "gaps : aucune commune de la table n'est dans la zone",
    ),
}


@pytest.mark.parametrize(("spoil", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(
    spoil: Callable[[gpd.GeoDataFrame], Any],
    message: str,
    gaps: gpd.GeoDataFrame,
    report: gpd.GeoDataFrame,
) -> None:
    with raises(PolesGeoError, message):
        pg.map_gaps(spoil(gaps), report, zone="Auvergne")


def test_poles_of_lower_ranks_alone_are_refused(
    gaps: gpd.GeoDataFrame, report: gpd.GeoDataFrame
) -> None:
    lower = report[report["rang"] > 2]
    with raises(TableError, "poles : aucun pôle de rang 2 ou plus haut"):
        pg.map_gaps(gaps, lower)


@compared
def test_gaps_page(gaps: gpd.GeoDataFrame, report: gpd.GeoDataFrame, wordless: Hide) -> Figure:
    figure = pg.map_gaps(gaps, report, zone="Auvergne").figure
    return wordless(figure)
