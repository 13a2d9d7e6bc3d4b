"""Faults planted on finished pages: each is found where it is, in every style."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn_pages import insets, legend_texts, panel, panels
from matplotlib.collections import EllipseCollection
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib_scalebar.scalebar import ScaleBar

import poles_geo as pg
from poles_geo.cartes.canvas.marks import told
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_REPORT,
    STYLE_SLIDE,
)
from poles_geo.cartes.canvas.text import LABEL, LeaderMark
from poles_geo.cartes.lint.checks import faults_drawn
from poles_geo.cartes.lint.defects import Defect

STYLES = {
    "report": STYLE_REPORT,
    "black and white": STYLE_BLACK_AND_WHITE,
    "half a page": STYLE_HALF_PAGE,
    "slide": STYLE_SLIDE,
}


def draw(style: str) -> Carte:
    """Draw a page of three ranks."""
    beside = replace(STYLES[style], legend="panel")
    return pg.map_region(pg.load_report(), "Centre", style=beside)


drawn = cache(draw)
"""The same, once: faults are planted on copies of it."""


@cache
def clean(style: str) -> list[Defect]:
    """Give what the linter finds on a page of a style before anything is planted."""
    return faults_drawn(deepcopy(drawn(style)))


def panel_texts(carte: Carte) -> list[Text]:
    return [text for text in legend_texts(carte) if text.get_visible()]


def panel_text(carte: Carte, beginning: str) -> Text:
    (text,) = (text for text in panel_texts(carte) if text.get_text().startswith(beginning))
    return text


def circles(carte: Carte) -> EllipseCollection:
    """Return the circles that the page is about, the last drawn."""
    drawn = [item for item in carte.axes.collections if isinstance(item, EllipseCollection)]
    return drawn[-1]


def labels(carte: Carte) -> list[Text]:
    return [text for text in carte.axes.texts if told(text, "symbol") is not None]


def exchange_texts(carte: Carte) -> None:
    one, other = panel_text(carte, "2 – "), panel_text(carte, "3 – ")
    first = one.get_text()
    one.set_text(other.get_text())
    other.set_text(first)


def exchange_limits(carte: Carte) -> None:
    one, other = panel_text(carte, "Région"), panel_text(carte, "Département")
    first = one.get_text()
    one.set_text(other.get_text())
    other.set_text(first)


def exchange_colours(carte: Carte) -> None:
    signs = {
        told(item, "row")[:1]: item
        for part in panels(carte)
        for item in part.collections
        if told(item, "row") is not None and len(item.get_offsets()) == 2
    }
    one, other = signs["2"], signs["3"]
    for item, from_ in ((one, other.get_facecolor().copy()), (other, one.get_facecolor().copy())):
        item.set_facecolor(from_)
    edges = one.get_edgecolor().copy()
    one.set_edgecolor(other.get_edgecolor().copy())
    other.set_edgecolor(edges)


def enlarge_symbol(carte: Carte) -> None:
    item = circles(carte)
    widths = np.array(item.get_widths())
    widths[:2] *= 1.2
    item.set_widths(widths)
    item.set_heights(widths)


def cut_symbol(carte: Carte) -> None:
    item = circles(carte)
    offsets = np.array(item.get_offsets())
    west, east = carte.axes.get_xlim()
    offsets[:2, 0] = west + (east - west) / 1000
    item.set_offsets(offsets)


def slice_symbol(carte: Carte) -> None:
    """Move the centre of the largest circle out of the frame, which shows a slice of it."""
    item = circles(carte)
    offsets = np.array(item.get_offsets())
    west, east = carte.axes.get_xlim()
    offsets[np.argmax(item.get_widths()), 0] = west - (east - west) / 1000
    item.set_offsets(offsets)


def square_symbols(carte: Carte) -> None:
    """Make the diameter, not the area, proportional to the number."""
    item = circles(carte)
    values = told(item, "values")
    widths = item.get_widths().max() * values / values.max()
    item.set_widths(widths)
    item.set_heights(widths)


def change_figure(carte: Carte) -> None:
    sizes = [text for text in panel_texts(carte) if text.get_text().replace("\u202f", "").isdigit()]
    sizes[-1].set_text("200\u202f000")


def exchange_figures(carte: Carte) -> None:
    sizes = [text for text in panel_texts(carte) if text.get_text().replace("\u202f", "").isdigit()]
    first = sizes[0].get_text()
    sizes[0].set_text(sizes[1].get_text())
    sizes[1].set_text(first)


def change_count(carte: Carte) -> None:
    text = panel_text(carte, "2 – ")
    head, _ = text.get_text().rsplit("(", 1)
    text.set_text(f"{head}(7)")


def remove_circle(carte: Carte) -> None:
    """Hide one circle of the map: the legend counts one too many."""
    item = circles(carte)
    faces = item.get_facecolor()
    faces[-2:, 3] = 0
    item.set_facecolor(faces)


def pale_label(carte: Carte) -> None:
    label = labels(carte)[0]
    label.set_color("#e8e8e8")


def pale_title(carte: Carte) -> None:
    (title,) = (text for text in carte.figure.texts if text.get_text() == carte.title)
    title.set_color("#c8c8c8")


def dark_under(carte: Carte) -> None:
    label = next(text for text in carte.axes.texts if text.get_gid() == LABEL)
    label.set_zorder(20)
    x, y = label.get_position()
    west, east = carte.axes.get_xlim()
    size = (east - west) / 5
    corner = (x - size / 2, y - size / 2)
    carte.axes.add_patch(Rectangle(corner, size, size, facecolor=carte.style.ink, zorder=15))


def stray_label(carte: Carte) -> None:
    """Bring the name of a small circle beside another circle, its leader off."""
    label = labels(carte)[-1]
    x, y = max(
        (told(text, "symbol") for text in labels(carte)),
        key=lambda place: np.hypot(*np.subtract(place, told(label, "symbol"))),
    )
    scale = np.ptp(carte.axes.get_xlim()) / carte.axes.get_window_extent().width
    radius = circles(carte).get_widths().max() / 2 / 72 * carte.figure.dpi * scale
    label.set_position((x + radius, y + radius))
    for line in [line for line in carte.axes.lines if isinstance(line, LeaderMark)]:
        line.remove()


def label_on_symbol(carte: Carte) -> None:
    """Push a name well onto the largest circle, off its centre."""
    item = circles(carte)
    x, y = item.get_offsets()[0]
    label = labels(carte)[-1]
    scale = np.ptp(carte.axes.get_xlim()) / carte.axes.get_window_extent().width
    radius = item.get_widths()[0] / 2 / 72 * carte.figure.dpi * scale
    label.set_position((x + 0.55 * radius, y))


def leader_on_symbol(carte: Carte) -> None:
    ends = np.array([told(text, "symbol") for text in labels(carte)])
    from_, to = ends[0], ends[-1]
    beyond = to + 0.2 * (to - from_)
    carte.axes.add_line(LeaderMark([from_[0], beyond[0]], [from_[1], beyond[1]], color="#222222"))


def squash(carte: Carte) -> None:
    carte.axes.set_aspect("auto")
    low, high = carte.axes.get_ylim()
    carte.axes.set_ylim(low - 0.2 * (high - low), high + 0.2 * (high - low))


def sea_as_land(carte: Carte) -> None:
    carte.axes.set_facecolor(carte.style.land)


def neighbours_as_land(carte: Carte) -> None:
    for patch in carte.axes.patches:
        if told(patch, "ground") == "around":
            patch.set_facecolor(carte.style.land)


def shrink_size_legend(carte: Carte) -> None:
    """Take the largest circle off the legend."""
    legend = panel(carte)
    nested = [item for item in legend.collections if told(item, "row") is None]
    largest = max(nested, key=lambda item: item.get_widths().max())
    largest.remove()


def grow_size_legend(carte: Carte) -> None:
    """Hide the largest circles of the map."""
    for item in carte.axes.collections:
        if isinstance(item, EllipseCollection):
            widths = np.array(item.get_widths())
            faces = np.resize(item.get_facecolor(), (len(widths), 4)).copy()
            faces[widths > widths.min() * 1.3, 3] = 0
            item.set_facecolor(faces)


def scale_over_subject(carte: Carte) -> None:
    bar = next(item for item in carte.axes.artists if isinstance(item, ScaleBar))
    bar.location = "center"


def inset_over_subject(carte: Carte) -> None:
    box = carte.axes.get_position()
    middle = (box.x0 + 0.4 * box.width, box.y0 + 0.4 * box.height)
    inset = carte.figure.add_axes((*middle, 0.2 * box.width, 0.2 * box.height))
    inset.set(xticks=[], yticks=[])


def white_box(carte: Carte) -> None:
    """Lay a white rectangle on the middle of the map."""
    west, east, south, north = carte.axes.axis()
    corner = (west + 0.4 * (east - west), south + 0.4 * (north - south))
    sides = (0.2 * (east - west), 0.2 * (north - south))
    carte.axes.add_patch(Rectangle(corner, *sides, facecolor="white", zorder=30))


def boxed_note(carte: Carte) -> None:
    """Write a note of two lines, in a white box, on the middle of the page."""
    middle = {"ha": "center", "va": "center", "fontsize": 9}
    box = {"facecolor": "white", "edgecolor": "none"}
    carte.axes.text(
        0.5, 0.5, "Une note\nde deux lignes", bbox=box, zorder=30, transform=carte.axes.transAxes,
        **middle,
    )  # fmt: skip


def legend_over_subject(carte: Carte) -> None:
    """Bring the legend to the middle of the map."""
    (west, south), (east, north) = carte.axes.get_position().get_points()
    legend = panel(carte)
    (left, low), (right, high) = legend.get_position().get_points()
    wide, tall = right - left, high - low
    corner = ((west + east - wide) / 2, (south + north - tall) / 2)
    legend.set_position((*corner, wide, tall))


def stock_filled(carte: Carte) -> None:
    _filled(carte, 1.0)


def stock_disguised(carte: Carte) -> None:
    _filled(carte, 0.0371)


def _filled(carte: Carte, times: float) -> None:
    limits = carte.axes.axis()
    areas = squares(limits)
    areas["part"] = STOCKS * times
    areas.plot("part", ax=carte.axes, cmap="Blues", zorder=2.1, aspect=None)
    carte.axes.axis(limits)


def evolution_without_break(carte: Carte) -> None:
    limits = carte.axes.axis()
    areas = squares(limits)
    areas["part"] = np.linspace(-7.3, 11.9, len(areas)) ** 3 / 100 + 0.0137
    areas.plot("part", ax=carte.axes, cmap="Blues", zorder=2.1, aspect=None)
    carte.axes.axis(limits)


STOCKS = np.array([12, 845, 97, 233, 4021, 56, 310, 1207, 64])


def squares(limits: Any) -> gpd.GeoDataFrame:
    """Nine squares of a map, as an area each."""
    west, east, south, north = limits
    x, y = np.linspace(west, east, 5), np.linspace(south, north, 5)
    boxes = [shapely.box(x[i], y[j], x[i + 1], y[j + 1]) for i in range(3) for j in range(3)]
    return gpd.GeoDataFrame(geometry=boxes, crs=2154)


FAULTS: dict[str, tuple[Callable[[Carte], None], str]] = {
    "texts exchanged": (exchange_texts, "echange"),
    "texts of lines exchanged": (exchange_limits, "echange"),
    "colours exchanged": (exchange_colours, "echange"),
    "one symbol too large": (enlarge_symbol, "taille"),
    "diameters for areas": (square_symbols, "taille"),
    "a circle cut by the frame": (cut_symbol, "coupe"),
    "a slice of a circle": (slice_symbol, "coupe"),
    "another figure": (change_figure, "cercle"),
    "figures exchanged": (exchange_figures, "cercle"),
    "another count": (change_count, "compte"),
    "a circle hidden": (remove_circle, "compte"),
    "a pale name": (pale_label, "contraste"),
    "a pale title": (pale_title, "contraste"),
    "a dark box under a name": (dark_under, "contraste"),
    "a stray name": (stray_label, "rattachement"),
    "a name on a symbol": (label_on_symbol, "symbole"),
    "a leader on a symbol": (leader_on_symbol, "symbole"),
    "a map squashed": (squash, "proportions"),
    "the sea as land": (sea_as_land, "fond"),
    "neighbours as land": (neighbours_as_land, "fond"),
    "no large size": (shrink_size_legend, "encadrement"),
    "too large a size": (grow_size_legend, "encadrement"),
    "the scale over the subject": (scale_over_subject, "masque"),
    "an inset over the subject": (inset_over_subject, "masque"),
    "a white box": (white_box, "masque"),
    "a note in a box": (boxed_note, "masque"),
    "the legend over the subject": (legend_over_subject, "masque"),
    "a stock filled": (stock_filled, "aplat"),
    "a stock times a constant": (stock_disguised, "aplat"),
    "no break at zero": (evolution_without_break, "zero"),
}


REMOVING = (shrink_size_legend, stray_label)
"""They take something off, which matplotlib does of no copy."""


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault: str, style: str) -> None:
    plant, rule = FAULTS[fault]
    page = draw(style) if plant in REMOVING else deepcopy(drawn(style))
    plant(page)
    found = [one for one in faults_drawn(page) if one.rule == rule and one not in clean(style)]
    assert found, fault
    width, height = page.figure.get_size_inches() * 25.4
    for one in found:
        assert one.place is None or (0 <= one.place[0] <= width and 0 <= one.place[1] <= height)
        assert (one.place is None) != ("mm du bord gauche" in one.message)


@pytest.mark.parametrize("style", STYLES)
def test_copies_leave_the_page_as_it_was(style: str) -> None:
    page = draw(style)
    assert faults_drawn(drawn(style)) == faults_drawn(page) == clean(style)


def test_a_circle_cut_by_the_frame_of_an_inset_is_found() -> None:
    page = pg.map_national(pg.load_report())
    assert not pg.lint(page)
    paris = insets(page)[0]
    low, high = paris.get_ylim()
    paris.set_ylim(low + 0.03 * (high - low), high + 0.03 * (high - low))  # through Montargis
    assert [one.rule for one in pg.lint(page) if "coupé" in one.message] == ["coupe"]
