"""What an SVG needs after matplotlib: light paths, halos made of text, the typeface inside.

Rewrites what its SVG backend writes: tried on matplotlib 3.10.9 and 3.11.2;
``tests/cartes/canvas/output/test_carte.py`` fails when it writes otherwise.
"""

import html
import re

from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.text import HALO, LABEL
from poles_geo.cartes.canvas.typeface import FAMILY, font_faces

FALLBACK = f"'{FAMILY}', 'Source Sans 3', sans-serif"
DECIMALS = re.compile(r"(?<=\.\d\d)\d+")
HALO_GROUP = re.compile(rf' *<g id="{HALO}">.*?</g>\n', re.DOTALL)
SPOKEN = 'role="img" lang="fr" xml:lang="fr" aria-labelledby="carte-titre carte-description"'
TITLE = re.compile("<title>(.*?)</title>", re.DOTALL)
LABEL_GROUP = re.compile(rf'<g id="{LABEL}">(.*?)(<text style=")(.*?</text>)', re.DOTALL)


def finished(svg: str, style: Style, description: str = "") -> str:
    """Finish an SVG written by matplotlib.

    Coordinates keep a hundredth of a point. Each halo, an outline of every letter, gives way to
    the same text stroked under the label, which any reader draws. The typeface is embedded, with
    a fallback for programs that do not read it. A screen reader says its title and `description`.
    """
    svg = DECIMALS.sub("", HALO_GROUP.sub("", svg))
    stroke = f"stroke: {style.halo}; stroke-width: {style.halo_width}; stroke-linejoin: round; "
    svg = LABEL_GROUP.sub(
        rf'<g class="{LABEL}">\1<text aria-hidden="true" style="{stroke}\3\n   \2\3', svg
    )
    svg = svg.replace(f"'{FAMILY}'", FALLBACK)
    sheet = f'<style type="text/css">{font_faces(style.typeface)}</style>'
    svg = svg.replace("<defs>", f"<defs>\n  {sheet}", 1)
    svg = svg.replace("<svg ", f"<svg {SPOKEN} ", 1)
    told = f'<desc id="carte-description">{html.escape(description, quote=False)}</desc>'
    return TITLE.sub(rf'<title id="carte-titre">\1</title>\n {_literal(told)}', svg, count=1)


def _literal(text: str) -> str:
    """Write a text as the replacement of a pattern."""
    return text.replace("\\", r"\\")
