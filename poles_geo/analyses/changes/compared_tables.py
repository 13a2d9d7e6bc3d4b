"""Two tables by bassin as what a comparison takes: counts, ranks, fields, or all that is wrong.

Counted: nothing. A bassin counted in part, or not at all, keeps no count here that another could be
compared to.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from poles_geo.analyses.pole_points import note_repeated, note_rows, numbers_of
from poles_geo.coded import note_columns, note_index, plain_table
from poles_geo.communes.field import COVERAGE, NOT_COUNTED, PARTIAL, Field, field_of
from poles_geo.communes.identity import IDENTITY
from poles_geo.counting.known_professions.professions import PROFESSIONS
from poles_geo.counting.known_professions.told_professions import ABSENT_PROFESSIONS, RARE
from poles_geo.errors import ChoiceError, Faults, TableError, warn, worded
from poles_geo.ranking.carried import KEY as RULES
from poles_geo.ranking.carried import rules_of
from poles_geo.ranking.classify import COLUMNS, ESTABLISHMENTS, classify
from poles_geo.ranking.measures import measures_of
from poles_geo.ranking.motifs import UNVERIFIABLE, undecided
from poles_geo.ranking.rules import HORS_POLE, MAXIMUM, RULES_ORS_2014, Rules
from poles_geo.typography import french_date, french_number, listed, punctuate

UNRANKED = "non classé"
FORCE = ("force=True", "--forcer")
"""What compares across fields or rules, in Python and on the command line."""
CALLED = {"before": "tableau d'avant", "after": "tableau d'après"}
"""What a command calls the two tables."""
SIDES_CALLED = ("before, after", "avant, après")
ENTERED = {"70": 2017, "80": 2018, "60": 2022, "69": 2022}
"""Year when a profession went from ADELI to RPPS; the others of ADELI in :data:`LAST_ENTERED`."""
LAST_ENTERED = 2024


@dataclass(frozen=True, eq=False)
class Compared:
    """One side of a comparison.

    Attributes
    ----------
    table : DataFrame
        Index the codes, sorted; effectif (Int64, missing where a unit is not wholly counted), rang
        (Int64), classement, and the columns of identity that are there.
    attrs : dict
        Of the table given.
    """

    table: pd.DataFrame
    attrs: dict[Any, Any]

    @property
    def said(self) -> str:
        """Source and date, for print."""
        source = str(self.attrs.get("source") or "source inconnue")
        date = self.attrs.get("date")
        return f"{source}, {french_date(str(date))}" if date else source


def ranked(effectifs: pd.DataFrame, rules: Rules | None) -> pd.DataFrame:
    """Rank counts by rules; those of establishments, that no default rule ranks, have no rank."""
    if rules is None and effectifs.attrs.get("unite") == ESTABLISHMENTS:
        bare = effectifs.assign(rang=pd.array([pd.NA] * len(effectifs), dtype="Int64"))
        bare.attrs = dict(effectifs.attrs)
        return bare
    return classify(effectifs, rules=rules or RULES_ORS_2014)


def compared(table: pd.DataFrame, name: str, rules: Rules | None = None) -> Compared:
    """Check one table by bassin.

    Parameters
    ----------
    table : DataFrame
        Index ``code_bassin`` or ``code_zone``; effectif; rang, or what :func:`classify` asks.
    name : str
        Of the argument.
    rules : Rules, optional
        That rank a table without ranks.

    Raises
    ------
    TableError
        With every fault: no column, codes that are no texts or repeated, numbers that are no
        counts.
    """
    attrs = dict(table.attrs)
    if "rang" not in table and set(COLUMNS) <= set(map(str, table.columns)):
        table = ranked(table, rules)
        attrs = dict(table.attrs)
    table = pd.DataFrame(plain_table(table))
    table.attrs = attrs
    faults = Faults(worded(name, CALLED[name]))
    note_columns(faults, table, ("effectif",))
    if list(table.columns).count("rang") != 1:
        faults.add(
            "colonne rang absente ou en double : "
            + worded("pg.classify(table) la donne", "« poles-geo classify » la donne")
        )
    note_index(faults, table.index, str(table.index.name or "code_bassin"))
    faults.raise_if_any(TableError)
    note_repeated(faults, table.index, "code répété")
    if not len(table):
        faults.add("aucune ligne")
    numbers = numbers_of(table["effectif"])
    missing = table["effectif"].isna().to_numpy()
    counts = (numbers >= 0) & (numbers <= MAXIMUM) & (np.floor(numbers) == numbers)
    note_rows(
        faults,
        f"effectif : un nombre entier de 0 à {french_number(MAXIMUM)} est attendu",
        ~missing & ~counts,
        table.index,
    )
    covered = pd.Series(1.0, table.index)
    if COVERAGE in table:
        shares = numbers_of(table[COVERAGE])
        unknown = ~((shares >= 0) & (shares <= 1))
        note_rows(faults, f"{COVERAGE} : une part de 0 à 1 est attendue", unknown, table.index)
        covered = pd.Series(shares, table.index)
    faults.raise_if_any(TableError)
    whole = (covered == 1) & ~missing
    effectif = pd.Series(numbers, table.index).where(whole).astype("Int64")
    known_rules = rules_of(table, rules)
    rang = pd.to_numeric(table["rang"], errors="coerce").astype("Int64").where(whole)
    classement = rang.map(lambda rank: HORS_POLE if pd.isna(rank) else f"rang {rank}").astype(
        object
    )
    classement = classement.mask(_undecided(table, known_rules, whole) & rang.isna(), UNVERIFIABLE)
    if rang.isna().all() and RULES not in attrs:
        classement[:] = UNRANKED
    classement = classement.mask(~whole, PARTIAL).mask(missing | (covered == 0), NOT_COUNTED)
    kept = table[[column for column in IDENTITY if column in table]]
    checked = kept.assign(effectif=effectif, rang=rang, classement=classement).sort_index()
    return Compared(checked, attrs)


def _undecided(table: pd.DataFrame, rules: Rules, whole: pd.Series) -> pd.Series:
    """Tell the units whose rank asks for shares that their counts do not tell."""
    unknown = pd.Series(False, index=table.index)
    if not field_of(table.attrs).professions or not set(COLUMNS) <= set(table.columns):
        return unknown
    filled = table.loc[whole, list(COLUMNS)].fillna(0).astype("int64")
    measures = measures_of(
        *(filled[name].to_numpy() for name in ("effectif", "pole", "infirmiers_psychiatrie"))
    )
    unknown[whole] = undecided(measures, rules)
    return unknown


def check_same_field(before: Compared, after: Compared, *, force: bool) -> list[str]:
    """Refuse, or say when forced, what one side counts and the other does not.

    Returns
    -------
    list of str
        What differs, in French, without the remedy: pages print it.

    Raises
    ------
    ChoiceError
        The fields, the units or the rules differ, and nothing forces.
    """
    faults = Faults(
        worded("before et after", "l'avant et l'après") + " ne se comparent pas tels quels"
    )
    fields = field_of(before.attrs), field_of(after.attrs)
    if not _same_territory(*fields):
        faults.add(
            f"territoire : {_told(fields[0].territory)} avant, {_told(fields[1].territory)} après ;"
            " comptez les deux sur le même par " + worded("field=", "--champ")
        )
    if told := _other_professions(before, after):
        faults.add(
            f"professions : {told} ; comptez les mêmes par "
            + worded("professions=, ou columns=", "--professions, ou --colonnes")
        )
    if fields[0].status != fields[1].status:
        faults.add(
            f"statut : {_told(fields[0].status)} avant, {_told(fields[1].status)} après ; "
            "comptez les mêmes par " + worded("modes=", "--modes")
        )
    units = [side.attrs.get("unite") for side in (before, after)]
    if None not in units and units[0] != units[1]:
        faults.add(f"unité : {units[0]} avant, {units[1]} après")
    rules: list[dict[str, Any]] = [side.attrs.get(RULES) or {} for side in (before, after)]
    if all(rules) and rules[0] != rules[1]:
        names = " et ".join(f"« {rule.get('nom', 'sans nom')} »" for rule in rules)
        faults.add(
            f"colonne rang : deux règles, {names} ; classez les deux par la même : "
            + worded("pg.classify(…, rules=)", "« poles-geo classify --regles »")
        )
    if faults.messages and not force:
        faults.add(f"{worded(*FORCE)} compare quand même ce que l'un et l'autre comptent en entier")
        faults.raise_if_any(ChoiceError)
    return [message.partition(" ; ")[0] for message in faults.messages]


def _same_territory(before: Field, after: Field) -> bool:
    if before.national or after.national:
        return before.national and after.national
    return set(before.departements or ()) == set(after.departements or ())


def _other_professions(before: Compared, after: Compared) -> str:
    """Say which professions one side alone counts; nothing when they are the same."""
    bounds = [field_of(side.attrs).professions for side in (before, after)]
    lacking = [side.attrs.get(ABSENT_PROFESSIONS) for side in (before, after)]
    same_set = before.attrs.get("professions") == after.attrs.get("professions")
    if None in lacking or not same_set:
        return (
            "" if bounds[0] == bounds[1] else f"{_told(bounds[0])} avant, {_told(bounds[1])} après"
        )
    first, last = (set(codes or ()) - RARE for codes in lacking)
    parts = [
        f"{listed(_names(codes))} {where} seulement"
        for codes, where in ((last - first, "avant"), (first - last, "après"))
        if codes
    ]
    return ", ".join(parts)


def _names(codes: set[str]) -> list[str]:
    """Name professions in the plural, each once."""
    names = [PROFESSIONS[code].plural if code in PROFESSIONS else code for code in sorted(codes)]
    return list(dict.fromkeys(names))


def _told(words: str) -> str:
    return f"« {words} »" if words else "tout"


def register_doubts(before: Compared, after: Compared) -> list[str]:
    """Say what the registers of two dates make hard to compare, and warn of it."""
    told = []
    dates = [str(side.attrs.get("date") or "") for side in (before, after)]
    if lacking := [side for side, date in zip(("avant", "après"), dates, strict=True) if not date]:
        told.append(
            f"Date inconnue {' et '.join(lacking)} : dites-la par "
            + worded(
                'table.attrs["date"], ou date= de pg.count_professionals',
                "le nom du fichier, comme 2021 ou 202112",
            )
            + "."
        )
    years = [int(date[:4]) if date[:4].isdigit() else None for date in dates]
    if None not in years and dates[0][: len(dates[1])] > dates[1]:
        told.append(
            f"L'avant est de {french_date(dates[0])}, l'après de {french_date(dates[1])} : "
            "sont-ils inversés ? Les gains seraient des pertes."
        )
    registers = [_is_register(side) for side in (before, after)]
    if all(registers) and None not in years and dates[0] != dates[1]:
        first, last = sorted(year for year in years if year is not None)
        if moved := _moved(first, last):
            told.append(
                f"Entre {first} et {last}, {moved} ont quitté ADELI pour le RPPS : une part de "
                "l'écart peut venir du registre."
            )
    if told:
        warn(punctuate(f"{worded(*SIDES_CALLED)} : " + " ".join(told)))
    return told


def _is_register(side: Compared) -> bool:
    source = str(side.attrs.get("source") or "").upper()
    return any(word in source for word in ("RPPS", "ADELI", "ANNUAIRE SANTÉ"))


def _moved(first: int, last: int) -> str:
    """Name the professions that changed register between two years, each with its year."""
    names = [
        f"{PROFESSIONS[code].plural} ({year})"
        for code, year in ENTERED.items()
        if code != "69" and first <= year <= last
    ]
    if first <= LAST_ENTERED <= last:
        names.append(f"autres professions d'ADELI ({LAST_ENTERED})")
    return f"les {listed(names)}" if names else ""
