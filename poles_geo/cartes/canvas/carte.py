"""A finished map: the figure, and how it is written to a file."""

import io
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.svg import finished
from poles_geo.errors import ChoiceError
from poles_geo.files import atomic

FORMATS = ("pdf", "svg", "png")
DPI = 300
DPI_MAX = 2400
"""An A4 page of half a billion dots: more is a slip of the finger."""

PNG = {"compress_type": zlib.Z_RLE}
"""Runs of one colour: a map is made of them, and they are packed faster."""

REPRODUCIBLE: dict[Any, Any] = {
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "poles_geo",
    "text.hinting": "none",
    "path.simplify": False,
}


LICENCE = "Fond de carte : Licence Ouverte 2.0 (IGN, Insee, Etalab) ; Natural Earth, domaine public"
"""Licences of the base map, in the metadata of every file; those of the counts are their own."""


class Carte:
    """A finished map page.

    Attributes
    ----------
    figure, axes : matplotlib Figure and Axes
        The page, and the map on it.
    title : str
        The title, also in the file's metadata.
    style : Style
        What the page was drawn with.
    labels_left_out : list of str
        Names that found no place, most important first.
    """

    def __init__(
        self,
        figure: Figure,
        axes: Axes,
        *,
        title: str,
        source: str,
        author: str,
        style: Style,
        labels_left_out: Sequence[str] = (),
    ) -> None:
        self.figure = figure
        self.axes = axes
        self.title = title
        self.source = source
        self.author = author
        self.style = style
        self.labels_left_out = list(labels_left_out)

    def save(self, path: str | Path, *, dpi: float = DPI) -> Path:
        """Write the page; the suffix chooses PDF, SVG or PNG.

        The file appears whole or not at all, and the same map gives the same bytes.

        Parameters
        ----------
        path : path
            Ends with ``.pdf``, ``.svg`` or ``.png``; the folder must exist.
        dpi : float
            Dots per inch of a PNG.

        Raises
        ------
        ChoiceError
            Another suffix; `dpi` is no positive number.
        """
        path = Path(path)
        kind = path.suffix.lower().removeprefix(".")
        if kind not in FORMATS:
            raise ChoiceError(
                f"{path.name} : format {path.suffix or 'absent'} inconnu ; "
                f"suffixes possibles : {', '.join('.' + name for name in FORMATS)}."
            )
        if not 0 < dpi <= DPI_MAX:
            raise ChoiceError(
                f"dpi = {dpi!r} : un nombre de points par pouce est attendu, de 1 à {DPI_MAX}."
            )
        with atomic(path) as temporary, mpl.rc_context(REPRODUCIBLE):
            options: dict[str, Any] = {"pil_kwargs": PNG} if kind == "png" else {}
            described = self._metadata(kind)
            self.figure.savefig(temporary, format=kind, dpi=dpi, metadata=described, **options)
            if kind == "svg":
                temporary.write_text(finished(temporary.read_text("utf-8"), self.style), "utf-8")
        return path

    def _metadata(self, kind: str) -> dict[str, Any]:
        described = {"Title": self.title, "Author": self.author}
        if kind == "pdf":
            return {
                **described,
                "Subject": self.source,
                "Keywords": LICENCE,
                "CreationDate": None,
                "Creator": "poles_geo",
            }
        if kind == "svg":
            return {
                "Title": self.title,
                "Creator": self.author,
                "Source": self.source,
                "Rights": LICENCE,
                "Language": "fr",
                "Date": None,
            }
        return {**described, "Source": self.source, "Copyright": LICENCE, "Software": "poles_geo"}

    def _repr_png_(self) -> bytes:
        """Show the page at the end of a notebook cell."""
        buffer = io.BytesIO()
        with mpl.rc_context(REPRODUCIBLE):
            FigureCanvasAgg(self.figure)
            self.figure.savefig(buffer, format="png", dpi=110)
        return buffer.getvalue()
