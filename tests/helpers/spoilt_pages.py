"""Pages without fault, and how a test spoils them: texts written, rows edited, the scale bar."""

from typing import Any

from matplotlib.text import Text
from matplotlib_scalebar.scalebar import ScaleBar

import poles_geo as pg
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.text import LABEL


def rules(carte: Carte) -> set[str]:
    return {fault.rule for fault in pg.lint(carte)}


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
