"""Names that look like formulas are drawn as they are written, on the map and around it."""

import pandas as pd
import pytest
from drawn_pages import printed

import poles_geo as pg

NAMES = (r"$\frac{a}{b$", "a$b$c_d^e", "Lille $", "$$", r"\$1$ et \$2", "x_1^2$ et $y")


@pytest.mark.parametrize("name", NAMES)
def test_a_dollar_is_a_dollar(name: str) -> None:
    effectifs = pd.DataFrame(
        {"effectif": [25_131], "proximite": [20_000], "pole": [5_131],
         "infirmiers_psychiatrie": [300], "nom": [name]},
        index=pd.Index(["59350"], name="code_bassin"),
    )  # fmt: skip
    effectifs.attrs = {"source": name, "date": "2024", "avertissements": [name]}
    carte = pg.map_poles(pg.classify(effectifs), "Nord", title=name)
    said = printed(carte)
    assert said.count(name) >= 2
    assert any("Sources" in text and "$" in text for text in said)
    assert not carte.labels_left_out
    assert carte._repr_png_()
