"""Sheets cut at their header: titles above, rows of text below, notes left out and counted.

Which row is the header is for the reader of each layout to say.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from poles_geo.errors import Faults, LayoutError, warn
from poles_geo.tabular.books.sheets import Sheet, sheet_of
from poles_geo.tabular.headings import SHOWN, plain
from poles_geo.tabular.texts.quoting import quoted
from poles_geo.typography import french_count, french_number

SPREADSHEET_ROWS = (65_536, 1_048_576)
"""Rows of a sheet of Excel 97 and of today's: what is beyond is lost when it is saved."""
NOT_A_NOTE = re.compile(r"(?=\S*\d)\S{1,14}")
"""Alone in a row, a cell of this form is a code whose row is not filled, not a note."""


@dataclass(frozen=True, eq=False)
class Table:
    """A sheet once its header is known.

    Attributes
    ----------
    sheet : Sheet
        Where it comes from.
    titles : list of str
        Texts above the header.
    data : DataFrame
        Rows below the header, as text, columns as published. Notes under the table, which fill
        the first cell alone, are left out, as is a header written again on each page.
    columns : dict of str to str
        Plain spelling of each column (see :func:`plain`) to its published one.
    lines : array of int
        Line of each row of `data` in the file.
    shorter, longer : list of int
        Lines of `data` that have fewer cells than the header; lines that have more, left out.
    n_notes, n_headers : int
        Notes, and headers written again, left out.
    """

    sheet: Sheet
    titles: list[str]
    data: pd.DataFrame
    columns: dict[str, str]
    lines: NDArray[np.int64]
    shorter: list[int]
    longer: list[int]
    n_notes: int
    n_headers: int

    @property
    def name(self) -> str:
        """Name of the file, for messages."""
        return self.sheet.file

    def column(self, names: Iterable[str]) -> str | None:
        """Find the first of `names` (plain spellings) that the table has, as published."""
        return next((self.columns[name] for name in names if name in self.columns), None)

    def places(self, cells: pd.Series) -> list[str]:
        """Write cells for a message, each after its line; index: rows of `data`."""
        return [
            f"{self.lines[row]} ({quoted(cell)})"
            for row, cell in zip(cells.index, cells, strict=True)
        ]


def find_tables(sheets: Iterable[Sheet], is_header: Callable[[set[str]], bool]) -> list[Table]:
    """Find, in each sheet, the first row whose plain names satisfy `is_header`.

    A row of one cell is a title, unless the sheet has one column.
    """
    found = []
    for sheet in sheets:
        least = min(2, sheet.cells.shape[1])
        for position, row in enumerate(sheet.head):
            filled = [cell for cell in row if cell]
            if len(filled) >= least and is_header({plain(cell) for cell in filled}):
                found.append(_table(sheet, position))
                break
    return found


def only_table(
    tables: Sequence[Table], name: str, remedy: str = "gardez-en un par fichier"
) -> Table:
    """Give the only table found in a file, of one at least.

    Raises
    ------
    LayoutError
        Several: none is chosen for the user.

    Warns
    -----
    UserWarning
        When a spreadsheet does not show the sheet, or rows of it; when formulas have no value.
    """
    if len(tables) > 1:
        names = ", ".join(table.sheet.called for table in tables)
        raise LayoutError(f"{name} : plusieurs tableaux ({names}) ; {remedy}.")
    (table,) = tables
    tell_hidden(table.sheet)
    return table


def tell_hidden(sheet: Sheet) -> None:
    """Warn of what is read otherwise than a spreadsheet shows it: sheet, rows, formulas."""
    if sheet.hidden:
        warn(f"{sheet.file} : le tableau lu est dans une feuille masquée, « {sheet.name} ».")
    if sheet.n_hidden:
        warn(
            f"{sheet.file} : le tableur masque {french_count(sheet.n_hidden, 'ligne')} (un "
            "filtre ?), que la lecture prend ; pour ne lire que ce qu'il montre, copiez-le dans un "
            "autre classeur."
        )
    if sheet.valueless:
        count = french_count(
            len(sheet.valueless), "cellule lue comme vide", "cellules lues comme vides"
        )
        more = ", …" if len(sheet.valueless) > SHOWN else ""
        warn(
            f"{sheet.file} : {count} ({', '.join(sheet.valueless[:SHOWN])}{more}), d'une formule "
            "non calculée ou en erreur (#REF!) : ouvrez le classeur dans un tableur, corrigez-la, "
            "enregistrez."
        )


def refuse_longer(tables: Iterable[Table]) -> None:
    """Refuse tables with rows of more cells than the header: one of them is cut in two.

    Raises
    ------
    LayoutError
        The message names the lines.
    """
    for table in tables:
        refuse_short_header(table)
        faults = Faults(table.name)
        if table.longer:
            faults.add(
                f"lignes de plus de {table.data.shape[1]} cases, comme en a l'en-tête ; entourez "
                "de guillemets le texte qui contient le séparateur",
                table.longer,
            )
        faults.raise_if_any(LayoutError)


