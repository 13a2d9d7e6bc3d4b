"""A finished page has no fault; each fault drawn on it is found, and nothing else."""

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn_pages import discs, insets, panel
from matplotlib.backend_bases import RendererBase
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib_scalebar.scalebar import ScaleBar

import poles_geo as pg
from poles_geo.cartes.canvas.areas import draw_line, fill_areas
from poles_geo.cartes.canvas.frame import box_of
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_REPORT,
    STYLE_SLIDE,
    tint,
)
from poles_geo.cartes.canvas.text import LABEL
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.cartes.lint.readout import read_page

RANK_COLOURS = STYLE_REPORT.rank_colours


def rules(carte: Carte) -> set[str]:
    return {fault.rule for fault in pg.lint(carte)}


@pytest.fixture
def corse(report: gpd.GeoDataFrame) -> Carte:
    """Return a page without fault, free to be spoilt: ranks 3 and 4, nothing faint."""
    return pg.map_region(report, "Corse", style=replace(STYLE_REPORT, legend="band"))


def on_page(carte: Carte, x: float, y: float, text: str, **options: Any) -> Text:
    """Write on the page, `x` and `y` in mm from its lower left corner."""
    width, height = carte.figure.get_size_inches() * 25.4
    font = carte.style.font(options.pop("size", 8))
    return carte.figure.text(x / width, y / height, text, fontproperties=font, **options)


def on_map(carte: Carte, x: float, y: float, text: str, **options: Any) -> Text:
    """Write a label on the map, `x` and `y` in shares of its frame."""
    font = carte.style.font(8)
    return carte.axes.text(
        x, y, text, fontproperties=font, transform=carte.axes.transAxes, gid=LABEL, **options
    )


def found(carte: Carte, beginning: str) -> Text:
    """Return the one text of the page that begins so."""
    texts = [text for text in carte.figure.findobj(Text) if text.get_text().startswith(beginning)]
    assert len(texts) == 1, beginning
    return texts[0]


def edit(carte: Carte, beginning: str, old: str, new: str) -> None:
    text = found(carte, beginning)
    assert old in text.get_text()
    text.set_text(text.get_text().replace(old, new))


def bar(carte: Carte) -> ScaleBar:
    (drawn,) = (item for item in carte.axes.artists if isinstance(item, ScaleBar))
    return drawn


# What is drawn as it should be


@pytest.mark.parametrize(
    "name",
    [
        "france",
        "Corse",
        "Haute-Normandie",
        "Lorraine",
        "Bretagne",
        "Île-de-France",
        "bassin minier",
    ],
)
def test_pages_of_the_report_have_no_fault(name: str, cartes: Callable[[str], Carte]) -> None:
    assert pg.lint(cartes(name)) == []


def test_a_page_in_black_and_white_has_no_fault(report: gpd.GeoDataFrame) -> None:
    assert pg.lint(pg.map_national(report, style=STYLE_BLACK_AND_WHITE)) == []


def test_the_legend_brackets_the_circles_of_corse(corse: Carte) -> None:
    assert "encadrement" not in {fault.rule for fault in pg.lint(corse)}


