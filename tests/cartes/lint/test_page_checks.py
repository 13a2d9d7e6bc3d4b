"""Faults of a page are found: title, sources, scale, what changes from one to the next."""

import itertools
import re
from dataclasses import replace

import geopandas as gpd
import pytest
from drawn_pages import insets
from matplotlib.backend_bases import RendererBase
from matplotlib.text import Text
from matplotlib_scalebar.scalebar import ScaleBar
from spoilt_pages import bar, found, on_map, on_page, rules

import poles_geo as pg
from poles_geo.cartes.canvas.frame import box_of
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import (
    STYLE_REPORT,
)
from poles_geo.cartes.lint.readout import read_page

RANK_COLOURS = STYLE_REPORT.rank_colours


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
