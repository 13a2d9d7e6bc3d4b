"""The chart of thresholds moved: each line has its text, joined to it where it had to move."""

import numpy as np
import pandas as pd

import poles_geo as pg
from poles_geo.cartes.canvas.style import STYLE_BLACK_AND_WHITE
from poles_geo.cartes.legends.columns import draw_blocks
from poles_geo.cartes.legends.measured.threshold_chart import ThresholdChart


def test_a_text_that_moved_is_joined_to_the_end_of_its_line() -> None:
    changes = np.linspace(-0.1, 0.1, 21)
    moved = pd.DataFrame({"variation": changes, "rang_1": 60, "rang_2": 20, "rang_3": 19})
    moved["rang_4"] = 0
    chart = ThresholdChart("Pôles", moved, pg.RULES_ORS_2014, 0.05, STYLE_BLACK_AND_WHITE)
    panel = draw_blocks([[chart]]).axes
    texts = {text.get_text(): text.get_position()[1] for text in panel.texts}
    heights = {name: y for text, y in texts.items() for name in [text[:6]] if text[:4] == "rang"}
    lines = [np.asarray(line.get_xydata()) for line in panel.lines]
    ends = {
        count: line[-1]
        for line, count in zip([x for x in lines if len(x) == 21], (60, 20, 19), strict=True)
    }
    joined = [line for line in lines if len(line) == 2 and line[0][0] > ends[60][0]]
    assert len(joined) == 1  # of ranks 2 and 3, one keeps its place
    (start, stop) = joined[0]
    assert start[1] in {ends[20][1], ends[19][1]}
    assert np.isclose(stop[1], [heights["rang 2"], heights["rang 3"]], atol=0.5).any()
