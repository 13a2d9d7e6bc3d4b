"""Tables written for French readers: CSV and XLSX for a spreadsheet, HTML and Markdown for a page.

Those with a geometry, for a GIS: see :mod:`poles_geo.tabular.gis.layers`.

The same table gives the same bytes.
"""

import csv
import html
import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from string import Template
from typing import Any, Literal

import pandas as pd
from pandas.api.types import is_numeric_dtype

from poles_geo.errors import TableError, check_choice, warn
from poles_geo.files import atomic, check_apart, check_writable, read_beside
from poles_geo.tabular.gis.layers import WRITERS, write_layer
from poles_geo.tabular.metadata import carried, is_summed, metadata_path, written_metadata
from poles_geo.tabular.printed import (
    LABELS,
    TOTAL,
    flatten,
    has_geometry,
    printed_columns,
    sources_of,
    title_of,
)
from poles_geo.tabular.table_form import form_of, says_itself
from poles_geo.typography import typeset


def write_table(table: pd.DataFrame, path: str | Path, *, title: str = "") -> Path:
    """Write a table for French readers, in the format that the suffix of `path` says.

    Parameters
    ----------
    table : DataFrame
        Any table. Title, sources and date come from its `attrs` (titre, source, date,
        attribution).
    path : str or Path
        File to write, whole or not at all, in a folder that exists:

        - ``.csv``: UTF-8 with byte order mark, semicolons and decimal commas, which a French
          spreadsheet opens at once; the columns keep their own names. A text that it would
          compute (« =1+1 ») begins with an apostrophe, which :func:`read_table` takes off. Read it
          back with it, or with ``pd.read_csv(path, sep=";", decimal=",",
          dtype={"code_bassin": str})``. A spreadsheet takes the leading zero off the codes of a
          CSV, not of an XLSX;
        - ``.xlsx``: numbers as numbers, codes as text, French headers, first row frozen; title
          and sources in a second sheet;
        - ``.gpkg``, ``.geojson`` (in degrees), ``.parquet``: the geometry too, and inside the file
          what the table carries. A GeoPackage opens in QGIS with a style (ranks, circles, names):
          read it elsewhere as ``gpd.readread_beside(__package__, path, layer="table")``;
        - ``.html``: a whole page, and ``.md``: Markdown; French headers and typography, numbers
          with one decimal where a column has some that are not whole.

        All but a GIS's leave a geometry out, and a CSV or a workbook warns of it.
        `effectifs.csv-metadata.json`, beside a CSV or a workbook, holds what it does not say of
        itself (title, source, date, author, field, warnings, rules, all that `attrs` carries;
        index, names and types of the columns), and the sum of the table, so that the two are never
        read out of step; :func:`read_table` gives it back.
    title : str
        In place of the table's own title.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    ChoiceError
        A suffix that is none of these; the message lists them.
    TableError
        A text that a spreadsheet cannot hold (XLSX); no geometry or projection (GeoPackage,
        GeoJSON); two columns of one name, or values of several types (Parquet); two levels of the
        index of one name.
    WriteError
        The file cannot be written.

    Warns
    -----
    UserWarning
        A table that has a geometry is written without it, as a CSV or a workbook.
    """
    path = Path(path)
    suffix = check_suffix(path)
    _check_names(table)
    if suffix in WRITERS:
        with atomic(path) as temporary:
            write_layer(table, temporary)
        return path
    if suffix in READ_BACK and has_geometry(table):
        warn(
            f"{path.name}\u00a0: la géométrie n'y est pas\u202f; un .gpkg, un .geojson ou un "
            ".parquet la garde."
        )
    if suffix not in READ_BACK or not (carried(table.attrs) or not says_itself(table)):
        return write_content(table, path, title=title)
    check_written(path)
    content, beside = FORMATS[suffix](table, title), metadata_path(path)
    with _kept(beside, path, content), atomic(path) as temporary:
        temporary.write_bytes(content)
        with atomic(beside) as description:
            form = form_of(table, HEADINGS[suffix])
            description.write_bytes(written_metadata(table.attrs, form, path.name, content))
    return path


