"""Effectifs of health professionals: from a source to counts, from counts to bassins.

Persons are counted, not their activities. Every row and every person of the source is in the
result or in the ledger.
"""

import re
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
from narwhals.typing import IntoFrame

from poles_geo.counting.activities import Filters
from poles_geo.counting.counted_tables import count_table
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.placements import By
from poles_geo.counting.places import Location, Postal
from poles_geo.counting.register import count_register
from poles_geo.errors import ChoiceError, SourceError, check_choice
from poles_geo.sources.activity_rows import rows_of_file, rows_of_frame
from poles_geo.sources.postal_codes import read_postal_codes
from poles_geo.sources.rpps import (
    RegisterFile,
    RegisterFrame,
    has_persons,
    open_rpps,
    published_name,
    register_frame,
)
from poles_geo.tabular.engine import engine_errors
from poles_geo.tabular.headers import read_header
from poles_geo.tabular.streams import list_texts

NOTICE = re.compile(r"metadata|varmod|dictionnaire|lisezmoi|readme", re.IGNORECASE)
NO_SPECIALITY = ("generalist", "specialist")


def count_professionals(
    source: str | Path | IntoFrame,
    *,
    by: By = "person",
    postal: Postal = "unique",
    postal_codes: str | Path | pd.DataFrame | None = None,
    populations: pd.Series | None = None,
    modes: Collection[str] | None = None,
    replacements: bool = True,
    students: bool = False,
    military: bool = False,
    no_speciality: str = "generalist",
    date: str | None = None,
    progress: bool = True,
) -> Decompte:
    """Count health professionals by commune and profession, with a ledger of every row.

    By default, as the report of 2014: every professional, whatever the mode d'exercice,
    replacements included. Students and the military are outside its field and counted apart.
    Retired persons need no option: free-access files hold active professionals only.

    Parameters
    ----------
    source : path or frame
        Annuaire Santé in free access (« PS_LibreAcces », any edition, or « CAT18 » of 2017):
        the zip, its folder, or the file of activities, gzipped or not. Or a CSV table by
        commune: one column a profession, or one row a commune and profession, or the BPE.
        Or a table with the columns of the Annuaire Santé, savoir-faire included: a DataFrame of
        pandas, Polars or pyarrow, a lazy frame of Polars, or one of DuckDB or PySpark, which is
        counted where it lives and read several times.
    by : {"person", "fraction", "activity"}
        "person": 1 in each bassin where the person practises. "fraction": 1 in all, equally
        among those bassins. "activity": 1 for each row. A table by commune is added up as it
        is: "person" and "activity" are the same.
    postal : {"unique", "share", "none"}
        What to do with a row known by a postal code of several communes. "unique": placed in the
        bassin that holds them all, if there is one. "share": divided among them. "none": no
        postal code places.
    postal_codes : path or DataFrame, optional
        La Poste's table (``laposte_hexasmal.csv``). Nothing is embedded: without it, rows known
        by their postal code alone are not placed, and a warning says how many.
    populations : Series, optional
        Index ``code_commune``: key by which ``postal="share"`` divides. Default: equal parts.
    modes : collection of str, optional
        Modes d'exercice kept: "S" salarié, "L" libéral, "B" bénévole, "I" indirect, "" unknown.
        Default: all.
    replacements : bool, default True
        Count replacements (genre d'activité GENR02 and GENR03).
    students : bool, default False
        Count students (catégorie E).
    military : bool, default False
        Count the military (catégorie M labelled « Militaire », as before 2024; M has meant civil
        servants since, who always count).
    no_speciality : {"generalist", "specialist"}
        What a médecin without any savoir-faire is. One with SM26, SM53 or SM54 is a
        généraliste, even with another speciality (the ledger says how many); any other is a
        spécialiste.
    date : str, optional
        Date of the content (ISO), when the name of the file does not tell it. For a BPE of
        several years, the year wanted.
    progress : bool, default True
        Draw a bar on the error stream when reading lasts.

    Returns
    -------
    Decompte

    Raises
    ------
    SourceError, LayoutError
        When there is no such file, or when it is cut short or of another layout; when the engine
        of a table fails.
    ChoiceError
        When an argument has none of its values, or needs a column that the file lacks.

    Warns
    -----
    UserWarning
        When rows are rejected or want a table of postal codes, or when most médecins have no
        savoir-faire.
    """
    check_choice(by, ("person", "fraction", "activity"), "by")
    check_choice(postal, ("unique", "share", "none"), "postal")
    check_choice(no_speciality, NO_SPECIALITY, "no_speciality")
    table = None if postal_codes is None else read_postal_codes(postal_codes)
    location = Location(postal, table, populations)
    filters = Filters(None if modes is None else frozenset(modes), replacements, students, military)
    count = partial(
        count_register, filters=filters, location=location, by=by, no_speciality=no_speciality,
        date=date,
    )  # fmt: skip
    if isinstance(source, str | Path):
        texts = list_texts(source)
        tables = [text for text in texts if not NOTICE.search(text.name)]
        if len(tables) == 1 and not has_persons(header := read_header(tables[0])):
            return count_table(header, by=by, postal=postal, date=date, progress=progress)
        file = open_rpps(texts)
        _check_filters(file, filters)
        return count(partial(rows_of_file, file, progress=progress))
    with engine_errors(frame := _lazy(source)):
        register = register_frame(frame)
        _check_filters(register, filters)
        return count(partial(rows_of_frame, register))


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
