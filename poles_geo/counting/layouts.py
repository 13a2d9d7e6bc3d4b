"""The layouts of registers and tables that can be counted, asked in turn.

Each says whether a file is of it, and then counts it; those of users are asked first.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
from narwhals.typing import IntoFrame

from poles_geo.counting.activities import Filters
from poles_geo.counting.counted_tables import count_table
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.located.placements import By
from poles_geo.counting.located.places import Location
from poles_geo.counting.register import count_register
from poles_geo.errors import ChoiceError, SourceError, TableError, worded
from poles_geo.sources.commune_counts import TABLE_LAYOUTS, Choices, TableLayout
from poles_geo.sources.registers.activity_rows import rows_of_file, rows_of_frame
from poles_geo.sources.registers.rpps import (
    IN_MEMORY,
    RegisterFile,
    RegisterFrame,
    has_persons,
    is_named_as_register,
    names_persons,
    open_rpps,
    published_name,
    register_frame,
)
from poles_geo.tabular.books.sheet_tables import Table, find_tables, layout_error, only_table
from poles_geo.tabular.books.sheets import Sheet, open_sheets, sheet_of
from poles_geo.tabular.engine import engine_errors
from poles_geo.tabular.texts.streams import TextFile, date_in, list_texts

NOTICE = re.compile(r"metadata|varmod|dictionnaire|lisezmoi|readme", re.IGNORECASE)


@dataclass(frozen=True)
class Counting:
    """How to count, as `count_professionals` is asked."""

    by: By
    filters: Filters
    location: Location
    no_speciality: str
    date: str | None
    progress: bool
    choices: Choices


class Source:
    """A path to count, opened as far as layouts ask.

    Attributes
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def texts(self) -> list[TextFile]:
        """Find the text files; none in a workbook."""
        return list_texts(self.path)

    @cached_property
    def is_register(self) -> bool:
        """Whether its texts are those of the Annuaire Santé, known by a name or a first line."""
        tables = [text for text in self.texts if not NOTICE.search(text.name)]
        if len(tables) == 1:
            return names_persons(tables[0])
        return any(is_named_as_register(text) or names_persons(text) for text in tables)

    @cached_property
    def sheets(self) -> list[Sheet]:
        """Read the tables, notices left aside."""
        paths = sorted(self.path.iterdir()) if self.path.is_dir() else [self.path]
        read = (open_sheets(path) for path in paths if path == self.path or path.is_file())
        return [sheet for sheets in read for sheet in sheets if not NOTICE.search(sheet.file)]

    def table(self, is_header: Callable[[set[str]], bool]) -> Table | None:
        """Find the only table of such a header; None when there is none."""
        found = find_tables(self.sheets, is_header)
        remedy = "enregistrez celui qui est à compter dans un fichier à lui"
        return only_table(found, self.path.name, remedy) if found else None


class FrameSource(Source):
    """A table in memory, as if it had been read."""

    def __init__(self, frame: pd.DataFrame) -> None:
        super().__init__(Path(IN_MEMORY))
        self.texts = []
        self.sheets = [sheet_of(frame, self.path.name)]


Count = Callable[[Counting], Decompte]
Find = Callable[[Source], Count | None]
"""From a source, what counts it; None when it is of another layout."""

LAYOUTS: dict[str, Find] = {}
"""By name, the first asked first."""


def register_layout(name: str, read: Callable[[Path], IntoFrame | None]) -> None:
    """Let :func:`poles_geo.count_professionals` count the files of another layout.

    Parameters
    ----------
    name : str
        Of the layout; it is asked before those already known.
    read : callable
        Of the path given: the table of activities of the file, with the columns of the Annuaire
        Santé (« Identification nationale PP », « Code profession »…), of any engine; None when
        the file is of another layout.

    Raises
    ------
    ChoiceError
        A name already taken.
    """
    if name in LAYOUTS:
        raise ChoiceError(f"mise en page « {name} » : ce nom est déjà pris.")

    def find(source: Source) -> Count | None:
        table = read(source.path)
        return None if table is None else partial(count_frame, table)

    known = dict(LAYOUTS)
    LAYOUTS.clear()
    LAYOUTS.update({name: find, **known})