def test_the_sea_is_not_the_neighbours_in_black_and_white(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_region(report, "Bretagne", style=STYLE_BLACK_AND_WHITE)
    assert "fond" not in {fault.rule for fault in pg.lint(carte)}


def test_half_a_page_has_no_fault(report: gpd.GeoDataFrame) -> None:
    assert pg.lint(pg.map_national(report, style=STYLE_HALF_PAGE)) == []


def test_half_a_page_of_the_mining_basin_has_no_fault(
    report: gpd.GeoDataFrame,
) -> None:
    assert pg.lint(pg.map_bassin_minier(report, style=STYLE_HALF_PAGE)) == []


def test_a_slide_has_no_fault(report: gpd.GeoDataFrame) -> None:
    assert pg.lint(pg.map_national(report, style=STYLE_SLIDE)) == []


def test_structures_have_no_fault() -> None:
    assert pg.lint(pg.map_structures()) == []


def test_a_page_is_left_as_it_was(corse: Carte, tmp_path: Path) -> None:
    before = corse.save(tmp_path / "avant.svg").read_bytes()
    dpi = corse.figure.dpi
    name = on_map(corse, 0.1, 0.5, "Nom", path_effects=[withStroke(linewidth=2)])
    assert pg.lint(corse) == []
    assert corse.figure.dpi == dpi
    assert len(name.get_path_effects()) == 1
    name.remove()
    assert corse.save(tmp_path / "apres.svg").read_bytes() == before


# Texts


def test_a_text_under_six_points(corse: Carte) -> None:
    on_page(corse, 100, 187, "Trop petit", size=5.9)
    (fault,) = pg.lint(corse)
    assert fault.rule == "corps"
    assert "«\u00a0Trop petit\u00a0» est écrit en 5,9 points" in fault.message


def test_six_points_are_enough(corse: Carte) -> None:
    on_page(corse, 100, 187, "Assez grand", size=6.0)
    assert pg.lint(corse) == []


def test_a_style_of_small_letters(report: gpd.GeoDataFrame) -> None:
    style = replace(STYLE_REPORT, note=5.5)
    assert rules(pg.map_region(report, "Corse", style=style)) == {"corps"}


def test_the_text_of_the_scale_bar_is_judged_too(corse: Carte) -> None:
    small = STYLE_REPORT.font(4).get_fontconfig_pattern()
    bar(corse).font_properties = small
    (fault,) = pg.lint(corse)
    assert fault.rule == "corps"
    assert "20\u00a0km" in fault.message


def test_two_texts_one_on_another(corse: Carte) -> None:
    x, y = found(corse, "Nombre de professionnels de santé et rang").get_position()
    corse.figure.text(x, y, "Dessus", fontproperties=corse.style.font(8), va="top")
    (fault,) = pg.lint(corse)
    assert fault.rule == "recouvrement"
    assert "«\u00a0Dessus\u00a0»" in fault.message


@pytest.mark.parametrize("effects", [[], [withStroke(linewidth=2)]])
def test_a_label_on_another(corse: Carte, effects: list[Any]) -> None:
    for shift in (0, 0.01):
        on_map(corse, 0.1 + shift, 0.5, "Nom", path_effects=effects)
    assert rules(corse) == {"recouvrement"}


def test_lines_of_a_text_overlap_on_another_text(corse: Carte) -> None:
    on_map(corse, 0.1, 0.5, "Une ligne\nUne autre")
    assert pg.lint(corse) == []
    on_map(corse, 0.1, 0.5, "Dessus")
    assert rules(corse) == {"recouvrement"}


@pytest.mark.parametrize(
    ("x", "y", "options"),
    [
        (285, 187, {}),
        (-3, 187, {}),
        (100, 296, {}),
        (3, 12.5, {"rotation": 90, "va": "top"}),
    ],
)
def test_a_text_off_the_page(corse: Carte, x: float, y: float, options: dict[str, Any]) -> None:
    on_page(corse, x, y, "Bien trop loin", **options)
    assert rules(corse) == {"page"}


@pytest.mark.parametrize(("x", "y"), [(-0.02, 0.5), (0.1, -0.005), (0.1, 0.995)])
def test_a_label_off_its_frame(corse: Carte, x: float, y: float) -> None:
    on_map(corse, x, y, "Calvi la belle")
    assert rules(corse) == {"cadre"}


def test_a_row_off_the_legend(corse: Carte) -> None:
    legend = panel(corse)
    legend.text(165, 4, "Une ligne bien trop longue", fontproperties=corse.style.font(8))
    assert rules(corse) == {"cadre"}


def test_a_label_on_the_centre_of_a_symbol(corse: Carte) -> None:
    circle = discs(corse.axes).iloc[0]
    frame = corse.axes.get_window_extent().extents / corse.figure.dpi * 25.4
    x, y = (np.array([circle["x"], circle["y"]]) - frame[:2]) / (frame[2:] - frame[:2])
    on_map(corse, x, y, "Nom", ha="center", va="center")
    (fault,) = pg.lint(corse)
    assert fault.rule == "centre"
    assert "«\u00a0Nom\u00a0»" in fault.message


# Legend


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


@pytest.mark.parametrize(
    ("third", "fourth", "sight"),
    [
        ("#ff0fff", "#00b4ff", "deutéranope"),
        ("#0087d2", "#ff5ac3", "protanope"),
        ("#87d2ff", "#78ff0f", "tritanope"),
    ],
)
def test_ranks_that_a_dichromat_confuses(
    third: str, fourth: str, sight: str, report: gpd.GeoDataFrame
) -> None:
    style = replace(STYLE_REPORT, rank_colours={**RANK_COLOURS, 3: third, 4: fourth})
    (fault,) = pg.lint(pg.map_region(report, "Corse", style=style))
    assert fault.rule == "daltonisme"
    assert f"pour un {sight}" in fault.message
    assert "rang 3" in fault.message
    assert "rang 4" in fault.message


@pytest.mark.parametrize(
    ("third", "fourth"),
    [("#e12d00", "#4b69f0"), (RANK_COLOURS[4], RANK_COLOURS[3])],
    ids=["same grey", "strongest the lightest"],
)
def test_ranks_that_a_photocopy_confuses(third: str, fourth: str, report: gpd.GeoDataFrame) -> None:
    style = replace(STYLE_REPORT, rank_colours={**RANK_COLOURS, 3: third, 4: fourth})
    assert rules(pg.map_region(report, "Corse", style=style)) == {"gris"}


def test_ranks_that_are_not_drawn_are_not_judged(report: gpd.GeoDataFrame) -> None:
    style = replace(STYLE_REPORT, rank_colours={**RANK_COLOURS, 1: RANK_COLOURS[2]})
    assert pg.lint(pg.map_region(report, "Corse", style=style)) == []


def test_areas_filled_by_a_number(corse: Carte) -> None:
    departements = gpd.GeoDataFrame(
        {"effectif": [800, 1_200]},
        geometry=embedded_land().departements.loc[["2A", "2B"]].to_numpy(),
        crs=2154,
    )
    limits = corse.axes.axis()
    departements.plot("effectif", ax=corse.axes, cmap="Blues", zorder=2.1)
    corse.axes.axis(limits)
    (fault,) = pg.lint(corse)
    assert fault.rule == "aplat"


@pytest.mark.parametrize("shrunk", [0.1, 1, 10])
def test_an_area_is_seen_whatever_its_size(shrunk: float, corse: Carte) -> None:
    west, east = corse.axes.get_xlim()
    middle = shapely.Point((west + east) / 2, np.mean(corse.axes.get_ylim()))
    square = gpd.GeoSeries([middle.buffer((east - west) / shrunk, cap_style="square")])
    fill_areas(corse.axes, square, "#0000aa", zorder=1.5)
    assert rules(corse) == {"aplat"}


# What is written around the map


def test_no_title(corse: Carte) -> None:
    found(corse, corse.title).set_visible(False)
    assert rules(corse) == {"titre"}


@pytest.mark.parametrize("title", ["Carte de la Corse", "Cartes des pôles", "carte d'offre"])
def test_a_title_that_says_it_is_a_map(title: str, report: gpd.GeoDataFrame) -> None:
    assert rules(pg.map_region(report, "Corse", title=title)) == {"titre"}


def test_a_title_about_maps_is_no_fault(report: gpd.GeoDataFrame) -> None:
    assert pg.lint(pg.map_region(report, "Corse", title="Carte sanitaire de la Corse")) == []


@pytest.mark.parametrize(
    ("field", "rule"), [("source", "source"), ("date", "date")], ids=["source", "date"]
)
def test_counts_of_unknown_origin(field: str, rule: str, report: gpd.GeoDataFrame) -> None:
    poles = report.copy()
    del poles.attrs[field]
    assert rules(pg.map_region(poles, "Corse")) == {rule}


def test_a_date_without_a_year(report: gpd.GeoDataFrame) -> None:
    poles = report.copy()
    poles.attrs = {"source": "RPPS", "date": "en mars", "regles": poles.attrs["regles"]}
    assert rules(pg.map_region(poles, "Corse")) == {"date"}


def test_no_sources_at_all(corse: Carte) -> None:
    found(corse, "Sources\u00a0:").remove()
    assert rules(corse) == {"source"}


def test_no_author(corse: Carte) -> None:
    text = found(corse, "Fond de carte")
    text.set_text(text.get_text().split("Réalisation")[0])
    assert rules(corse) == {"auteur"}


# Scale


def test_no_scale_bar(corse: Carte) -> None:
    bar(corse).remove()
    assert rules(corse) == {"echelle"}


def test_an_inset_without_scale_bar(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_national(report)
    inset = carte.figure.axes[-1]
    next(item for item in inset.artists if isinstance(item, ScaleBar)).remove()
    (fault,) = pg.lint(carte)
    assert fault.rule == "echelle"


def test_a_label_under_an_inset(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_national(report)
    (x0, y0, x1, y1), (left, low, _, high) = box_of(carte.axes), box_of(insets(carte)[0])
    x, y = (left + 0.5 - x0) / (x1 - x0), ((low + high) / 2 - y0) / (y1 - y0)
    on_map(carte, x, y, "Sous", zorder=20)
    (fault,) = (fault for fault in pg.lint(carte) if fault.rule == "cadre")
    assert "encart" in fault.message


def test_a_scale_bar_that_lies(corse: Carte) -> None:
    bar(corse).dx = 1.02
    (fault,) = pg.lint(corse)
    assert fault.rule == "echelle"
    assert "dit 20\u00a0km et mesure 19\u202f608 m" in fault.message


def test_a_scale_bar_of_no_round_length(corse: Carte) -> None:
    bar(corse).fixed_value = 15
    (fault,) = pg.lint(corse)
    assert fault.rule == "echelle"
    assert "mesure 15\u00a0km" in fault.message


# Twice the same


class Clock(Text):
    """A text that is never twice the same."""

    ticks = itertools.count()

    def draw(self, renderer: RendererBase) -> None:
        self.set_text(f"Dessiné à {next(self.ticks)} s")
        super().draw(renderer)


def test_a_page_that_changes(corse: Carte) -> None:
    clock = Clock(0.5, 0.89, "x", fontproperties=corse.style.font(8))
    corse.figure.add_artist(clock)
    assert rules(corse) == {"reproduction"}


# How faults are told


def test_faults_are_told_in_french_typography(report: gpd.GeoDataFrame) -> None:
    style = replace(STYLE_REPORT, note=5.5, rank_colours={**RANK_COLOURS, 3: RANK_COLOURS[4]})
    told = [str(fault) for fault in pg.lint(pg.map_region(report, "Corse", style=style))]
    assert {text.split("\u00a0:")[0] for text in told} == {"corps", "daltonisme", "gris"}
    for text in told:
        assert not re.search(r" [:;%»]|« ", text), text


def test_ink_is_where_it_is_painted(corse: Carte) -> None:
    text = on_page(corse, 100, 187, "Hx", size=20)
    (read,) = (item for item in read_page(corse.figure).texts if item.text == text.get_text())
    assert read.box[1] == pytest.approx(187, abs=0.1)
    assert read.box[0] == pytest.approx(100, abs=1)
    assert read.box[3] - read.box[1] == pytest.approx(20 * 0.66 * 25.4 / 72, rel=0.1)
