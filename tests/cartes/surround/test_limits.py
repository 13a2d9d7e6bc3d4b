"""The limits that a map shows, for its legend."""

import pytest

from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.cartes.surround.limits import limits_shown


@pytest.mark.parametrize(
    ("name", "place", "told"),
    [
        ("Strasbourg and Kehl", (1_052_000, 6_841_000), True),
        ("Limoges, far from all", (565_000, 6_530_000), False),
        ("Corse", (1_220_000, 6_130_000), False),
        ("two regions", (750_000, 6_900_000), True),
    ],
)
def test_a_frontier_has_its_row_where_a_country_is_seen_that_touches(
    name: str, place: tuple[float, float], told: bool
) -> None:
    x, y = place
    half = 40_000 if name == "two regions" else 8_000
    ground = Frame.around((x - half, y - half, x + half, y + half), 100, 100, margin=0.0)
    rows = [line.text for line in limits_shown(ground, land=embedded_land())]
    assert ("Région (2014), frontière" in rows) == told


@pytest.mark.parametrize(
    ("place", "told"),
    [((464_000, 6_912_000), True), ((1_052_000, 6_841_000), False), ((565_000, 6_530_000), False)],
    ids=["the estuary of the Seine", "the Rhine", "inland"],
)
def test_a_coast_has_its_row_where_no_sea_is_named(place: tuple[float, float], told: bool) -> None:
    """Half a kilometre of the estuary is drawn in a corner of a half page of Île-de-France."""
    x, y = place
    ground = Frame.around((x - 3_000, y - 3_000, x + 3_000, y + 3_000), 100, 100, margin=0.0)
    assert embedded_land().seas.disjoint(ground.polygon).all()
    rows = [line.text for line in limits_shown(ground, land=embedded_land())]
    assert ("Côte" in rows) == told
