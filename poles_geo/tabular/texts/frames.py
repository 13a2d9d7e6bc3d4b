"""Rows of delimited text files as one table: by a scan when the file is clean, else line by line.

Nothing is taken on trust from a scan: each line has the fields of a row, counted apart, or the
file is read line by line.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray
from tqdm import tqdm

from poles_geo.errors import LayoutError
from poles_geo.tabular.texts.headers import Header
from poles_geo.tabular.texts.rows import Rows, map_rows, texts

WINDOW = 1 << 20
END = ord("\n")
MOST_FIELDS = 256
"""Fields of a line that a scan may read: its separators are counted in a byte."""


@dataclass(frozen=True, eq=False)
class FrameRead:
    """A file as a table, and its lines that are in no row of it.

    Attributes
    ----------
    frame : DataFrame
        Columns asked for, in Polars.
    n_lines : int
        Lines of the file after its header.
    rejected : list of (int, str)
        Lines that are no row: number in the file, from 1, and key of the reason.
    """

    frame: nw.DataFrame[pl.DataFrame]
    n_lines: int
    rejected: list[tuple[int, str]]


def read_frame(
    header: Header,
    roles: dict[str, int],
    columns: Sequence[nw.Expr],
    *,
    plain: nw.Expr,
    readable: nw.Expr,
    reason: str,
    mended: Sequence[nw.Expr],
    lost: tuple[nw.Expr, str],
    progress: bool,
) -> FrameRead:
    """Read the columns needed of every row.

    Parameters
    ----------
    header : Header
    roles : dict of str to int
        Position of the columns to read.
    columns : sequence of expressions
        What to keep of them, row by row; they are texts, never missing, named by role.
    plain : expression
        Of `columns`: which rows may be taken as a scan reads them.
    readable : expression
        Of `mended`: which rows are rows.
    reason : str
        Key of the reason why another is rejected.
    mended : sequence of expressions
        `columns`, once mended, for a file where some row is not readable as it is.
    lost : (expression, str)
        Of `mended`: rows of which a part is lost, and the message that refuses the file.
    progress : bool
        Draw a bar when reading lasts.

    Raises
    ------
    LayoutError
        When the last line is cut short, or an archive is; when a part of a row is lost.
    """
    scanned = _scan(header, roles, columns, progress=progress) if _is_plain(header) else None
    if scanned is not None and _all(scanned, plain):
        return FrameRead(scanned, len(scanned), [])

    empty = nw.from_native(pl.DataFrame(schema=dict.fromkeys(roles, pl.String))).select(*columns)

    def prepare(rows: Rows) -> FrameRead:
        if not rows.columns:
            return FrameRead(empty, rows.n_rows, rows.rejected)
        said = {role: texts(column) for role, column in rows.columns.items()}
        block = nw.from_native(pl.DataFrame(said)).select(*mended).with_row_index("_rang")
        if len(block.filter(lost[0])):
            raise LayoutError(f"{header.text.name} : {lost[1]}")
        good = block.filter(readable)
        rows_of_block = np.delete(np.arange(rows.n_rows), [rank for rank, _ in rows.rejected])
        bad = np.setdiff1d(block["_rang"].to_numpy(), good["_rang"].to_numpy())
        unreadable = [(int(rank), reason) for rank in rows_of_block[bad]]
        return FrameRead(good.drop("_rang"), rows.n_rows, [*rows.rejected, *unreadable])

    frames, rejected, n_lines = [], [], 0
    for block in map_rows(header, roles, prepare, progress=progress):
        rejected += [(n_lines + rank + 2, key) for rank, key in sorted(block.rejected)]
        n_lines += block.n_lines
        if len(block.frame):
            frames.append(block.frame)
    return FrameRead(nw.concat(frames) if frames else empty, n_lines, rejected)


def _is_plain(header: Header) -> bool:
    """Whether the lines of the file may be given to a scan as they are."""
    text = header.text
    return (
        text.member is None
        and text.path.is_file()
        and not text.is_gzipped
        and not header.quoted
        and header.width <= MOST_FIELDS
        and header.encoding == "utf-8"
    )


def _scan(
    header: Header, roles: dict[str, int], columns: Sequence[nw.Expr], *, progress: bool
) -> nw.DataFrame[pl.DataFrame] | None:
    """Scan a whole file; None when one of its lines has not the fields of a row.

    Polars fills a line too short, and cuts one too long, in silence: lines are looked at apart.
    """
    lines = pl.scan_csv(
        header.text.path,
        has_header=False,
        skip_lines=1,
        separator=header.separator,
        quote_char=None,
        schema={str(rank): pl.String for rank in range(header.width)},
        empty_string_is_null=False,
        glob=False,
    )
    chosen = lines.select(pl.col(str(rank)).alias(role) for role, rank in roles.items())
    with ThreadPoolExecutor(1) as beside:
        n_rows = beside.submit(_count_rows, header, progress=progress)
        try:
            found = nw.from_native(chosen).select(*columns).collect("polars", engine="streaming")
        except (pl.exceptions.PolarsError, nw.exceptions.NarwhalsError):
            return None
    return found if len(found) == n_rows.result() else None


def _count_rows(header: Header, *, progress: bool) -> int | None:
    """Count the lines after the header; None when one has not as many separators as a row.

    A line longer than the window is counted as several, which no scan confirms.
    """
    path, n_rows, kept = header.text.path, 0, 0
    window = np.empty(WINDOW + 1, np.uint8)
    with (
        path.open("rb", buffering=0) as file,
        tqdm(
            total=path.stat().st_size, initial=header.start, unit="o", unit_scale=True,
            desc=path.name, delay=1, leave=False, disable=not progress,
        ) as bar,
    ):  # fmt: skip
        file.seek(header.start)
        while (length := file.readinto(window[kept:-1].data)) or kept:
            if not length:
                window[kept] = END
            content = window[: kept + max(1, length)]
            ends = np.flatnonzero(content == END)
            if not _are_rows(content, ends, header):
                return None
            n_rows += len(ends)
            rest = content[ends[-1] + 1 :] if len(ends) else content
            kept = len(rest)
            window[:kept] = rest
            bar.update(length)
    return n_rows


def _are_rows(content: NDArray[np.uint8], ends: NDArray[np.intp], header: Header) -> bool:
    """Whether every line that ends here has the separators of a row."""
    if not len(ends):
        return True
    separators = content[: ends[-1] + 1] == ord(header.separator)
    starts, expected = np.append(0, ends[:-1] + 1), header.width - 1
    # Sums of a byte are enough: lines that differ by 256 separators have not the right total.
    of_line = np.add.reduceat(separators.view(np.uint8), starts, dtype=np.uint8)
    found = np.count_nonzero(separators)
    return bool(found == expected * len(ends) and (of_line == expected).all())


def _all(frame: nw.DataFrame[pl.DataFrame], readable: nw.Expr) -> bool:
    found = frame.lazy().select(readable.all()).collect("polars", engine="streaming")
    return bool(found.item())
