"""Names that look like formulas, from a table of counts to the atlas."""

from html import unescape
from pathlib import Path

import pytest

import poles_geo as pg

NAMES = (r"$\frac{a}{b$", "a$b$c_d^e")


@pytest.mark.filterwarnings("ignore:.*(Champ|champ|compt)")
def test_names_of_the_field_through_the_atlas(real_data: Path, tmp_path: Path) -> None:
    poles = pg.classify(pg.read_table(real_data / "cas" / "noms_dollar.csv"))
    poles.attrs |= {"source": "essai", "date": "2024"}
    pg.atlas(poles, tmp_path, zone="Nord – Pas-de-Calais", maps=["territoire"], formats="svg")
    drawn = unescape((tmp_path / "territoire.svg").read_text("utf-8"))
    page = unescape((tmp_path / "carte-interactive.html").read_text("utf-8"))
    for name in NAMES:
        assert name in drawn
        assert name.replace("\\", "\\\\") in page
