"""A neighbour drawn as a circle without fill has its number; the legend has a row for it."""

import re

import pytest
from drawn_pages import discs, frames, legend_discs, printed

import poles_geo as pg
from poles_geo import cartes
from poles_geo.cartes.layers.poles import rings_on

POLES = pg.load_report()
REPORT, HALF, SLIDE = cartes.STYLE_REPORT, cartes.STYLE_HALF_PAGE, cartes.STYLE_SLIDE


@pytest.mark.parametrize(
    ("region", "style", "with_bassins"),
    [
        ("Bourgogne", SLIDE, False),  # one has no room for its number
        ("Lorraine", HALF, False),  # one of two
        ("Pays de la Loire", SLIDE, False),
        ("Rhône-Alpes", REPORT, True),  # the legend hides the only one
        ("Provence-Alpes-Côte d'Azur", HALF, True),
        ("Limousin", SLIDE, True),
        ("Auvergne", REPORT, True),  # one is there
        ("Basse-Normandie", SLIDE, True),  # Paris is under the legend, and no size of it
        ("Centre", REPORT, True),
        ("Centre", HALF, False),  # two are
    ],
)  # fmt: skip
def test_each_has_its_number_and_its_row(
    region: str, style: cartes.Style, *, with_bassins: bool
) -> None:
    bassins = pg.read_bassins("BV2012") if with_bassins else None
    carte = pg.map_region(POLES, region, bassins=bassins, style=style)
    rings = rings_on(carte.axes, *carte.axes.child_axes)
    numbers = [text for text in printed(carte) if re.search(r"\(\d", text)]
    named = {POLES.loc[code, "nom"] for code in rings}
    assert {text.split(" (")[0] for text in numbers if text.split(" (")[0] in named} == named
    assert bool(rings) == any("trop grand ou coupé" in text for text in printed(carte))
    bare = {
        "Bourgogne",
        "Pays de la Loire",
        "Rhône-Alpes",
        "Provence-Alpes-Côte d'Azur",
        "Limousin",
    }
    assert bool(rings) == (region not in bare)
    assert not pg.lint(carte)


@pytest.mark.parametrize("region", ["Nord - Pas-de-Calais", "Rhône-Alpes", "Auvergne", "Picardie"])
def test_the_legend_has_the_circles_that_are_on_the_map(region: str) -> None:
    carte = pg.map_region(POLES, region, bassins=pg.read_bassins("BV2012"))
    drawn = {colour for ax in frames(carte) for colour in discs(ax)["couleur"]}
    assert set(legend_discs(carte)["couleur"]) - {"#ffffff"} <= drawn
    alone = "Bassins de pôles d'une autre région" in [
        text.replace("’", "'") for text in printed(carte)
    ]
    assert alone == (region == "Nord - Pas-de-Calais")  # the legend hides Abbeville
    assert pg.lint(carte) == []
