"""The foot of a page: what it says of the counts, in lines that stay between map and margin."""

from collections.abc import Callable

import geopandas as gpd
import pytest
from drawn_pages import frame_box, ink, overlaps, panels, texts
from effectif_tables import simple
from matplotlib.text import Text

import poles_geo as pg
from poles_geo.cartes.canvas.layout.page_layout import BOTTOM, MARGIN
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_HALF_PAGE, STYLE_REPORT, STYLE_SLIDE, Style
from poles_geo.cartes.interactive.web_map import map_interactive
from poles_geo.counting.decompte import NURSES_WARNING, PSYCHIATRY_WARNING
from poles_geo.sources.commune_counts import BPE_WARNING, TABLE_WARNING
from poles_geo.tabular.printed import sources_of

CLEARANCE = 5.0
"""No printer reaches the edge of the paper: mm kept free."""

DATE = "Date du fichier inconnue."
RPPS = [NURSES_WARNING, PSYCHIATRY_WARNING]
"""The warnings that go with the counts of the register."""


@pytest.fixture
def with_warnings(report: gpd.GeoDataFrame) -> Callable[[list[str]], gpd.GeoDataFrame]:
    """Pôles under their own names, with warnings."""

    def warned(warnings: list[str]) -> gpd.GeoDataFrame:
        poles = report.drop(columns="nom_publie")
        said = {"source": "RPPS", "date": "2021-12", "avertissements": warnings}
        poles.attrs = {**said, "regles": poles.attrs["regles"]}
        return poles

    return warned


def foot(carte: Carte) -> list[Text]:
    """Lines under the map and its legend, the highest first."""
    high = BOTTOM / (carte.figure.get_size_inches()[1] * 25.4)
    lines = [text for text in texts(carte) if text.axes is None and text.get_position()[1] < high]
    return sorted(lines, key=lambda text: -text.get_position()[1])


def said(carte: Carte) -> str:
    return simple(" ".join(text.get_text() for text in foot(carte)))


def assert_in_its_place(carte: Carte) -> None:
    lines = foot(carte)
    boxes = ink(carte, lines)
    wide = carte.figure.get_size_inches()[0] * 25.4
    assert boxes[:, 0].min() > MARGIN - 0.5
    assert boxes[:, 1].min() > CLEARANCE
    assert boxes[:, 2].max() < wide - MARGIN + 0.5
    ground = min(frame_box(ax)[1] for ax in (carte.axes, *panels(carte)))
    assert boxes[:, 3].max() < ground <= BOTTOM + 0.01
    assert overlaps(boxes, [text.get_text() for text in lines]) == []


@pytest.mark.parametrize(
    ("warnings", "lines"),
    [
        ([], 2),
        ([NURSES_WARNING], 3),
        (RPPS, 4),
        ([*RPPS, DATE], 4),
        ([TABLE_WARNING, BPE_WARNING], 4),
    ],
)
def test_a_map_prints_every_warning_of_its_counts(
    warnings: list[str], lines: int, with_warnings: Callable[[list[str]], gpd.GeoDataFrame]
) -> None:
    carte = pg.map_region(with_warnings(warnings), "Alsace")
    assert len(foot(carte)) == lines
    text = said(carte)
    assert text.startswith(" ".join([*warnings, "Sources : RPPS (2021-12)."]).replace("'", "’"))
    assert_in_its_place(carte)


@pytest.mark.parametrize("style", [STYLE_REPORT, STYLE_HALF_PAGE, STYLE_SLIDE])
def test_the_foot_holds_on_each_page(
    style: Style, with_warnings: Callable[[list[str]], gpd.GeoDataFrame]
) -> None:
    carte = pg.map_national(with_warnings([*RPPS, DATE]), style=style)
    assert simple(PSYCHIATRY_WARNING) in said(carte)
    assert_in_its_place(carte)


def test_a_fifth_line_lowers_the_others(
    with_warnings: Callable[[list[str]], gpd.GeoDataFrame],
) -> None:
    carte = pg.map_schema(with_warnings(RPPS), "Alsace")
    lines = foot(carte)
    assert len(lines) == 5
    assert "Liens : entre deux pôles" in said(carte)
    assert_in_its_place(carte)


def test_notes_without_end_are_cut_and_say_so(
    with_warnings: Callable[[list[str]], gpd.GeoDataFrame],
) -> None:
    carte = pg.map_region(with_warnings([*RPPS * 10]), "Alsace")
    lines = foot(carte)
    assert [line.get_text()[-2:] == " …" for line in lines] == [False] * 3 + [True, False, False]
    assert_in_its_place(carte)


def test_a_long_source_goes_on_the_next_line(report: gpd.GeoDataFrame) -> None:
    poles = report.copy()
    poles.attrs["source"] = "Annuaire " + "Santé, édition libre " * 10
    poles.attrs["publication"] = "Une\nfeuille"
    carte = pg.map_region(poles, "Corse")
    assert simple(said(carte)).count("édition libre") == 10
    assert_in_its_place(carte)


def test_the_interactive_map_and_the_page_print_them(
    with_warnings: Callable[[list[str]], gpd.GeoDataFrame],
) -> None:
    poles = with_warnings(RPPS)
    page = simple(map_interactive(poles).html)
    for line in RPPS:
        assert f"<p>{line}</p>".replace("'", "’") in page
    assert [simple(line) for line in sources_of(poles)] == ["Sources : RPPS (2021-12).", *RPPS]
