"""Tables of costs as wide as the destinations: a row an origin, a column a destination.

As ``osrmTable`` of R's osrm, r5r or a spreadsheet's pivot table write them. Counted: every cell
that has a number. An empty cell, or « NA », is a pair without cost.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from poles_geo._types import TEXT
from poles_geo.codes import repair_codes
from poles_geo.errors import Faults, LayoutError
from poles_geo.tabular.books.sheet_tables import NOT_A_NOTE, tell_hidden
from poles_geo.tabular.books.sheets import Sheet, sheet_of
from poles_geo.tabular.headings import has_words, plain
from poles_geo.tabular.numbers import at_lines, read_numbers, remedy
from poles_geo.tabular.texts.quoting import is_number_or_code, quoted_cells
from poles_geo.typography import french_count

ABSENT = frozenset({"NA", "NaN", "nan"})
"""What R and pandas write in the cell of a pair without route."""
ENDLESS = frozenset({"inf", "Inf"})
"""What a matrix in memory has there, as :meth:`poles_geo.Costs.dense` gives it."""
CORNER = "origine"
UNNAMED = "v1"
"""What R calls a first column without name."""
SAMPLE = 100
"""Rows among which it is told whether a table is one of numbers."""
MOSTLY = 0.5
"""Share of the cells that are numbers, from which a table is a matrix."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """A sheet whose rows are origins and whose columns are destinations.

    Attributes
    ----------
    sheet : Sheet
    corner : str
        What heads the column of origins; empty where nothing does.
    origins, headings : list of str
        Codes of the rows and of the columns, as they are written.
    cells : DataFrame of str
        n × m, as text; index: lines of the file.
    beyond : DataFrame of str
        Cells under no heading.
    shorter : list of int
        Lines that have fewer cells than the header.
    """

    sheet: Sheet
    corner: str
    origins: list[str]
    headings: list[str]
    cells: pd.DataFrame
    beyond: pd.DataFrame
    shorter: list[int]


def sheet_of_matrix(frame: pd.DataFrame, name: str, first: Collection[str]) -> Sheet:
    """Take a matrix in memory as a sheet.

    Its origins are its index, unless that only counts the rows, or its first column is named as
    theirs (`first`, plain names).
    """
    index = frame.index
    has_column = len(frame.columns) > 0 and plain(frame.columns[0]) in first
    counts = isinstance(index, pd.RangeIndex) or index.nlevels > 1 or has_column
    return sheet_of(frame if counts or index.name is not None else frame.rename_axis(CORNER), name)


def matrices(
    sheets: Sequence[Sheet], known: Callable[[str], bool], first: frozenset[str]
) -> list[Matrix]:
    """Find the matrices among sheets.

    Parameters
    ----------
    sheets : sequence of Sheet
    known : callable
        Whether a plain name is that of a column of a long table: it heads no destination.
    first : set of str
        Those that may head the origins; all but codes when it is empty.
    """
    found = (_matrix(sheet, known, first) for sheet in sheets)
    return [matrix for matrix in found if matrix is not None]


def read_matrix(found: Sequence[Matrix], measure: str, per: float) -> pd.DataFrame:
    """Read the only matrix of a file: one row a pair, missing where its cell is empty.

    Parameters
    ----------
    found : sequence of Matrix
    measure : str
        Column of the result: minutes, km.
    per : float
        By what a cell is divided.

    Raises
    ------
    LayoutError
        Several matrices; a code missing, or there twice; a row of another length than the header;
        a cell that is no number.
    """
    matrix = found[0]
    if len(found) > 1:
        names = ", ".join(other.sheet.called for other in found)
        raise LayoutError(
            f"{matrix.sheet.file} : plusieurs feuilles ont un tableau croisé ({names}) ; gardez-en "
            "une."
        )
    tell_hidden(matrix.sheet)
    _check(matrix)
    origins, destinations = codes_of(matrix.origins), codes_of(matrix.headings)
    _refuse_repeated(matrix, origins, destinations)
    n_origins, n_destinations = matrix.cells.shape
    return pd.DataFrame(
        {
            "origine": origins.take(np.repeat(np.arange(n_origins), n_destinations)).array,
            "destination": destinations.take(np.tile(np.arange(n_destinations), n_origins)).array,
            measure: _values(matrix) / per,
        }
    )


def codes_of(cells: "pd.Series[str] | list[str]") -> "pd.Series[str]":
    """Give the codes of places as text; those of communes repaired, when all are some."""
    codes = pd.Series(cells, dtype=TEXT)
    repaired = repair_codes(codes)
    return (codes if repaired.codes.isna().any() else repaired.codes).astype(TEXT)


def _matrix(sheet: Sheet, known: Callable[[str], bool], first: frozenset[str]) -> Matrix | None:
    """Cut a sheet at the row of its destinations, if it has one."""
    for position, row in enumerate(sheet.head):
        cells = [cell.strip() for cell in row]
        unnamed = _is_short_by_one(sheet, position)
        corner, headings = ("", cells[:-1]) if unnamed else (cells[0], cells[1:])
        if _heads_destinations(headings, known) and _heads_origins(corner, known, first):
            below = sheet.cells.iloc[position + 1 :]
            return _cut(sheet, corner, headings, below) if _are_numbers(below.iloc[:, 1:]) else None
    return None


def _is_short_by_one(sheet: Sheet, position: int) -> bool:
    """Tell a header without name for the origins, as R's write.table writes it."""
    if sheet.n_fields is None:
        return False
    width = sheet.cells.shape[1]
    below = sheet.n_fields[position + 1 :]
    return int(sheet.n_fields[position]) == width - 1 and bool((below == width).any())


