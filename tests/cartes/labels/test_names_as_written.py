"""Names that look like formulas are drawn as they are written, on the map and around it.

Those that hold signs which are no letters are drawn without them.
"""

from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from drawn_pages import printed

import poles_geo as pg

NAMES = (r"$\frac{a}{b$", "a$b$c_d^e", "Lille $", "$$", r"\$1$ et \$2", "x_1^2$ et $y")


def drawn(name: str) -> pg.Carte:
    """Draw a map whose pôle, title, source and note have a name."""
    effectifs = pd.DataFrame(
        {"effectif": [25_131], "proximite": [20_000], "pole": [5_131],
         "infirmiers_psychiatrie": [300], "nom": [name]},
        index=pd.Index(["59350"], name="code_bassin"),
    )  # fmt: skip
    effectifs.attrs = {"source": name, "date": "2024", "avertissements": [name]}
    return pg.map_poles(pg.classify(effectifs), "Nord", title=name)


@pytest.mark.parametrize("name", NAMES)
def test_a_dollar_is_a_dollar(name: str) -> None:
    carte = drawn(name)
    said = printed(carte)
    assert said.count(name) >= 2
    assert any("Sources" in text and "$" in text for text in said)
    assert not carte.labels_left_out
    assert carte._repr_png_()


HOSTILE = {
    "ligne\nretour\r\ttab\x07\x00": "ligne retour tab",
    "abc\u202edef\u202c\u200f": "abcdef",
    "\ufeffLille\u2028": "Lille ",
    r"<b>&amp;</b>%s {x} \\ #": r"<b>&amp;</b>%s {x} \\ #",
    "مرحبا Ω Ж": "مرحبا Ω Ж",
}


@pytest.mark.parametrize(("name", "said"), HOSTILE.items(), ids=range(len(HOSTILE)))
def test_signs_that_are_no_letters_are_left_out(name: str, said: str, tmp_path: Path) -> None:
    carte = drawn(name)
    assert printed(carte).count(said) >= 2
    svg = carte.save(tmp_path / "carte.svg").read_text("utf-8")
    assert said.strip() in {text.strip() for text in ElementTree.fromstring(svg).itertext()}
    assert carte.save(tmp_path / "carte.pdf").read_bytes().endswith(b"%%EOF\n")


@pytest.mark.parametrize(("title", "said"), [("Caf\udce9", "Caf"), ("\udce9", ""), (" \n", " ")])
def test_a_title_that_the_system_could_not_read_is_drawn_and_saved(
    title: str, said: str, tmp_path: Path
) -> None:
    carte = pg.map_poles(pg.load_report(), "Nord", title=title, source="x " * 3_000)
    assert said in {*printed(carte), "", " "}
    for kind in ("pdf", "svg", "png"):
        carte.save(tmp_path / f"carte.{kind}")
