"""The style: typefaces of one's own, colours and contrast checked, given to other processes."""

import pickle
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import matplotlib as mpl
import pytest
from effectif_tables import raises

from poles_geo.cartes.canvas.output.svg import finished
from poles_geo.cartes.canvas.style import (
    STYLE_BLACK_AND_WHITE,
    STYLE_REPORT,
    Style,
    contrast,
    for_ranks,
    mark_rim,
    rank_colour,
)
from poles_geo.cartes.canvas.text import text_extent
from poles_geo.errors import ArgumentError, ChoiceError, PolesGeoError, SourceError

SERIF = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"


@pytest.mark.parametrize("style", [STYLE_REPORT, STYLE_BLACK_AND_WHITE])
def test_the_outline_of_every_mark_is_seen_on_paper_and_on_the_poles_under_it(style: Any) -> None:
    for colour in (*style.progress_colours, *style.nature_colours):
        edge = mark_rim(colour, style)
        assert contrast(edge, "#ffffff") >= 3
        assert contrast(edge, style.poles_fill) >= 3
    assert mark_rim("#ffffff", replace(style, poles_fill="#555555")) == "#000000"


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"typeface": "Marianne"}, ChoiceError, "style.typeface = 'Marianne'"),
        ({"typeface": "absent.ttf"}, SourceError, "fichier absent : absent.ttf"),
        ({"ink": "#aaaaaa"}, ChoiceError, "ink : contraste de 2,3 sur le papier"),
        ({"sea": "bleu"}, ChoiceError, "sea : une couleur est attendue"),
        ({"rank_colours": MappingProxyType({1: "#12"})}, ChoiceError, "rank_colours"),
        ({"progress_colours": ("red", "rouge vif")}, ChoiceError, "progress_colours"),
        (
            {"progress_colours": ("red", 3.5)},
            ArgumentError,
            "progress_colours : .* suite de textes, trouvé tuple de str et float",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(
    changes: dict[str, Any], error: type[PolesGeoError], told: str
) -> None:
    with raises(error, told):
        replace(STYLE_REPORT, **changes)


def test_a_file_that_is_no_typeface_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "police.ttf"
    path.write_bytes(b"pas une police")
    with raises(ChoiceError, "n'est pas un fichier de caractères"):
        replace(STYLE_REPORT, typeface=str(path))


@pytest.mark.parametrize("typeface", [str(SERIF), "DejaVu Serif"])
def test_a_typeface_of_ones_own_is_drawn_and_measured(typeface: str) -> None:
    own = replace(STYLE_REPORT, typeface=typeface)
    assert own.font(8).get_family() == ["DejaVu Serif", "Poles Geo Sans", "DejaVu Sans"]
    assert text_extent("Lens", own.font(8)) != text_extent("Lens", STYLE_REPORT.font(8))


def test_an_svg_holds_the_file_of_its_typeface() -> None:
    own = replace(STYLE_REPORT, typeface=str(SERIF))
    sheet = finished("<defs>", own)
    assert "font-family:'DejaVu Serif'" in sheet
    assert "DejaVu" not in finished("<defs>", STYLE_REPORT)


def test_contrast_is_that_of_the_w3c() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("style", [STYLE_REPORT, STYLE_BLACK_AND_WHITE])
def test_a_style_goes_to_another_process(style: Any) -> None:
    assert pickle.loads(pickle.dumps(style)) == style


@pytest.mark.parametrize("count", [4, 5, 6])
@pytest.mark.parametrize("style", [STYLE_REPORT, STYLE_BLACK_AND_WHITE])
def test_no_faint_rank_has_the_colour_of_a_rank(style: Style, count: int) -> None:
    style = for_ranks(style, count)
    own = {rank_colour(rang, style) for rang in style.rank_colours}
    faint = {rank_colour(rang, style, faint=True) for rang in style.rank_colours}
    assert len(own) == len(faint) == count
    assert not own & faint