def refuse_short_header(table: Table) -> None:
    """Refuse a header that has fewer cells than most of its rows: a column has no name.

    Raises
    ------
    LayoutError
    """
    if len(table.longer) > len(table.data):
        raise LayoutError(
            f"{table.name} : {french_count(len(table.longer), 'ligne')} de plus de "
            f"{table.data.shape[1]} cases, comme en a l'en-tête : nommez chaque colonne, la "
            "dernière aussi, sur une seule ligne, sans cellule fusionnée."
        )


def table_of(frame: pd.DataFrame, name: str) -> Table:
    """Take a table already in memory as if it had been read; named index levels are columns."""
    table = _table(sheet_of(frame, name), 0)
    table.data.attrs = dict(frame.attrs)
    return table


def layout_error(subject: str, expected: str, sheets: Sequence[Sheet]) -> LayoutError:
    """Say which columns were expected and which were found, sheet by sheet."""
    lines = [f"{subject}. Colonnes attendues : {expected}. Colonnes trouvées :"]
    lines += [f"  – {sheet.called} : {sheet.columns}" for sheet in sheets]
    return LayoutError("\n".join(lines))


def year_in(texts: Iterable[str], pattern: str) -> int | None:
    """First year matched by `pattern` (one group) in `texts`."""
    for text in texts:
        if match := re.search(pattern, text, re.IGNORECASE):
            return int(match[1])
    return None


def _table(sheet: Sheet, position: int) -> Table:
    """Cut a sheet at its header."""
    refuse_cut_by_spreadsheet(int(sheet.cells.index[-1]), sheet.file)
    header = [cell.strip() for cell in sheet.head[position]]
    while not header[-1]:
        header.pop()
    width = len(header)
    _refuse_repeated(header, sheet, position)
    below = sheet.cells.iloc[position + 1 :]
    data = below.iloc[:, :width].apply(lambda cells: cells.str.strip())
    again = (data == header).all(axis=1)
    beyond = (below.iloc[:, width:] != "").any(axis=1) & ~again
    longer = below.index[beyond].tolist()
    data = data[~(again | beyond)]
    data.columns = pd.Index([cell or f"colonne {rank}" for rank, cell in enumerate(header, 1)])
    alone = (data.iloc[:, 1:] == "").all(axis=1)
    note = alone & ~data.iloc[:, 0].str.fullmatch(NOT_A_NOTE)
    under = note[::-1].cummin()[::-1].astype(bool)
    shorter: list[int] = []
    if sheet.n_fields is not None:
        n_fields = pd.Series(sheet.n_fields, index=sheet.cells.index)[data.index]
        shorter = data.index[(n_fields < width) & ~under].tolist()
    titles = [" ".join(cell for cell in row if cell) for row in sheet.head[:position]]
    columns: dict[str, str] = {}
    for name in data.columns:
        columns.setdefault(plain(name), name)
    kept = data[~under]
    return Table(
        sheet=sheet,
        titles=titles,
        data=kept.reset_index(drop=True),
        columns=columns,
        lines=kept.index.to_numpy(),
        shorter=shorter,
        longer=longer,
        n_notes=int(under.sum()),
        n_headers=int(again.sum()),
    )


def refuse_cut_by_spreadsheet(n_lines: int, name: str) -> None:
    """Refuse a file of just as many lines as a spreadsheet holds: it has left the others out.

    Raises
    ------
    LayoutError
        The message says what to do.
    """
    if n_lines in SPREADSHEET_ROWS:
        raise LayoutError(
            f"{name} : {french_number(n_lines)} lignes, autant qu'un tableur en tient : il a coupé "
            "le reste ; prenez le fichier d'origine, sans l'ouvrir dans un tableur."
        )


def _refuse_repeated(header: list[str], sheet: Sheet, position: int) -> None:
    places: dict[str, list[int]] = {}
    for place, name in enumerate(header, 1):
        places.setdefault(name.casefold(), []).append(place)
    quote = sheet.names_columns(position)
    repeated = [
        (f"« {header[found[0] - 1]} » " if quote else "")
        + f"(colonnes {', '.join(map(str, found[:SHOWN]))}{', …' if len(found) > SHOWN else ''})"
        for name, found in places.items()
        if name and len(found) > 1
    ]
    if repeated:
        more = ", …" if len(repeated) > SHOWN else ""
        raise LayoutError(
            f"{sheet.name} : des colonnes ont le même nom : {', '.join(repeated[:SHOWN])}{more} ; "
            "renommez-les, ou n'en gardez qu'une."
        )
