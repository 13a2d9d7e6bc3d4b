"""The professionals of a territory, by profession, beside those of its region and the country.

Counted: the persons of the source, each once in the territory. Not counted: what is outside its
field, which is said so; the region and the country where it does not hold the whole of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from poles_geo.analyses.pole_points import note_negative, note_repeated, numbers_of
from poles_geo.analyses.territorial.fact_rows import COUNTS, NOT_GIVEN, Fact
from poles_geo.analyses.territorial.subject import (
    Subject,
    in_metropole,
    is_nested,
    regions_of_communes,
    shares_held,
    zoning_of,
)
from poles_geo.coded import note_columns, note_index, plain_table
from poles_geo.communes.field import COVERAGE, NOT_COUNTED, PARTIAL, field_of
from poles_geo.counting.aggregate import aggregate_with_bilan
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.known_professions.professions import PROFESSIONS
from poles_geo.counting.known_professions.told_professions import ABSENT_PROFESSIONS
from poles_geo.edition.commune_table import load_commune_table
from poles_geo.edition.embedded import COMMUNES_YEAR
from poles_geo.errors import Faults, TableError, worded
from poles_geo.regions import MAINLAND
from poles_geo.tabular.column_names import DETAIL
from poles_geo.tabular.counted_units import unit_of_counts
from poles_geo.typography import french_percent, listed

PER = 100_000
"""Inhabitants of a density."""
GROUPS = {
    "effectif": "toutes professions",
    "proximite": "de proximité",
    "pole": "de pôle",
    "infirmiers_psychiatrie": "en psychiatrie",
}
"""Counts of a table that are of no one profession, and their names."""
NEAR = 0.999
"""Share of the inhabitants of a region from which a zoning holds it."""
BY_UNITS = "unités rattachées"
"""State of a region across whose limits units of the zoning lie: the sum of those of its own."""
OTHER, HERE = "ailleurs", "ici"
"""Units of the zonings that a source is counted by."""


@dataclass(frozen=True)
class Counted:
    """Counts of one area: by column, its people, and why there are none.

    Attributes
    ----------
    numbers : dict of str to float
        By column of the effectifs.
    people : float or None
    state : str
        Empty: counted whole.
    told : str
        What is to be known of the state.
    """

    numbers: dict[str, float] = field(default_factory=dict)
    people: float | None = None
    state: str = ""
    told: str = ""

    def density(self, column: str) -> float | None:
        """Professionals for 100 000 inhabitants; None when it is not counted whole."""
        if column not in self.numbers or not self.people or self.state in (NOT_COUNTED, PARTIAL):
            return None
        return PER * self.numbers[column] / self.people


@dataclass(frozen=True)
class Beside:
    """Counts of a territory, of its region, of the country; columns and their labels."""

    here: Counted
    region: Counted
    country: Counted
    labels: dict[str, str]
    attrs: dict[Any, Any]


def counted_facts(beside: Beside | None) -> Iterator[Fact]:
    """Give the facts of the professionals of a territory; one that says so when none was given."""
    if beside is None:
        yield Fact(COUNTS, "professionnels de santé", etat=NOT_GIVEN)
        return
    unit = unit_of_counts(beside.attrs)
    here = beside.here
    absent = [str(code) for code in beside.attrs.get(ABSENT_PROFESSIONS) or ()]
    for column, label in _ordered(beside.labels, here, absent=bool(absent)):
        code = column.removeprefix(DETAIL) if column.startswith(DETAIL) else ""
        beyond = (beside.region.state, beside.country.state)
        whole = (_whole(beside.region, column), _whole(beside.country, column))
        counted = None if here.state == NOT_COUNTED else here.numbers.get(column)
        yield Fact(
            COUNTS, label, "effectif", counted, unit, here.state, *whole, *beyond, code,
            precision=here.told,
        )  # fmt: skip
        yield Fact(
            COUNTS, label, "densité",
            here.density(column),
            f"{unit} pour 100\u202f000 habitants",
            here.state or ("" if here.people else NOT_COUNTED),
            beside.region.density(column), beside.country.density(column), *beyond, code,
            precision=here.told or ("" if here.people else "population non connue"),
        )  # fmt: skip
    if not any(column.startswith(DETAIL) for column in beside.labels):
        remedy = worded(
            'pg.aggregate(…, detail="profession") le donne',
            "« poles-geo count --detail profession » le donne",
        )
        yield Fact(
            COUNTS, "détail par profession", "effectif", unite=unit, etat=NOT_GIVEN,
            precision=remedy,
        )  # fmt: skip
    if absent:
        names = [PROFESSIONS[code].plural if code in PROFESSIONS else code for code in absent]
        yield Fact(
            COUNTS, "autres professions", "effectif", unite=unit, etat=NOT_COUNTED,
            precision=listed(list(dict.fromkeys(names))),
        )  # fmt: skip


def _ordered(labels: dict[str, str], here: Counted, *, absent: bool) -> list[tuple[str, str]]:
    """Give the counts that are told: groups, then professions, the most numerous first.

    `absent`: the source lacks professions of the set, and no group but the whole is told.
    """
    groups = [(name, label) for name, label in labels.items() if name in GROUPS]
    if absent:
        groups = [(name, "professions comptées") for name, _ in groups if name == "effectif"]
    details = [(name, label) for name, label in labels.items() if name not in GROUPS]
    return groups + sorted(details, key=lambda one: (-here.numbers.get(one[0], 0.0), one[1]))


def _whole(area: Counted, column: str) -> float | None:
    """Count of a region or the country, when it is that of all of it."""
    return None if area.state else area.numbers.get(column)


def beside_of(effectifs: pd.DataFrame | Decompte, subject: Subject, people: float | None) -> Beside:
    """Count a territory, its region and the country.

    Parameters
    ----------
    effectifs : DataFrame or Decompte
        Counts by unit of the zoning of the territory; or persons and places, before any zoning.
    subject : Subject
    people : float, optional
        Inhabitants of the territory.

    Raises
    ------
    TableError
        Counts of another zoning, without the territory, or that are no numbers.
    """
    if isinstance(effectifs, Decompte):
        return _from_persons(effectifs, subject, people)
    return _from_table(effectifs, subject, people)


def _from_persons(decompte: Decompte, subject: Subject, people: float | None) -> Beside:
    """Count persons in three zonings of one unit each, which hold all its communes."""
    table = load_commune_table()
    codes = table.index.to_series()
    where = regions_of_communes(subject.regions_year)
    own = _aggregated(decompte, pd.Series(subject.communes), subject.year)
    here = _area(own, HERE, people)
    regions, country = where == subject.region, in_metropole(where)
    of_region = Counted(state=NOT_COUNTED)
    of_country = Counted(state=NOT_COUNTED)
    if regions.any() and field_of(own.attrs).counts([subject.region]):
        found = _aggregated(decompte, codes[regions], COMMUNES_YEAR)
        of_region = _area(found, HERE, float(table["population"][regions].sum()))
    if field_of(own.attrs).national:
        found = _aggregated(decompte, codes[country], COMMUNES_YEAR)
        of_country = _area(found, HERE, float(table["population"][country].sum()))
    return Beside(here, of_region, of_country, _labels(own), dict(own.attrs))


def _aggregated(decompte: Decompte, inside: pd.Series, year: int) -> pd.DataFrame:
    """Count persons inside some communes, and in the others of 2024."""
    outside = load_commune_table().index.difference(pd.Index(inside))
    composition = pd.DataFrame(
        {"code_bassin": [HERE] * len(inside) + [OTHER] * len(outside)},
        index=pd.Index([*inside, *outside], name="code_commune"),
    )
    composition.attrs = {"zonage": "territoire", "millesime": None, "annee_cog": year}
    return aggregate_with_bilan(decompte, composition, detail="profession")[0]


def _area(counted: pd.DataFrame, code: str, people: float | None) -> Counted:
    """Give the counts of a row, with what its coverage says."""
    row = counted.loc[[code]]
    values = {name: float(numbers_of(row[name])[0]) for name in _columns(counted)}
    numbers = {name: value for name, value in values.items() if np.isfinite(value)}
    covered = float(numbers_of(row[COVERAGE])[0]) if COVERAGE in counted else 1.0
    share = covered if np.isfinite(covered) else 1.0
    if share == 0 or "effectif" not in numbers:
        return Counted(people=people, state=NOT_COUNTED)
    if share < 1:
        part = french_percent(min(max(share, 0.01), 0.99), 0)
        return Counted(numbers, people, PARTIAL, f"{part} de la population comptée")
    return Counted(numbers, people)


def _columns(counted: pd.DataFrame) -> list[str]:
    """Give the columns of a table that are counts of persons."""
    names = [str(name) for name in counted]
    return [
        name
        for name in names
        if name in GROUPS or (name.startswith(DETAIL) and "_pour_" not in name)
    ]


def _labels(counted: pd.DataFrame) -> dict[str, str]:
    """Name the counts of a table: its groups first, then each profession."""
    told = counted.attrs.get("detail") or {}
    groups = {name: label for name, label in GROUPS.items() if name in counted}
    details = {
        name: str(told.get(name, name.removeprefix(DETAIL)))
        for name in _columns(counted)
        if name not in GROUPS
    }
    return groups | details


def _from_table(effectifs: pd.DataFrame, subject: Subject, people: float | None) -> Beside:
    """Read the row of a territory, and add up those of its region and of the country."""
    table = _checked(effectifs, subject)
    here = _area(table, subject.code, people)
    field, shares, column = field_of(table.attrs), shares_held(subject), subject.column
    regions = table[column] if column in table else pd.Series(pd.NA, index=table.index)
    region = country = Counted(state=NOT_COUNTED)
    if subject.region and field.counts([subject.region]):
        part = table[(regions == subject.region).fillna(value=False).astype(bool)]
        region = _summed(part, shares.get(subject.region, 0.0), nested=is_nested(subject))
    if field.national:
        part = table[in_metropole(regions).to_numpy()]
        country = _summed(part, shares.get(MAINLAND, 0.0), nested=True)
    return Beside(here, region, country, _labels(table), dict(table.attrs))


def _summed(part: pd.DataFrame, share: float, *, nested: bool) -> Counted:
    """Add up the units of a region, or of the country, if they hold it.

    `share`: of its inhabitants that are in a unit. `nested`: no unit lies across its limits.
    """
    if share < NEAR or part.empty or not _is_whole(part):
        return Counted(state=NOT_COUNTED)
    numbers = {name: float(numbers_of(part[name]).sum()) for name in _columns(part)}
    told = "" if share >= 1 else f"à {_small(1 - share)} des habitants près"
    people = float(numbers_of(part["population"]).sum())
    return Counted(numbers, people, told if nested else BY_UNITS)


def _small(share: float) -> str:
    """Write a small share with a digit that means something."""
    return french_percent(share, max(0, round(-np.log10(share)) - 2))


def _is_whole(part: pd.DataFrame) -> bool:
    """Tell whether every unit is counted whole, and its people known."""
    covered = numbers_of(part[COVERAGE]) == 1 if COVERAGE in part else np.array([True])
    known = "population" in part and bool((numbers_of(part["population"]) >= 0).all())
    return bool(covered.all()) and known and bool(part["effectif"].notna().all())


def _checked(effectifs: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """Give a table of effectifs of the zoning of a territory, or every fault."""
    faults = Faults("table des effectifs")
    table = plain_table(effectifs)
    note_columns(faults, table, ("effectif",))
    note_index(faults, table.index, "code_zone")
    faults.raise_if_any(TableError)
    note_repeated(faults, table.index, "code répété")
    (zonage, millesime), (own, year) = zoning_of(table.attrs), subject.zoning
    of_other = bool(zonage and own and zonage.casefold() != own.casefold())
    of_other |= bool(millesime and year and millesime != year)
    if of_other:
        faults.add(
            f"comptes du zonage {' '.join(filter(None, (zonage, millesime)))}, territoire du "
            f"zonage {' '.join(filter(None, (own, year)))} : "
            + worded("pg.aggregate(decompte, zonage)", "« poles-geo count --bassins »")
            + " les compte par le sien"
        )
    elif subject.code not in table.index:
        faults.add(
            f"aucune ligne {subject.code} : les comptes sont d'un autre zonage que le territoire",
            table.index[:3],
        )
    for name in _columns(table):
        numbers = numbers_of(table[name])
        note_negative(faults, name, numbers, table.index, missing=table[name].isna())
    faults.raise_if_any(TableError)
    return table
