"""Effectifs of health professionals: from a source to counts, from counts to bassins.

Persons are counted, not their activities. Every row and every person of the source is in the
result or in the ledger.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd
from narwhals.typing import IntoFrame

from poles_geo.counting.activities import MODES, Filters
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.known_professions.profession_names import profession_of, read_columns
from poles_geo.counting.layouts import Counting, Source, count_frame, count_source
from poles_geo.counting.located.placements import By
from poles_geo.counting.located.places import Location, Postal
from poles_geo.errors import ChoiceError, check_choice, worded
from poles_geo.sources.commune_counts import Choices
from poles_geo.sources.postal_codes import newest_postal_codes, read_postal_codes
from poles_geo.tabular.texts.streams import is_date

NO_SPECIALITY = ("generalist", "specialist")


def count_professionals(
    source: str | Path | IntoFrame,
    *,
    by: By = "person",
    columns: Mapping[str, str] | str | Path | None = None,
    rows: Mapping[str, str] | None = None,
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
        the zip, its folder, or the file of activities, gzipped or not. Or a table by commune,
        CSV, workbook or DataFrame: one column a profession, or one row a commune and profession,
        or the BPE. Or a table with the columns of the Annuaire Santé, savoir-faire included: a
        workbook, a DataFrame of pandas, Polars or pyarrow, a lazy frame of Polars, or one of
        DuckDB or PySpark, which is counted where it lives and read several times.
    by : {"person", "fraction", "activity"}
        "person": 1 in each bassin where the person practises. "fraction": 1 in all, equally
        among those bassins. "activity": 1 for each row. A table by commune is added up as it
        is: "person" and "activity" are the same.
    columns : mapping or path, optional
        Of a table by commune, what each column counts (or each value of the column of
        professions): a code (« 10G », « 60 »), a label of the register, or a group (« proximite »,
        « pole », « psychiatrie »). Other columns are then not counted. Or the TOML file that says
        so. Default: what the name of the column says.
    rows : mapping, optional
        Of a table by commune, the rows to count, by the value of a column: ``{"sexe": "Total"}``.
        Rows that differ by a year, an age, a sex are never added over.
    postal : {"unique", "share", "none"}
        What to do with a row known by a postal code of several communes. "unique": placed in the
        bassin that holds them all, if there is one. "share": divided among them. "none": no
        postal code places.
    postal_codes : path or DataFrame, optional
        La Poste's table (``laposte_hexasmal.csv``). Default: the embedded one, of the communes of
        2024, or La Poste's if ``poles-geo data fetch codes-postaux`` has brought it.
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
        Date of the content (ISO: a day, a month or a year), when the name of the file does not
        tell it. For a BPE of several years, the year wanted.
    progress : bool, default True
        Draw a bar on the error stream when reading lasts.

    Returns
    -------
    Decompte

    Raises
    ------
    SourceError, LayoutError
        When there is no such file, or when it is cut short or of another layout; when a number of
        a table by commune is none, is negative, or is above a million in a commune; when the
        engine of a table fails.
    ChoiceError
        When an argument has none of its values, or needs a column that the file lacks; when rows
        of a table are of several years, ages… and none is chosen.
    TableError
        When a city and its arrondissements are both in a table, and do not agree.

    Warns
    -----
    UserWarning
        When rows are rejected or repeated, a city is given whole and by arrondissement, numbers of
        a table by commune have decimals, or most médecins have no savoir-faire.

    Examples
    --------
    >>> import pandas as pd, poles_geo as pg
    >>> counts = {"code_commune": ["59350", "59512"], "10G": [300, 80], "60": [500, 139]}
    >>> pg.count_professionals(pd.DataFrame(counts)).counts.loc["59350"].tolist()
    [300, 500]
    """
    check_choice(by, ("person", "fraction", "activity"), "by")
    check_choice(postal, ("unique", "share", "none"), "postal")
    check_choice(no_speciality, NO_SPECIALITY, "no_speciality")
    for mode in ("aucun",) if modes is not None and not modes else modes or ():
        check_choice(mode, MODES, "modes")
    if date is not None and not is_date(date):
        raise ChoiceError(
            f"{worded('date', '--date')} = {date!r} : une date est attendue, comme "
            "« 2026-01-31 », « 2026-01 » ou « 2026 »."
        )
    table = newest_postal_codes() if postal_codes is None else read_postal_codes(postal_codes)
    location = Location(postal, table, populations)
    filters = Filters(None if modes is None else frozenset(modes), replacements, students, military)
    known = {} if columns is None else read_columns(columns)
    choices = Choices(known, rows or {}, date, lambda name: profession_of(name) is not None)
    counting = Counting(by, filters, location, no_speciality, date, progress, choices)
    if isinstance(source, str | Path):
        return count_source(Source(Path(source)), counting)
    return count_frame(source, counting)
