"""Which commune became which, from one year to another, after INSEE's movements of communes.

Counts territory: mergers, splits, changes of code. Changes of name and the life of communes
déléguées and associées inside a commune are not counted.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from poles_geo.codes import are_in
from poles_geo.download.cache import at_hand
from poles_geo.download.catalogue import DOWNLOADS
from poles_geo.edition import embedded as edition
from poles_geo.errors import ChoiceError, LayoutError, warn
from poles_geo.sources.cog import read_movements, year_reached

FIRST_YEAR = 2003
FETCHED = "cog-mouvements-"
"""Beginning of the identifiers of Insee's movements in the catalogue, a year after it."""
WITHOUT_TERRITORY = ("10", "34", "35", "70", "71")
CHANGE_OF_CODE = ("41", "50")
CHANGE_OF_DEPARTEMENT = "41"
REESTABLISHMENT = "21"
DELEGATED_ASSOCIATED = ("COMD", "COMA")

Movements = str | Path | pd.DataFrame


def newest_filiation() -> pd.DataFrame:
    """Follow fragments after the newest movements at hand, embedded or fetched."""
    fetched = [
        path
        for name in DOWNLOADS
        if name.startswith(FETCHED) and int(name.removeprefix(FETCHED)) > edition.LAST_MOVEMENTS
        if (path := at_hand(name)) is not None
    ]
    return filiation(fetched[-1]) if fetched else _embedded_filiation()


@cache
def _embedded_filiation() -> pd.DataFrame:
    return filiation(edition.load_movements())


def filiation(movements: Movements) -> pd.DataFrame:
    """Follow every fragment of territory through the years.

    A fragment is what has always moved together: a commune that merged and was re-established
    is one fragment all along. Communes that no event since 2003 touches are left out: their
    code is the same every year.

    Parameters
    ----------
    movements : path or DataFrame
        ``v_mvt_commune_AAAA.csv``, or what :func:`~poles_geo.sources.cog.read_movements` read
        in it. A table already made by this function is given back as it is.

    Returns
    -------
    DataFrame
        One row per fragment; one column per year from 2003 to that of the file (integers): code
        of the commune that it belonged to on 1 January.

    Raises
    ------
    LayoutError
        When an event is about a commune that did not exist then.

    Notes
    -----
    Nature of the events (``MOD``): 20 creation, 21 re-establishment, 30 suppression, 31 and 33
    mergers, 32 commune nouvelle, 41 change of département, 50 transfer of the chef-lieu. Codes
    10 (name), 34, 35, 70 and 71 (associées, déléguées) leave communes as they are. On one day,
    changes of code come first, as the file of 2018 requires (Freigné, 49144, took the code
    44225 and entered 44180 on the same 1 January); the order of rows plays no part.

    When a commune is divided, what its successors do not take back stays under its code, unless
    its own commune déléguée or associée is re-established, leaving one other successor: that
    one is the rest of the commune. On 1 January 2024 Beaumont-les-Nonains left Les
    Hauts-Talican with the code of both, 60054; the others were left, under 60694.
    """
    if isinstance(movements, pd.DataFrame) and FIRST_YEAR in movements.columns:
        return movements
    moves = read_movements(movements)
    last = moves.attrs.get("annee_cog") or year_reached(moves["date"]) or FIRST_YEAR
    events = moves[
        (moves["date"] > f"{FIRST_YEAR}-01-01")
        & (moves["type_apres"] == "COM")
        & ((moves["type_avant"] == "COM") | _restores(moves))
        & ~moves["mod"].isin(WITHOUT_TERRITORY)
    ]
    days = _days(events)
    territory = _Territory(_alive_at_start(days))
    for year in range(FIRST_YEAR, last + 1):
        while days and days[0].date <= pd.Timestamp(year, 1, 1):
            territory.live(days.pop(0))
        territory.record()
    years = pd.Index(range(FIRST_YEAR, last + 1))
    return pd.DataFrame(sorted(territory.paths), columns=years, dtype=object)


@dataclass(frozen=True)
class CogYear:
    """Year of the communes that a list of codes shows.

    Attributes
    ----------
    year : int
        The best year; the latest when several are as good.
    years : tuple of int
        Every year as good as that one.
    strangers : tuple of str
        Codes of the list that did not exist in that year but did in another.
    absents : int
        Communes of that year that the list lacks, among those that events touch, in the
        départements of the list.
    """

    year: int
    years: tuple[int, ...]
    strangers: tuple[str, ...]
    absents: int

    @property
    def sure(self) -> bool:
        """Whether one year alone explains every code."""
        return len(self.years) == 1 and not self.strangers

    def __str__(self) -> str:
        """Tell the year and how sure it is, in French."""
        if self.sure:
            return f"communes de {self.year} (certain)"
        doubts = []
        if len(self.years) > 1:
            doubts.append(f"les codes conviennent de {self.years[0]} à {self.years[-1]}")
        if self.strangers:
            doubts.append(f"{len(self.strangers)} codes sont d'une autre année")
        return f"communes de {self.year} (incertain : {', '.join(doubts)})"


