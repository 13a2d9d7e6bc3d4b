"""The typeface of the maps, made known to matplotlib and to browsers from the edition's files."""

import base64
from functools import cache
from pathlib import Path

from matplotlib.font_manager import fontManager

from poles_geo.edition import embedded

FAMILY = "Poles Geo Sans"
"""The embedded typeface: Source Sans 3 cut down to French print."""


@cache
def register_typeface() -> None:
    """Make the embedded typeface known to matplotlib."""
    for face in faces():
        fontManager.addfont(face)


def faces() -> list[Path]:
    """Return the files of the embedded typeface."""
    return embedded.typeface_files()


@cache
def font_faces() -> str:
    """Write the typeface as rules of a style sheet that hold its files."""
    rules = []
    for path in faces():
        weight = 600 if "SemiBold" in path.name else 400
        style = "italic" if "Italic" in path.name else "normal"
        data = base64.b64encode(path.read_bytes()).decode("ascii")
        rules.append(
            f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};font-style:{style};"
            f"src:url(data:font/ttf;base64,{data})}}"
        )
    return "".join(rules)
