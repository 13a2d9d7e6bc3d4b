"""Faults of a legend are found: what it leaves out, what is not round."""

import numpy as np
import pytest
import shapely
from drawn_pages import panel, panels
from matplotlib.colors import to_hex
from spoilt_pages import found, rules

import poles_geo as pg
from poles_geo.cartes.canvas.areas import draw_line, fill_areas
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import (
    STYLE_REPORT,
    STYLE_SLIDE,
    rank_colour,
    tint,
)
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.cartes.layers.poles import rings_on

RANK_COLOURS = STYLE_REPORT.rank_colours


def test_a_symbol_absent_from_the_legend(corse: Carte) -> None:
    x, y = np.mean(corse.axes.get_xlim()), np.mean(corse.axes.get_ylim())
    corse.axes.scatter([x], [y], s=30, c="#00aa00")
    (fault,) = pg.lint(corse)
    assert fault.rule == "legende"
    assert "#00aa00" in fault.message


def test_a_rank_absent_from_the_legend_is_named(corse: Carte) -> None:
    legend = panel(corse)
    for item in legend.collections:
        item.set_facecolor(["#ffffff" if k % 2 == 0 else RANK_COLOURS[4] for k in range(2)])
    (fault,) = pg.lint(corse)
    assert fault.rule == "legende"
    assert f"{RANK_COLOURS[3]} (rang 3)" in fault.message


def test_a_line_absent_from_the_legend(corse: Carte) -> None:
    corse.axes.plot(corse.axes.get_xlim(), corse.axes.get_ylim(), color="#00aa00")
    (fault,) = pg.lint(corse)
    assert fault.rule == "legende"
    assert "lignes" in fault.message


def test_a_tint_absent_from_the_legend(corse: Carte) -> None:
    fill_areas(corse.axes, embedded_land().regions[["Corse"]], tint(3, STYLE_REPORT), zorder=2.1)
    (fault,) = pg.lint(corse)
    assert fault.rule == "legende"
    assert "bassins du rang 3" in fault.message


def test_what_the_frame_does_not_show_needs_no_legend(corse: Carte) -> None:
    west, south = corse.axes.get_xlim()[0], corse.axes.get_ylim()[0]
    limits = corse.axes.axis()
    corse.axes.scatter([west - 9e4], [south - 9e4], s=30, c="#00aa00")
    corse.axes.axis(limits)
    fill_areas(corse.axes, embedded_land().regions[["Bretagne"]], "#0000aa", zorder=2.1)
    around = shapely.box(west - 9e5, south - 9e5, west + 9e5, south + 9e5).exterior
    draw_line(corse.axes, around, "#0000aa", 1, zorder=2.1)
    assert pg.lint(corse) == []


@pytest.mark.parametrize("value", ["6\u202f000", "1\u202f500", "250", "12", "1200"])
def test_the_value_of_a_symbol_that_is_not_round(corse: Carte, value: str) -> None:
    found(corse, "5\u202f000").set_text(value)
    (fault,) = (fault for fault in pg.lint(corse) if fault.rule != "cercle")
    assert fault.rule == "borne"
    assert f"la valeur {value}\u00a0:" in fault.message


@pytest.mark.parametrize("value", ["2\u202f000", "1", "200", "10\u202f000", "0,5"])
def test_the_value_of_a_symbol_that_is_round(corse: Carte, value: str) -> None:
    found(corse, "5\u202f000").set_text(value)
    assert rules(corse) == {"cercle"}


@pytest.mark.parametrize(
    ("bound", "round_"),
    [
        ("au moins 1\u202f234 professionnels", False),
        ("au moins 12,5\u202f% de professionnels de pôle", False),
        ("plus de 10\u202f000 professionnels", True),
        ("au moins 1\u202f500 professionnels", True),
        ("bassins de vie de 2012", True),
        ("5 – Rang de plus (123)", True),
    ],
)
def test_a_bound_of_the_legend(corse: Carte, bound: str, round_: bool) -> None:
    panel(corse).text(0, 3, bound, fontproperties=corse.style.font(8))
    assert rules(corse) == (set() if round_ else {"borne"})


# Colours


def test_numbers_exchanged_between_two_bars() -> None:
    """Of six bars, the two are said; an exact number of persons is no bound that is to be round."""
    carte = pg.map_region(pg.load_report(), "Bourgogne", style=STYLE_SLIDE)
    assert pg.lint(carte) == []
    written = [text for part in panels(carte) for text in part.texts]
    one, other = (
        next(text for text in written if text.get_text() == number)
        for number in ("2\u202f525", "1\u202f059")
    )
    one.set_text("1\u202f059")
    other.set_text("2\u202f525")
    faults = pg.lint(carte)
    assert [fault.rule for fault in faults] == ["barre", "barre"]
    assert "1\u202f059" in faults[0].message


def test_a_row_of_circles_that_are_not_on_the_map(corse: Carte) -> None:
    poles = [item for item in corse.axes.collections if item.get_zorder() == 5]
    for item in poles:
        item.set_facecolor([RANK_COLOURS[4]] * len(item.get_offsets()))
    faults = [
        fault.message for fault in pg.lint(corse) if "cercles qui ne sont pas" in fault.message
    ]
    assert len(faults) == 1
    assert "3 – Pôle intermédiaire (1)" in faults[0]


def test_a_row_of_neighbours_whose_bassins_alone_are_on_the_map() -> None:
    carte = pg.map_region(pg.load_report(), "Picardie", bassins=pg.read_bassins("BV2012"))
    assert not pg.lint(carte)
    faint = rank_colour(4, carte.style, faint=True)  # Dreux
    circles = [item for item in carte.axes.collections if item.get_zorder() < 5]
    for item in circles:
        faces = [to_hex(colour) for colour in item.get_facecolor()]
        item.set_facecolor([colour if colour != faint else "#f1bb98" for colour in faces])
    (fault,) = [one for one in pg.lint(carte) if "cercles qui ne sont pas" in one.message]
    assert "Pôles d’une autre région, mêmes rangs" in fault.message


def test_a_row_of_neighbours_without_fill_that_are_not_on_the_map() -> None:
    carte = pg.map_region(pg.load_report(), "Auvergne")
    assert not pg.lint(carte)
    for ring in rings_on(carte.axes).values():
        ring.remove()
    (fault,) = [one for one in pg.lint(carte) if "cercles qui ne sont pas" in one.message]
    assert "trop grand ou coupé" in fault.message
    assert fault.place is not None
