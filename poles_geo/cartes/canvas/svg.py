"""What an SVG needs after matplotlib: light paths, halos made of text, the typeface inside.

Rewrites what its SVG backend writes: tried on matplotlib 3.10.9 and 3.11.2;
``tests/cartes/canvas/test_carte.py`` fails when it writes otherwise.
"""

import base64
import re
from functools import cache
from pathlib import Path

from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.text import HALO, LABEL
from poles_geo.cartes.canvas.typeface import FAMILY, faces

FALLBACK = f"'{FAMILY}', 'Source Sans 3', sans-serif"
DECIMALS = re.compile(r"(\.\d\d)\d+")
HALO_GROUP = re.compile(rf' *<g id="{HALO}">.*?</g>\n', re.DOTALL)
LABEL_GROUP = re.compile(rf'<g id="{LABEL}">(.*?)(<text style=")(.*?</text>)', re.DOTALL)


def finished(svg: str, style: Style) -> str:
    """Finish an SVG written by matplotlib.

    Coordinates keep a hundredth of a point. Each halo, an outline of every letter, gives way to
    the same text stroked under the label, which any reader draws. The typeface is embedded, with
    a fallback for programs that do not read it.
    """
    svg = DECIMALS.sub(r"\1", HALO_GROUP.sub("", svg))
    stroke = f"stroke: {style.halo}; stroke-width: {style.halo_width}; stroke-linejoin: round; "
    svg = LABEL_GROUP.sub(
        rf'<g class="{LABEL}">\1<text aria-hidden="true" style="{stroke}\3\n   \2\3', svg
    )
    svg = svg.replace(f"'{FAMILY}'", FALLBACK)
    rules = "".join(_font_face(path) for path in faces())
    return svg.replace("<defs>", f'<defs>\n  <style type="text/css">{rules}</style>', 1)


@cache
def _font_face(path: Path) -> str:
    weight = 600 if "SemiBold" in path.name else 400
    style = "italic" if "Italic" in path.name else "normal"
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    return (
        f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};font-style:{style};"
        f"src:url(data:font/ttf;base64,{data})}}"
    )
