"""The layouts of registers and tables that can be counted, asked in turn.

Each says whether a file is of it, and then counts it; those of users are asked first.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import narwhals as nw
from narwhals.typing import IntoFrame

from poles_geo.counting.activities import Filters
from poles_geo.counting.counted_tables import count_table
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.placements import By
from poles_geo.counting.places import Location
from poles_geo.counting.register import count_register
from poles_geo.errors import ChoiceError, LayoutError, SourceError
from poles_geo.sources.activity_rows import rows_of_file, rows_of_frame
from poles_geo.sources.commune_counts import TABLE_LAYOUTS, TableLayout
from poles_geo.sources.rpps import (
    RegisterFile,
    RegisterFrame,
    has_persons,
    open_rpps,
    published_name,
    register_frame,
)
from poles_geo.tabular.engine import engine_errors
from poles_geo.tabular.headers import Header, read_header
from poles_geo.tabular.streams import TextFile, list_texts

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


class Source:
    """A path to count, opened as far as layouts ask.

    Attributes
    ----------
    path : Path
    texts : list of TextFile
        Its text files.
    header : Header or None
        Of its only table, notices left aside; None when it has several.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def texts(self) -> list[TextFile]:
        """Find the text files."""
        return list_texts(self.path)

    @cached_property
    def header(self) -> Header | None:
        """Read the header of the only table."""
        return read_header(self.tables[0]) if len(self.tables) == 1 else None

    @cached_property
    def saved_header(self) -> Header | None:
        """Read it as that of a table which a program saved, quotes where they are needed."""
        return read_header(self.tables[0], saved=True) if len(self.tables) == 1 else None

    @cached_property
    def tables(self) -> list[TextFile]:
        """Leave the notices aside."""
        return [text for text in self.texts if not NOTICE.search(text.name)]


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


def count_file(path: Path, counting: Counting) -> Decompte:
    """Count a file, by the first layout that it is of."""
    source = Source(path)
    for find in LAYOUTS.values():
        if (count := find(source)) is not None:
            return count(counting)
    columns = ", ".join(source.header.columns[:12]) if source.header else "plusieurs tables"
    raise LayoutError(
        f"{source.texts[0].name} : ni fichier d'activités de l'Annuaire Santé (colonne "
        "« Identification nationale PP »), ni table par commune (colonne CODGEO, DEPCOM ou "
        f"code_commune). Colonnes trouvées : {columns}."
    )


def count_frame(table: IntoFrame, counting: Counting) -> Decompte:
    """Count a table of activities where it lives."""
    with engine_errors(frame := _lazy(table)):
        register = register_frame(frame)
        _check_filters(register, counting.filters)
        return _count(partial(rows_of_frame, register), counting)


def _annuaire_sante(source: Source) -> Count | None:
    if source.header is not None and not has_persons(source.header):
        return None
    file = open_rpps(source.texts)

    def count(counting: Counting) -> Decompte:
        _check_filters(file, counting.filters)
        return _count(partial(rows_of_file, file, progress=counting.progress), counting)

    return count


def _table(layout: TableLayout, source: Source) -> Count | None:
    header = source.saved_header
    if header is None or layout.roles(header) is None:
        return None
    return lambda counting: count_table(
        header, layout, by=counting.by, postal=counting.location.postal, date=counting.date,
        progress=counting.progress,
    )  # fmt: skip


LAYOUTS["Annuaire Santé"] = _annuaire_sante
LAYOUTS.update({layout.name: partial(_table, layout) for layout in TABLE_LAYOUTS})


def _count(read: Any, counting: Counting) -> Decompte:
    return count_register(
        read, counting.filters, counting.location, by=counting.by,
        no_speciality=counting.no_speciality, date=counting.date,
    )  # fmt: skip


def _check_filters(register: RegisterFile | RegisterFrame, filters: Filters) -> None:
    """Refuse a filter on a column that this edition does not have."""
    wanted = {"modes": ("mode", filters.modes is not None),
              "replacements": ("genre", not filters.replacements)}  # fmt: skip
    for argument, (role, used) in wanted.items():
        if used and not register.has(role):
            raise ChoiceError(
                f"{argument} : {register.name} ({register.edition}) n'a pas la colonne "
                f"« {published_name(role)} »."
            )


def _lazy(source: Any) -> nw.LazyFrame[Any]:
    """Take a table of any engine as it is; one in memory goes to Polars."""
    try:
        frame = nw.from_native(source)
    except TypeError as error:
        raise SourceError(
            "source : un chemin de fichier ou une table est attendu, trouvé "
            f"{type(source).__name__}."
        ) from error
    return frame if isinstance(frame, nw.LazyFrame) else frame.lazy("polars")
