"""A finished map: the figure, and how it is written to a file."""

import base64
import html
import io
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from poles_geo.cartes.canvas.marks import told
from poles_geo.cartes.canvas.output.alternative import (
    classes_shown,
    map_in_words,
    missing_from,
    table_shown,
)
from poles_geo.cartes.canvas.output.pdf_structure import tag
from poles_geo.cartes.canvas.output.svg import finished
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.typeface import silent, undrawn
from poles_geo.doors import check_kind, checked
from poles_geo.errors import ChoiceError, warn, worded
from poles_geo.files import atomic
from poles_geo.typography import on_one_line, punctuate

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


def map_format(path: Path) -> str:
    """Give the format that the name of a map tells: pdf, svg or png.

    Raises
    ------
    ChoiceError
        Another suffix.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise ChoiceError(
            f"{path.name or path} : format {path.suffix or 'absent'} inconnu ; "
            f"suffixes possibles : {', '.join('.' + name for name in FORMATS)}."
        )
    return kind


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

    @checked
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

    @property
    def table(self) -> pd.DataFrame:
        """What the map is about, as a table: see :attr:`description`.

        Of pôles, nom, rang and effectif, the largest first, and territoire where a page has several
        maps; of flows, each place and the one that it depends on; of a ratio, valeur, the highest
        first, areas without a value last, and nombre where circles show one; of two ratios, premier
        and second; of types, classe; of structures, nom, statut and nature, their commune as index;
        of a territory, its facts. Empty for a surface. Index: code, or the row of a fact.
        """
        known: pd.DataFrame | None = told(self.figure, "table")
        return table_shown(self.figure) if known is None else known.copy()

    @property
    def description(self) -> str:
        """What the map shows, in words, for those who do not see it; every file has it.

        Title and subtitle, how many there are of each rank, the first, the last, what the legend
        counts, what is missing, the source: written from :attr:`table`, from the legend, and from
        what a page writes beside its map.
        """
        return map_in_words(
            table_shown(self.figure),
            self.title,
            subtitle=told(self.figure, "subtitle") or "",
            classes=classes_shown(self.figure),
            source=self.source,
            left_out=self.labels_left_out,
            missing=missing_from(self.figure),
            words=told(self.figure, "words") or (),
        )

    @checked
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

        Warns
        -----
        DataWarning
            A text has signs that its typeface does not draw, as an emoji.
        """
        path = Path(path)
        kind = map_format(path)
        if not 0 < dpi <= DPI_MAX:
            raise ChoiceError(
                f"dpi = {dpi!r} : un nombre de points par pouce est attendu, de 1 à {DPI_MAX}."
            )
        self._tell_undrawn()
        with atomic(path) as temporary, mpl.rc_context(REPRODUCIBLE), silent():
            options: dict[str, Any] = {"pil_kwargs": PNG} if kind == "png" else {}
            metadata = self._metadata(kind)
            self.figure.savefig(temporary, format=kind, dpi=dpi, metadata=metadata, **options)
            if kind == "svg":
                written = temporary.read_text("utf-8")
                temporary.write_text(finished(written, self.style, self.description), "utf-8")
            elif kind == "pdf":
                tag(temporary, on_one_line(self.title), on_one_line(self.description))
        return path

    def _tell_undrawn(self) -> None:
        """Warn of the signs that the typeface does not draw."""
        if signs := undrawn(self.figure.findobj(Text)):
            told = ", ".join(f"{sign} (« {text} »)" for sign, text in list(signs.items())[:10])
            more = ", …" if len(signs) > 10 else ""
            choose = worded("style.typeface", "--police")
            warn(
                punctuate(
                    f"carte « {self.title} » : sans dessin dans sa police, un carré à la place : "
                    f"{told}{more} ; {choose} en choisit une autre."
                )
            )

    def _metadata(self, kind: str) -> dict[str, Any]:
        title, author, source = map(on_one_line, (self.title, self.author, self.source))
        named = {"Title": title, "Author": author}
        if kind == "pdf":
            return {
                **named,
                "Subject": source,
                "Keywords": LICENCE,
                "CreationDate": None,
                "Creator": "poles_geo",
            }
        if kind == "svg":
            return {
                "Title": title,
                "Creator": author,
                "Source": source,
                "Rights": LICENCE,
                "Language": "fr",
                "Date": None,
            }
        told = on_one_line(self.description)
        return {
            **named,
            "Description": told,
            "Source": source,
            "Copyright": LICENCE,
            "Software": "poles_geo",
        }

    def __repr__(self) -> str:
        return f"Carte({self.title!r})"

    def _repr_png_(self) -> bytes:
        """Show the page at the end of a notebook cell."""
        buffer = io.BytesIO()
        with mpl.rc_context(REPRODUCIBLE):
            FigureCanvasAgg(self.figure)
            self._tell_undrawn()
            with silent():
                self.figure.savefig(buffer, format="png", dpi=110)
        return buffer.getvalue()


class Cartes(list[Carte]):
    """Maps shown side by side at the end of a notebook cell.

    ``pg.Cartes(pg.map_poles(poles, code) for code in ("59", "62"))``
    """

    @checked
    def __init__(self, cartes: Iterable[Carte] = ()) -> None:
        super().__init__(cartes)
        check_kind("cartes", self, Sequence[Carte])

    def _repr_html_(self) -> str:
        """Show them in a row that wraps, with their titles."""
        shown = "".join(
            f'<figure style="margin:0;width:24em"><img style="width:100%" '
            f'alt="{html.escape(carte.title)}" src="data:image/png;base64,'
            f'{base64.b64encode(carte._repr_png_()).decode()}"></figure>'
            for carte in self
        )
        return f'<div style="display:flex;flex-wrap:wrap;gap:1em">{shown}</div>'
