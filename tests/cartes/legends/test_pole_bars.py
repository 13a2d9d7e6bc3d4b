"""Bars of a legend, and what a small page that its map does not fill says with them."""

from dataclasses import replace

import numpy as np
import pytest
from drawn_pages import legend_texts, panels
from matplotlib.figure import Figure

import poles_geo as pg
from poles_geo.cartes import STYLE_REPORT
from poles_geo.cartes.canvas.axes import panel_axes
from poles_geo.cartes.canvas.marks import told
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_HALF_PAGE, STYLE_SLIDE, Style
from poles_geo.cartes.legends.pole_bars import SHORT, Bar, Bars
from poles_geo.regions import DEPARTEMENTS_2014
from poles_geo.typography import french_number, typeset

POLES = pg.load_report()
OWN, PARTS, PEERS = (
    "Pôles, par nombre de professionnels de santé",
    "Nombre de professionnels de santé des pôles, par département",
    "Nombre de professionnels de santé des pôles, par région",
)
BARS = (
    Bar("Grand", ((150, "#00ff00"), (50, "#ff0000")), strong=True),
    Bar("Petit", ((50, "#ff0000"),)),
    Bar("Rien", ()),
)


def said(carte: Carte, heading: str) -> dict[str, float]:
    """Give the length of each bar under a heading, in mm, by the name before it; none without."""
    for part in panels(carte):
        written = " ".join(text.get_text() for text in part.texts)
        bars = [patch for patch in part.patches if told(patch, "bar") is not None]
        if bars and typeset(heading) in written:
            found = {}
            for bar in bars:
                level, start = bar.get_y() + bar.get_height() / 2, bar.get_x()
                near = [text for text in part.texts if abs(text.get_position()[1] - level) < 1.0]
                name = min(near, key=lambda text: text.get_position()[0])
                assert name.get_position()[0] < start
                found[name.get_text()] = bar.get_width()
            return found
    return {}


def in_proportion(drawn: dict[str, float], counts: dict[str, int]) -> bool:
    longs = np.array([drawn[name] for name in counts])
    numbers = np.array(list(counts.values()))
    return bool(np.allclose(longs * numbers.max(), numbers * longs.max()))


@pytest.mark.parametrize("wide", [88.0, 40.0])
def test_bars_are_from_one_zero_in_the_width_that_they_have(wide: float) -> None:
    ax, _, _ = panel_axes(Figure().add_axes((0, 0, 1, 1)), wide, 40.0)
    block = Bars("Titre", BARS, STYLE_REPORT, wide)
    block.draw(ax, 0.0, 38.0, block.width, 1.0)
    first, second, none = (patch for patch in ax.patches if told(patch, "bar") is not None)
    assert first.get_y() > second.get_y() > none.get_y()
    assert first.get_x() == second.get_x() == none.get_x()
    assert first.get_width() == pytest.approx(4 * second.get_width())
    assert none.get_width() == 0
    assert first.get_width() >= SHORT
    assert [text.get_text() for text in ax.texts] == [
        "Titre", "Grand", "200", "Petit", "50", "Rien", "0",
    ]  # fmt: skip
    end = max(text.get_window_extent().x1 for text in ax.texts)
    assert end <= ax.transData.transform((block.width + 0.6, 0))[0]
    parts = [patch for patch in ax.patches if told(patch, "bar") is None]
    assert sum(part.get_width() for part in parts[:2]) == pytest.approx(first.get_width())


@pytest.mark.parametrize(
    ("region", "style"),
    [
        ("Bourgogne", STYLE_SLIDE),
        ("Alsace", STYLE_SLIDE),
        ("Champagne-Ardenne", STYLE_SLIDE),
        ("Corse", STYLE_HALF_PAGE),
        ("Champagne-Ardenne", STYLE_HALF_PAGE),
    ],
)
def test_a_small_page_with_room_lists_its_poles(region: str, style: Style) -> None:
    carte = pg.map_region(POLES, region, style=style)
    own = POLES[POLES["region_2014"] == region]
    counts = {typeset(name): count for name, count in zip(own["nom"], own["effectif"], strict=True)}
    drawn = said(carte, OWN)
    assert set(drawn) == set(counts)
    assert in_proportion(drawn, counts)
    assert list(drawn) == sorted(drawn, key=lambda name: -drawn[name])
    written = {text.get_text() for text in legend_texts(carte)}
    assert {french_number(count) for count in own["effectif"]} <= written
    assert any("au moins" in text or "plus de" in text for text in written)  # the rule stays


def test_departements_have_their_poles_together_and_one_without_has_zero() -> None:
    """Marne: Reims 6 347 and Châlons-en-Champagne 1 878; Haute-Marne has no pôle."""
    carte = pg.map_region(POLES, "Champagne-Ardenne", style=STYLE_SLIDE)
    counts = {"Marne": 8_225, "Aube": 3_016, "Ardennes": 2_637, "Haute-Marne": 0}
    drawn = said(carte, PARTS)
    assert list(drawn) == list(counts)
    assert in_proportion(drawn, counts)


def test_departements_of_one_pole_each_are_not_told_again() -> None:
    assert not said(pg.map_region(POLES, "Corse", style=STYLE_SLIDE), PARTS)


@pytest.mark.parametrize("region", ["Corse", "Alsace", "Champagne-Ardenne"])
def test_a_region_is_shown_among_the_others_at_its_place(region: str) -> None:
    sums = POLES.groupby("region_2014")["effectif"].sum().sort_values(ascending=False)
    drawn = said(pg.map_region(POLES, region, style=STYLE_SLIDE), PEERS)
    whole = len(drawn) == len(DEPARTEMENTS_2014)
    names = [
        typeset(name if whole else f"{rank}. {name}") for rank, name in enumerate(sums.index, 1)
    ]
    first = names.index(next(iter(drawn)))
    kept = slice(first, first + len(drawn))
    assert list(drawn) == names[kept]
    assert region in sums.index[kept]
    counts = dict(zip(names[kept], map(int, sums.iloc[kept]), strict=True))
    assert in_proportion(drawn, counts)


def test_a_table_of_one_region_says_nothing_of_the_others() -> None:
    table = POLES[POLES["region_2014"] == "Corse"]
    table.attrs = {**POLES.attrs, "champ": {"departements": ["2A", "2B"]}}
    carte = pg.map_region(table, "Corse", style=STYLE_SLIDE)
    assert said(carte, OWN)
    assert not said(carte, PEERS)


@pytest.mark.parametrize(
    ("region", "style"),
    [("Bretagne", STYLE_SLIDE), ("Picardie", STYLE_HALF_PAGE), ("Bourgogne", STYLE_REPORT)],
)
def test_a_page_that_its_map_fills_lists_none(region: str, style: Style) -> None:
    carte = pg.map_region(POLES, region, style=style)
    assert not any(said(carte, heading) for heading in (OWN, PARTS, PEERS))


def test_a_legend_beside_its_map_lists_none() -> None:
    beside = replace(STYLE_SLIDE, legend="panel")
    assert not said(pg.map_region(POLES, "Bourgogne", style=beside), OWN)


def test_what_is_set_over_a_map_hides_nothing_of_its_subject_nor_of_itself() -> None:
    for region in ("Bourgogne", "Alsace", "Poitou-Charentes"):
        carte = pg.map_region(POLES, region, style=STYLE_SLIDE)
        assert len(panels(carte)) > 2
        assert pg.lint(carte) == []