def _check_names(table: pd.DataFrame) -> None:
    """Refuse an index two of whose levels have one name: a file has one column a name."""
    names = [name for name in table.index.names if name is not None]
    if repeated := sorted({str(name) for name in names if names.count(name) > 1}):
        raise TableError(
            f"table : deux niveaux de l'index ont le même nom ({', '.join(repeated)}) ; "
            "table.index.set_names(…) les distingue."
        )


def write_content(table: pd.DataFrame, path: Path, *, title: str = "") -> Path:
    """Write a table as :func:`write_table` does, without a metadata file beside it."""
    suffix = check_suffix(path)
    with atomic(path) as temporary:
        temporary.write_bytes(FORMATS[suffix](table, title))
    if suffix in READ_BACK and is_summed(path):
        metadata_path(path).unlink(missing_ok=True)  # of the table that has been replaced
    return path


def check_suffix(path: Path, *, placed: bool = True) -> str:
    """Return the suffix of a file to write, or raise ChoiceError with those known.

    Without geometry (not `placed`), those of :data:`PLACED` are not.
    """
    known = [kind for kind in (*FORMATS, *WRITERS) if placed or kind not in PLACED]
    return check_choice(path.suffix.lower(), known, "suffixe du fichier")


@contextmanager
def _kept(beside: Path, path: Path, content: bytes) -> Iterator[None]:
    """Put metadata back when the table beside, replaced after them, cannot be.

    In that order, whatever stops the program between the two leaves metadata whose sum is that of
    a table that is not there, which is seen when it is read.
    """
    before = _bytes(beside)
    try:
        yield
    except BaseException:
        if _bytes(path) != content:
            with suppress(OSError):
                if before is None:
                    beside.unlink(missing_ok=True)
                elif _bytes(beside) != before:
                    with atomic(beside) as temporary:
                        temporary.write_bytes(before)
        raise


def _bytes(path: Path) -> bytes | None:
    with suppress(OSError):
        return path.read_bytes()
    return None


def check_written(path: Path, *, placed: bool = True) -> list[tuple[Path, str]]:
    """Refuse, before any work, a table that :func:`write_table` could not write.

    Parameters
    ----------
    path : Path
    placed : bool
        Whether the table will have a geometry.

    Returns
    -------
    list of (Path, str)
        Files that it would write, each with the argument that asks for it.

    Raises
    ------
    ChoiceError
        A suffix that is none of those known; a table and its metadata that are one file.
    WriteError
        One of them cannot be written.
    """
    paths = (
        [path, metadata_path(path)] if check_suffix(path, placed=placed) in READ_BACK else [path]
    )
    for one in paths:
        check_writable(one)
    written = [(one, "--sortie") for one in paths]
    check_apart(written)
    return written


def to_html(table: pd.DataFrame, title: str = "") -> str:
    """Write a table as an HTML element, followed by a paragraph for its sources."""
    columns = printed_columns(table)
    css = ["" if column.decimals is None else ' class="nombre"' for column in columns]
    heads = [
        f'<th scope="col"{style}>{html.escape(column.label)}</th>'
        for column, style in zip(columns, css, strict=True)
    ]
    body: list[str] = []
    foot: list[str] = []
    for texts in zip(*(column.texts for column in columns), strict=True):
        first, *others = map(html.escape, map(typeset, texts))
        cells = [f'<th scope="row"{css[0]}>{first}</th>'] + [
            f"<td{style}>{text}</td>" for style, text in zip(css[1:], others, strict=True)
        ]
        (foot if texts[0] == TOTAL else body).append(f"<tr>{''.join(cells)}</tr>\n")
    caption = html.escape(title_of(table, title))
    parts = [
        "<table>\n",
        f"<caption>{caption}</caption>\n" if caption else "",
        f"<thead>\n<tr>{''.join(heads)}</tr>\n</thead>\n",
        *("<tbody>\n", *body, "</tbody>\n"),
        *(("<tfoot>\n", *foot, "</tfoot>\n") if foot else ()),
        "</table>\n",
        *(f'<p class="source">{html.escape(line)}</p>\n' for line in sources_of(table)),
    ]
    return "".join(parts)