def count_source(source: Source, counting: Counting) -> Decompte:
    """Count a source, by the first layout that it is of."""
    for find in LAYOUTS.values():
        if (count := find(source)) is not None:
            return count(counting)
    raise layout_error(
        f"{source.path.name} : ni fichier d'activités de l'Annuaire Santé, ni table par commune",
        "« Identification nationale PP » pour l'un, CODGEO, DEPCOM ou code_commune pour l'autre",
        source.sheets,
    )


def count_frame(table: IntoFrame, counting: Counting, name: str = IN_MEMORY) -> Decompte:
    """Count a table of activities where it lives; or a table by commune, held in memory.

    `name`: of the workbook that it was read in, if any.
    """
    frame = _native(table)
    if isinstance(frame, nw.DataFrame) and not has_persons(frame.columns):
        return count_source(FrameSource(frame.to_pandas()), counting)
    lazy = frame if isinstance(frame, nw.LazyFrame) else frame.lazy("polars")
    with engine_errors(lazy):
        register = register_frame(lazy, name)
        _refuse_choices(register.name, counting.choices)
        _check_filters(register, counting.filters)
        return _count(partial(rows_of_frame, register), counting)


def _annuaire_sante(source: Source) -> Count | None:
    if source.is_register:
        return _register(source.texts)
    table = source.table(has_persons)
    if table is None:
        return None

    def count(counting: Counting) -> Decompte:
        dated = replace(counting, date=counting.date or date_in(table.name))
        return count_frame(pl.from_pandas(table.data), dated, table.name)

    return count


def _register(texts: list[TextFile]) -> Count:
    file = open_rpps(texts)

    def count(counting: Counting) -> Decompte:
        _refuse_choices(file.name, counting.choices)
        _check_filters(file, counting.filters)
        return _count(partial(rows_of_file, file, progress=counting.progress), counting)

    return count


def _table(layout: TableLayout, source: Source) -> Count | None:
    table = source.table(layout.knows)
    if table is None:
        return None

    def count(counting: Counting) -> Decompte:
        if counting.filters.modes is not None:
            raise ChoiceError(
                f"{worded('modes', '--modes')} : {table.name} est un tableau par commune, qui ne "
                "dit pas le mode d'exercice de chacun ; donnez un registre, ou les seules colonnes "
                f"voulues par {worded('columns=', '--colonnes')}."
            )
        return count_table(
            table, layout, counting.choices, by=counting.by, postal=counting.location.postal
        )

    return count


LAYOUTS["Annuaire Santé"] = _annuaire_sante
LAYOUTS.update({layout.name: partial(_table, layout) for layout in TABLE_LAYOUTS})


def _count(read: Any, counting: Counting) -> Decompte:
    return count_register(
        read, counting.filters, counting.location, by=counting.by,
        no_speciality=counting.no_speciality, date=counting.date,
    )  # fmt: skip


def _check_filters(register: RegisterFile | RegisterFrame, filters: Filters) -> None:
    """Refuse a filter on a column that this edition does not have."""
    wanted = {worded("modes", "--modes"): ("mode", filters.modes is not None),
              "replacements": ("genre", not filters.replacements)}  # fmt: skip
    for argument, (role, used) in wanted.items():
        if used and not register.has(role):
            raise ChoiceError(
                f"{argument} : {register.name} ({register.edition}) n'a pas la colonne "
                f"« {published_name(role)} »."
            )


def _refuse_choices(name: str, choices: Choices) -> None:
    """Refuse what is said of the columns and rows of a table, for a register."""
    if choices.columns or choices.rows:
        raise ChoiceError(
            f"{worded('columns et rows', '--colonnes et --lignes')} sont pour un tableau par "
            f"commune ; {name} est un registre."
        )


def _native(source: Any) -> nw.DataFrame[Any] | nw.LazyFrame[Any]:
    """Take a table of any engine."""
    if isinstance(source, pd.DataFrame) and source.columns.has_duplicates:
        again = source.columns[source.columns.duplicated()].unique()
        raise TableError(f"source : colonnes en double : {', '.join(map(str, again))}.")
    try:
        frame: nw.DataFrame[Any] | nw.LazyFrame[Any] = nw.from_native(source)
    except TypeError as error:
        raise SourceError(
            "source : un chemin de fichier ou une table est attendu, trouvé "
            f"{type(source).__name__}."
        ) from error
    return frame
