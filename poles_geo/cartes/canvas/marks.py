"""What an artist stands for, told by what draws it to whoever reads the page back: the linter.

A mark is no part of the drawing: no file has it. It is kept on the artist, and follows it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgba_array

KEY = "_poles_geo"


def tell(artist: Artist, **facts: Any) -> None:
    """Add facts to what an artist stands for."""
    artist.__dict__.setdefault(KEY, {}).update(facts)


def told(artist: Artist, fact: str) -> Any:
    """Return a fact that an artist was told, or None."""
    return artist.__dict__.get(KEY, {}).get(fact)


@contextmanager
def row_of(panel: Axes, text: str) -> Iterator[None]:
    """Tell the signs drawn meanwhile on a panel which row of the legend they are of."""
    before = set(panel.get_children())
    yield
    for artist in panel.get_children():
        if artist not in before:
            tell(artist, row=text, colours=colours_of(artist))


def colours_of(artist: Any) -> frozenset[str]:
    """Colours of fills and lines of an artist that are not wholly transparent, as hexadecimal."""
    found: set[str] = set()
    for name in ("get_facecolor", "get_edgecolor", "get_color"):
        if hasattr(artist, name):
            found |= {to_hex(row) for row in to_rgba_array(getattr(artist, name)()) if row[3] > 0}
    return frozenset(found)