def _heads_destinations(headings: list[str], known: Callable[[str], bool]) -> bool:
    """Tell a row of codes, each of one word, from titles and from names of columns."""
    named = [heading for heading in headings if heading]
    codes = (len(name.split()) == 1 and not has_words(name) for name in named)
    unknown = (not known(plain(name)) for name in named)
    return len(named) > len(headings) / 2 and all(codes) and all(unknown)


def _heads_origins(corner: str, known: Callable[[str], bool], first: frozenset[str]) -> bool:
    """Tell the name of the column of origins: any but a code's, or that of something else."""
    name = plain(corner)
    if first:
        return name in first
    return not known(name) and (name == UNNAMED or not is_number_or_code(corner))


def _are_numbers(cells: pd.DataFrame) -> bool:
    filled = pd.Series(cells.head(SAMPLE).to_numpy().ravel(), dtype="str").str.strip()
    filled = filled[~filled.isin({"", *ABSENT, *ENDLESS})]
    values, _ = read_numbers(filled)
    return len(filled) > 0 and bool(values.notna().mean() > MOSTLY)


def _cut(sheet: Sheet, corner: str, headings: list[str], below: pd.DataFrame) -> Matrix:
    below = below.apply(lambda column: column.str.strip())
    alone = (below.iloc[:, 1:] == "").all(axis=1)
    is_note = (
        alone & below.iloc[:, 0].str.contains(r"\s") & ~below.iloc[:, 0].str.fullmatch(NOT_A_NOTE)
    )
    under = is_note[::-1].cummin()[::-1].astype(bool)
    rows = below[~under]
    shorter: list[int] = []
    if sheet.n_fields is not None:
        n_fields = pd.Series(sheet.n_fields, index=sheet.cells.index)[rows.index]
        shorter = n_fields.index[n_fields < len(headings) + 1].tolist()
    named = np.array([bool(heading) for heading in headings])
    cells = rows.iloc[:, 1:]
    return Matrix(
        sheet=sheet,
        corner=corner,
        origins=rows.iloc[:, 0].tolist(),
        headings=[heading for heading in headings if heading],
        cells=cells.loc[:, named],
        beyond=cells.loc[:, ~named],
        shorter=shorter,
    )


def _check(matrix: Matrix) -> None:
    """Refuse rows without code, cells under no code, and rows that are cut."""
    faults = Faults(matrix.sheet.file)
    lines = matrix.cells.index
    if missing := [int(lines[place]) for place, code in enumerate(matrix.origins) if not code]:
        faults.add("première colonne : code d'origine absent, lignes", missing)
    filled = matrix.beyond != ""
    if filled.any(axis=None):
        faults.add(
            "cases sous une colonne sans code de destination en tête, lignes",
            lines[filled.any(axis=1)].tolist(),
        )
    if matrix.shorter:
        faults.add("lignes qui ont moins de cases que l'en-tête", matrix.shorter)
    faults.raise_if_any(LayoutError)


def _refuse_repeated(
    matrix: Matrix, origins: "pd.Series[str]", destinations: "pd.Series[str]"
) -> None:
    faults = Faults(matrix.sheet.file)
    for what, codes in (("en tête de deux colonnes", destinations), ("sur deux lignes", origins)):
        if codes.duplicated().any():
            faults.add(f"code {what} : {quoted_cells(codes[codes.duplicated()])}")
    if matrix.corner:
        if matrix.corner in matrix.origins:
            where = [int(matrix.cells.index[matrix.origins.index(matrix.corner)])]
            faults.add("l'en-tête est répété plus bas, lignes", where)
        if matrix.corner in matrix.headings:
            faults.add(f"colonne des origines en double : {quoted_cells([matrix.corner])}")
    faults.raise_if_any(LayoutError)


def _values(matrix: Matrix) -> np.ndarray:
    """Read the cells, row after row, by the one way that they are all written."""
    cells = pd.Series(matrix.cells.to_numpy().ravel(), dtype="str")
    values, unread = read_numbers(cells.where(~cells.isin(ABSENT | ENDLESS), ""))
    if len(unread):
        rows, columns = np.divmod(unread.index.to_numpy(), matrix.cells.shape[1])
        heads = list(dict.fromkeys(matrix.headings[place] for place in columns))
        shown = quoted_cells(heads, 3) + (", …" if len(heads) > 3 else "")
        count = french_count(len(unread), "valeur illisible", "valeurs illisibles")
        where = at_lines(dict.fromkeys(matrix.cells.index[rows].tolist()))
        raise LayoutError(
            f"{matrix.sheet.file} : {'colonne' if len(heads) == 1 else 'colonnes'} {shown} : "
            f"{count} ({quoted_cells(unread)}), {where}{remedy(unread)}"
        )
    return values.to_numpy(float, na_value=np.nan)