def to_markdown(table: pd.DataFrame, title: str = "") -> str:
    """Write a table in Markdown: title above, numbers to the right, sources below."""
    columns = printed_columns(table)
    rows = [
        [_escaped(column.label) for column in columns],
        ["---" if column.decimals is None else "---:" for column in columns],
        *zip(*([_escaped(typeset(t)) for t in column.texts] for column in columns), strict=True),
    ]
    heading = title_of(table, title)
    above = f"**{_escaped(heading)}**\n\n" if heading else ""
    below = "".join(f"\n{_paragraph(line)}\n" for line in sources_of(table))
    return above + "".join(f"| {' | '.join(row)} |\n" for row in rows) + below


def _escaped(text: str) -> str:
    r"""One line of Markdown that shows `text` as it is: « a|b » becomes « a\|b »."""
    return re.sub(SIGNS, r"\\\1", re.sub(r"\s*[\r\n]+\s*", " ", text))


def _paragraph(text: str) -> str:
    """Write a text as a paragraph of Markdown: neither a heading, nor a list, nor a rule."""
    return re.sub(r"^(\d*)([#+\-=.)])", r"\1\\\2", _escaped(text).lstrip())


def _csv(table: pd.DataFrame, _title: str) -> bytes:
    flat = flatten(table)
    for place, (_, values) in enumerate(flat.items()):
        if not is_numeric_dtype(values):
            flat.isetitem(place, values.map(marked).array)
    flat.columns = flat.columns.map(marked)
    text = _joined(flat, csv.QUOTE_MINIMAL)
    # A return of a cell is alone, without quotes; a mark of one column is taken for a separator.
    if "\r" in text or flat.shape[1] == 1:
        text = _joined(flat, csv.QUOTE_ALL)
    return text.encode("utf-8-sig", errors="replace")


def _joined(flat: pd.DataFrame, quoting: Literal[0, 1]) -> str:
    return flat.to_csv(index=False, sep=";", decimal=",", lineterminator="\n", quoting=quoting)


def marked(value: Any) -> Any:
    """Put an apostrophe before a text that a spreadsheet would compute; leave all else.

    One that has it already gets one more, so that :func:`unmarked` gives back what was there.
    """
    return f"'{value}" if isinstance(value, str) and COMPUTED.match(value) else value


def unmarked(text: str) -> str:
    """Take off the apostrophe that :func:`marked` puts."""
    return text[1:] if text.startswith("'") and COMPUTED.match(text) else text


def _html(table: pd.DataFrame, title: str) -> bytes:
    page = Template(read_beside(__package__, "table.html")).substitute(
        title=html.escape(title_of(table, title)),
        style=read_beside(__package__, "table.css"),
        table=to_html(table, title),
    )
    return page.encode()


def _markdown(table: pd.DataFrame, title: str) -> bytes:
    return to_markdown(table, title).encode()


def _xlsx(table: pd.DataFrame, title: str) -> bytes:
    from poles_geo.tabular.books.workbook import workbook  # brings openpyxl

    return workbook(printed_columns(table), title_of(table, title), sources_of(table))


COMPUTED = re.compile(r"'*[=+\-@\t\r]")
"""How a text begins that a spreadsheet takes for a formula, or that already has a mark."""
SIGNS = r"([\\`*_\[\]<>|~]|&(?=#?\w+;)|(?<=\w)(?=://)|(?<=\bwww)(?=\.))"
"""What Markdown would read: its own signs, HTML, addresses."""
READ_BACK = (".csv", ".xlsx")
"""Formats that are read back."""
HEADINGS: dict[str, Callable[[Hashable], str]] = {
    ".csv": lambda name: str(name).strip(),
    ".xlsx": lambda name: LABELS.get(str(name), str(name)).strip(),
}
"""What heads a column in each, by its name."""
FORMATS: dict[str, Callable[[pd.DataFrame, str], bytes]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".html": _html,
    ".md": _markdown,
}
PLACED = (".gpkg", ".geojson")
"""Formats of tables that have a geometry."""
