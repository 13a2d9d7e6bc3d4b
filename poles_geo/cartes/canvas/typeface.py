"""The typeface of the maps, made known to matplotlib from the files of the edition."""

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