def infer_cog_year(codes: Iterable[str], movements: Movements) -> CogYear:
    """Infer the year of the communes from their codes.

    The year is the one with the fewest codes that did not exist then. Of years with as few, a
    list that is complete (less than 1 % of the communes missing) shows which by what it lacks;
    a partial one leaves them all possible.

    Parameters
    ----------
    codes : iterable of str
        Commune codes, repaired, of the whole country or a part of it.
    movements : path or DataFrame
        See :func:`filiation`.

    Returns
    -------
    CogYear
    """
    alive = _alive(filiation(movements))
    listed = pd.Index(codes if isinstance(codes, pd.Index) else list(codes), dtype="str").unique()
    here = are_in(alive.index, listed)
    near = are_in(alive.index.str[:2], listed.str[:2].unique())
    strangers = (~alive[here]).sum()
    lacking = alive[near & ~here].sum()
    expected = alive[near].sum()
    best = alive.columns[strangers == strangers.min()]
    least = lacking[best].min()
    complete = [year for year in best if lacking[year] == least <= expected[year] / 100]
    years = [int(year) for year in complete or best]
    there = alive[years[-1]]
    return CogYear(
        year=years[-1],
        years=tuple(years),
        strangers=tuple(sorted(there.index[here & ~there])),
        absents=int(lacking[years[-1]]),
    )


def _alive(fragments: pd.DataFrame) -> pd.DataFrame:
    """Tell the years in which each code was that of a commune: codes × years, of booleans."""
    number, codes = pd.factorize(fragments.to_numpy().ravel())
    alive = np.zeros((len(codes), fragments.shape[1]), dtype=bool)
    alive[number, np.tile(np.arange(fragments.shape[1]), len(fragments))] = True
    return pd.DataFrame(alive, index=pd.Index(codes, dtype="str"), columns=fragments.columns)


def cog_year_of(
    table: pd.DataFrame | pd.Series, movements: Movements, year: int | None = None
) -> int:
    """Year of the communes of a table: given, in its ``attrs``, or inferred from its codes.

    Parameters
    ----------
    table : DataFrame or Series
        Indexed by commune code.
    movements : path or DataFrame
        See :func:`filiation`.
    year : int, optional
        The year, when it is known.

    Warns
    -----
    UserWarning
        When the year is inferred without certainty.
    """
    fragments = filiation(movements)
    known = year or table.attrs.get("annee_cog")
    if known is None:
        inferred = infer_cog_year(table.index.dropna(), fragments)
        known = inferred.year
        if not inferred.sure:
            warn(f"{inferred} ; donnez l'année si vous la connaissez.")
    check_years(fragments, known)
    return int(known)


@dataclass(frozen=True)
class _Day:
    """Events of one day: changes of code (`moved`: of département too), then successors.

    `restored`: communes that were déléguées or associées the day before.
    """

    date: pd.Timestamp
    recoded: dict[str, str]
    moved: set[str]
    successors: dict[str, set[str]]
    restored: set[str]


def _restores(moves: pd.DataFrame) -> pd.Series:
    """Rows by which a commune déléguée or associée becomes a commune again."""
    return moves["type_avant"].isin(DELEGATED_ASSOCIATED) & (moves["mod"] == REESTABLISHMENT)


def _days(events: pd.DataFrame) -> list[_Day]:
    """Gather the events day by day, in the order of time."""
    days: dict[pd.Timestamp, _Day] = {}
    events = events.sort_values("date")
    columns = [events[name].tolist() for name in ("date", "mod", "code_avant", "code_apres")]
    for date, mod, before, after, restores in zip(*columns, _restores(events), strict=True):
        day = days.setdefault(date, _Day(date, {}, set(), defaultdict(set), set()))
        if restores:
            day.restored.add(after)
        elif mod in CHANGE_OF_CODE and before != after:
            day.recoded[before] = after
            if mod == CHANGE_OF_DEPARTEMENT:
                day.moved.add(before)
        else:
            day.successors[before].add(after)
    return [replace(day, successors=_final(day.successors)) for day in days.values()]


