"""What an SVG needs after matplotlib: light paths, halos made of text, the typeface inside.

Rewrites what its SVG backend writes: tried on matplotlib 3.10.9 and 3.11.2;
``tests/cartes/canvas/test_carte.py`` fails when it writes otherwise.
"""

import re

from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.text import HALO, LABEL
from poles_geo.cartes.canvas.typeface import FAMILY, font_faces

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
    sheet = f'<style type="text/css">{font_faces()}</style>'
    return svg.replace("<defs>", f"<defs>\n  {sheet}", 1)
