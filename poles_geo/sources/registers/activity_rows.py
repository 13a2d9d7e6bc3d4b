"""Rows of a register as a table: the person, and all that the row says besides, as one text.

Rows that say the same are many and are read once: rules work on what is said. Nothing of a person
is read but their identifier.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
import polars as pl

from poles_geo.errors import LayoutError
from poles_geo.sources.registers.rpps import RegisterFile, RegisterFrame
from poles_geo.tabular.books.sheet_tables import refuse_cut_by_spreadsheet
from poles_geo.tabular.engine import collected
from poles_geo.tabular.texts.frames import FrameRead, read_frame
from poles_geo.tabular.texts.headers import Header
from poles_geo.typography import french_number

SEPARATOR = "|"
PLAIN = nw.col("personne").str.contains(r"^[0-9A-Za-z_-]*[0-9][0-9A-Za-z_-]*$")
"""An identifier as it is published: nothing in it needs a second look."""
NOTHING = (
    "nan", "NaN", "Nan", "NAN", "NA", "N/A", "<NA>", "NaT", "None", "null", "Null", "NULL",
)  # fmt: skip
"""What pandas, R and databases write in a cell where nothing is, once it is made a text."""
READABLE = nw.col("personne").str.contains(r"^[!-~]*[0-9A-Za-z][!-~]*$") & ~nw.col(
    "personne"
).str.contains(f"^({'|'.join(NOTHING)}|[Xx]{{2,}}|#[A-Z/]+0?[!?]?)$")
"""A person is known by signs that are printed, one of which is a letter or a digit, and that do
not say that nobody is."""
LOST = nw.col("personne").str.contains(r"^[0-9]([.,][0-9]+[Ee][+]?|[Ee][+])[0-9]+$")
"""A spreadsheet has rounded the number: persons are no longer told apart."""
LOST_DIGITS = (
    "identifiants des personnes dont un tableur a perdu des chiffres (8,1E+11) : des personnes y "
    "sont confondues ; prenez le fichier tel que publié, ou importez cette colonne en texte."
)
REWRITTEN = (("^=?[\"']+", ""), ("[\"']+$", ""), (r"[.,]0+$", ""))
"""What spreadsheets add to an identifier, and how it is taken off: patterns in order."""

UNREADABLE = "rejet_identifiant"


@dataclass(frozen=True, eq=False)
class ActivityRows:
    """Rows of a register.

    Attributes
    ----------
    frame : LazyFrame
        ``personne`` (identifier) and ``fiche``: texts, never missing; one row an activity.
    roles : tuple of str
        What a fiche says, in order: see :func:`told_apart`.
    n_rows : int
        Rows of the source, counted apart, those that are none included.
    rejected : list of (str, str, int)
        What is no row: key of the reason, where, how many.
    name, edition, date : str
        Name of the source, its layout, the date in its name.
    skills : LazyFrame or None
        ``personne`` and ``savoir_faire``, when another file says them.
    remarks : dict of str to int
        What is worth knowing of the reading, in French, with its number.
    """

    frame: nw.LazyFrame[Any]
    roles: tuple[str, ...]
    n_rows: int
    rejected: list[tuple[str, str, int]]
    name: str
    edition: str
    date: str | None = None
    skills: nw.LazyFrame[Any] | None = None
    remarks: dict[str, int] = field(default_factory=dict)


def rows_of_file(file: RegisterFile, filtering: Collection[str], *, progress: bool) -> ActivityRows:
    """Read the activities of a file, with the columns that some filters need.

    Raises
    ------
    LayoutError
        When no line is a row, or the file is cut short, by a spreadsheet too.
    """
    header, roles = file.header, file.roles_for(filtering)
    read = _read(header, roles, progress=progress)
    refuse_cut_by_spreadsheet(read.n_lines + 1, file.name)
    if not read.n_lines:
        raise LayoutError(f"{file.name} : aucune ligne sous l'en-tête.")
    if not len(read.frame):
        raise LayoutError(
            f"{file.name} : aucune ligne lisible sur {french_number(read.n_lines)} ; "
            f"{header.width} champs attendus par ligne, séparés par « {header.separator} »."
        )
    remarks, skills = {}, None
    if header.encoding != "utf-8":
        remarks["fichier lu en Windows-1252 (il n'est pas en UTF-8)"] = 1
    if file.skills is not None:
        beside = _read(file.skills, file.skill_roles, progress=progress)
        skills = beside.frame.lazy().rename({"fiche": "savoir_faire"})
        remarks["lignes rejetées du fichier SavoirFaire"] = len(beside.rejected)
    return ActivityRows(
        frame=read.frame.lazy(),
        roles=_fiche(roles),
        n_rows=read.n_lines,
        rejected=[(reason, f"ligne {line}", 1) for line, reason in read.rejected],
        name=file.name,
        edition=file.edition,
        date=header.text.date,
        skills=skills,
        remarks=remarks,
    )


def rows_of_frame(register: RegisterFrame, filtering: Collection[str]) -> ActivityRows:
    """Read the activities of a table, where it lives.

    Raises
    ------
    LayoutError
        When it has no row.
    """
    said = register.columns_for(filtering)
    texts = [
        nw.col(column).cast(nw.String).fill_null("").alias(role) for role, column in said.items()
    ]
    person, fiche = _columns(said, apart=False)
    rows = register.frame.select(*texts).select(_mended(person), fiche)
    rows = rows.with_columns(lisible=READABLE, perdu=LOST)
    counted = collected(rows.group_by("lisible", "perdu").agg(nw.len().alias("lignes")))
    by_kind: dict[bool, int] = {}
    for readable, lost, lines in counted.select("lisible", "perdu", "lignes").rows():
        if lost:
            raise LayoutError(f"{register.name} : {LOST_DIGITS}")
        by_kind[readable] = by_kind.get(readable, 0) + lines
    if not by_kind:
        raise LayoutError(f"{register.name} : aucune ligne sous l'en-tête.")
    if True not in by_kind:
        n_rows = french_number(sum(by_kind.values()))
        raise LayoutError(f"{register.name} : aucune ligne lisible sur {n_rows}.")
    return ActivityRows(
        frame=rows.filter("lisible").drop("lisible", "perdu"),
        roles=_fiche(said),
        n_rows=sum(by_kind.values()),
        rejected=[(UNREADABLE, "", by_kind[False])] if False in by_kind else [],
        name=register.name,
        edition=register.edition,
    )


def told_apart(fiches: nw.DataFrame[pl.DataFrame], roles: tuple[str, ...]) -> nw.DataFrame[Any]:
    """Give each thing that fiches say (``dite``) its column, by role."""
    parts = nw.col("dite").str.split(SEPARATOR)
    columns = {role: parts.list.get(rank) for rank, role in enumerate(roles)}
    said = {
        role: nw.when(~text.is_in(NOTHING)).then(text).otherwise(nw.lit(""))
        for role, text in columns.items()
    }
    return fiches.with_columns(**said)


def _read(header: Header, roles: dict[str, int], *, progress: bool) -> FrameRead:
    apart = header.separator == SEPARATOR and not header.quoted
    columns = _columns(roles, apart=apart)
    return read_frame(
        header,
        roles,
        columns,
        plain=PLAIN,
        readable=READABLE,
        reason=UNREADABLE,
        progress=progress,
        mended=[_mended(columns[0]), *columns[1:]],
        lost=(LOST, LOST_DIGITS),
    )


def _mended(person: nw.Expr) -> nw.Expr:
    """Take off an identifier what spreadsheets add to it: two spellings are one person."""
    for pattern, replacement in REWRITTEN:
        person = person.str.replace_all(pattern, replacement)
    return person


def _fiche(roles: Collection[str]) -> tuple[str, ...]:
    return tuple(role for role in roles if role != "personne")


def _columns(roles: Collection[str], *, apart: bool) -> list[nw.Expr]:
    """Columns of :class:`ActivityRows`; `apart`: no text can hold the separator."""
    said = [nw.col(role) for role in _fiche(roles)]
    if not apart:
        said = [text.str.replace_all(SEPARATOR, " ", literal=True) for text in said]
    fiche = nw.concat_str(*said, separator=SEPARATOR) if len(said) > 1 else said[0]
    return [nw.col("personne").str.strip_chars(), fiche.alias("fiche")]
