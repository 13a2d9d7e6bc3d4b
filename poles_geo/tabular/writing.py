"""Tables written for French readers: CSV and XLSX for a spreadsheet, HTML and Markdown for a page.

The same table gives the same bytes.
"""

import html
import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from string import Template

import pandas as pd

from poles_geo.errors import check_choice
from poles_geo.files import atomic
from poles_geo.tabular.metadata import KNOWN, metadata_path
from poles_geo.tabular.printed import TOTAL, flatten, printed_columns, sources_of, title_of
from poles_geo.typography import typeset


def write_table(table: pd.DataFrame, path: str | Path, *, title: str = "") -> Path:
    """Write a table for French readers, in the format that the suffix of `path` says.

    Parameters
    ----------
    table : DataFrame
        Any table; a geometry column is left out. Title, sources and date come from its `attrs`
        (titre, source, date, attribution).
    path : str or Path
        File to write, whole or not at all, in a folder that exists:

        - ``.csv``: UTF-8 with byte order mark, semicolons and decimal commas, which a French
          spreadsheet opens at once; the columns keep their own names. Read it back with
          ``pd.read_csv(path, sep=";", decimal=",", dtype={"code_bassin": str})``. A spreadsheet
          takes the leading zero off the codes of a CSV, not of an XLSX;
        - ``.xlsx``: numbers as numbers, codes as text, French headers, first row frozen; title
          and sources in a second sheet;
        - ``.html``: a whole page, and ``.md``: Markdown; French headers and typography, numbers
          with one decimal where a column has some that are not whole.
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
        A text that a spreadsheet cannot hold (XLSX only).
    WriteError
        The file cannot be written.
    """
    path = Path(path)
    suffix = check_suffix(path)
    with atomic(path) as temporary:
        temporary.write_bytes(FORMATS[suffix](table, title))
    return path


def check_suffix(path: Path) -> str:
    """Return the suffix of a file to write, or raise ChoiceError with those known."""
    return check_choice(path.suffix.lower(), FORMATS, "suffixe du fichier")


def write_described_table(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table as :func:`write_table` does, and what a CSV or a workbook does not say of it.

    `effectifs.csv-metadata.json`, beside `effectifs.csv`, holds title, source, date, author,
    warnings and rules, which :func:`poles_geo.tabular.reading.read_table` gives back. HTML and
    Markdown print them, and get no such file.
    """
    path = Path(path)
    if check_suffix(path) not in READ_BACK:
        return write_table(table, path)
    known = {name: table.attrs[name] for name in KNOWN if table.attrs.get(name)}
    said = {"@context": "http://www.w3.org/ns/csvw", "url": path.name, **known}
    with atomic(metadata_path(path)) as temporary:
        temporary.write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", "utf-8")
        return write_table(table, path)


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
    below = "".join(f"\n{_escaped(line)}\n" for line in sources_of(table))
    return above + "".join(f"| {' | '.join(row)} |\n" for row in rows) + below


def _escaped(text: str) -> str:
    r"""One line of Markdown that shows `text` as it is: « a|b » becomes « a\|b »."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", re.sub(r"\s*[\r\n]+\s*", " ", text))


def _csv(table: pd.DataFrame, _title: str) -> bytes:
    text = flatten(table).to_csv(index=False, sep=";", decimal=",", lineterminator="\n")
    return text.encode("utf-8-sig")


def _html(table: pd.DataFrame, title: str) -> bytes:
    page = Template(_file("table.html")).substitute(
        title=html.escape(title_of(table, title)),
        style=_file("table.css"),
        table=to_html(table, title),
    )
    return page.encode()


def _file(name: str) -> str:
    return files(__package__ or "").joinpath(name).read_text("utf-8")


def _markdown(table: pd.DataFrame, title: str) -> bytes:
    return to_markdown(table, title).encode()


def _xlsx(table: pd.DataFrame, title: str) -> bytes:
    from poles_geo.tabular.workbook import workbook  # brings openpyxl

    return workbook(printed_columns(table), title_of(table, title), sources_of(table))


READ_BACK = (".csv", ".xlsx")
"""Formats that are read back."""
FORMATS: dict[str, Callable[[pd.DataFrame, str], bytes]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".html": _html,
    ".md": _markdown,
}