def _final(successors: dict[str, set[str]]) -> dict[str, set[str]]:
    """Pass through the communes that are born and gone, or gone and merged into, in one day."""

    def heirs(code: str, seen: frozenset[str]) -> set[str]:
        if code in seen or code not in successors or code in successors[code]:
            return {code}
        return set().union(*(heirs(after, seen | {code}) for after in successors[code]))

    return {
        before: set().union(*(heirs(after, frozenset({before})) for after in afters))
        for before, afters in successors.items()
    }


def _heir_of_the_rest(source: str, targets: set[str], restored: set[str]) -> str:
    """Successor that keeps what no other takes back (see the notes of :func:`filiation`)."""
    others = targets - restored
    return others.pop() if source in restored and len(others) == 1 else source


def _alive_at_start(days: list[_Day]) -> list[str]:
    """Communes that events touch and that existed before the first of them."""
    alive: dict[str, bool] = {}
    for day in days:
        for code in day.recoded:
            alive.setdefault(code, True)
        for code in day.recoded.values():
            alive.setdefault(code, False)
        for code in day.successors:
            alive.setdefault(code, True)
        for code in set().union(*day.successors.values()):
            alive.setdefault(code, False)
    return sorted(code for code, there in alive.items() if there)


class _Territory:
    """Fragments and the communes that hold them, as events go by.

    The label of a fragment is the code of the commune that it last was by itself; it tells what
    goes back to a commune that is re-established.
    """

    def __init__(self, communes: list[str]) -> None:
        self.labels = list(communes)
        self.paths: list[list[str]] = [[] for _ in communes]
        self.members = {code: [rank] for rank, code in enumerate(communes)}

    def record(self) -> None:
        """Note which commune each fragment belongs to this year."""
        for code, fragments in self.members.items():
            for fragment in fragments:
                self.paths[fragment].append(code)

    def live(self, day: _Day) -> None:
        """Apply the events of one day."""
        self._require(day.recoded, day)
        for old, fragments in [(old, self.members.pop(old)) for old in day.recoded]:
            new = day.recoded[old]
            if old in day.moved:
                for fragment in fragments:
                    if self.labels[fragment] == old:
                        self.labels[fragment] = new
            self.members.setdefault(new, []).extend(fragments)
        self._require(day.successors, day)
        taken = {source: self.members.pop(source) for source in sorted(day.successors)}
        for source, fragments in taken.items():
            shares = self._shared(source, fragments, day.successors[source], day.restored)
            for target, part in shares.items():
                self.members.setdefault(target, []).extend(part)

    def _require(self, codes: Iterable[str], day: _Day) -> None:
        if absent := sorted(set(codes) - set(self.members)):
            raise LayoutError(
                f"mouvements du {day.date:%d/%m/%Y} : communes inexistantes à cette date "
                f"({', '.join(absent[:10])}) ; le fichier est-il complet ?"
            )

    def _shared(
        self, source: str, fragments: list[int], targets: set[str], restored: set[str]
    ) -> dict[str, list[int]]:
        """Give each successor its fragments; a commune that never was is carved out."""
        if len(targets) == 1:
            return {next(iter(targets)): fragments}
        shares: dict[str, list[int]] = {target: [] for target in sorted(targets)}
        left: list[int] = []
        for fragment in fragments:
            shares.get(self.labels[fragment], left).append(fragment)
        if source in targets:
            seat = list(shares[source])
            shares[_heir_of_the_rest(source, targets, restored)] += left
            for target in [target for target in shares if not shares[target]]:
                shares[target] = [self._carve(f, target) for f in seat or left or fragments]
        else:
            heir, *others = [t for t in shares if not shares[t]] or list(shares)
            for target in others:
                shares[target] += [self._carve(fragment, target) for fragment in left]
            shares[heir] += left
        return shares

    def _carve(self, fragment: int, label: str) -> int:
        """Split a fragment in two of the same past."""
        self.labels.append(label)
        self.paths.append(self.paths[fragment].copy())
        return len(self.labels) - 1


def check_years(fragments: pd.DataFrame, *years: int) -> None:
    """Refuse a year that the movements do not cover."""
    known = fragments.columns.astype(int).tolist()
    for year in years:
        if year not in known:
            raise ChoiceError(
                f"année {year} (to_year, from_year, cog_year) : le fichier des mouvements va de "
                f"{known[0]} à {known[-1]} ; "
                f"pour une année plus récente, prenez v_mvt_commune_{year}.csv."
            )
