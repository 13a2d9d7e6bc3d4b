"""Persons by unit, against a count of them one by one in exact fractions."""

import random
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poles_geo.counting.ledger.bilan import ORDER
from poles_geo.counting.ledger.zoned_ledger import persons_by_line
from poles_geo.counting.located.placements import (
    PARTS,
    Attachment,
    Placements,
    tally,
)

N_PROFESSIONS = 4
UNITS = pd.Index(["A", "B", "C", "D"], name="code_bassin")
WHOLE = Fraction(1)
Cells = dict[tuple[str, int], Fraction]


@dataclass(frozen=True)
class Case:
    """Who does what where: by person, place and profession; parts of places in units."""

    rows: list[tuple[int, int, int]]
    parts: dict[tuple[int, str], Fraction]

    @property
    def postes(self) -> list[tuple[int, int]]:
        return sorted({row[1:] for row in self.rows} | {(0, 0)})

    def frame(self, rows: list[tuple[int, int, int]] | None = None) -> Placements:
        number = {poste: rank for rank, poste in enumerate(self.postes)}
        rows = self.rows if rows is None else rows
        table = pl.DataFrame(
            [(person, 1, number[place, profession]) for person, place, profession in rows],
            schema={"personne": pl.Int32, "nombre": pl.Int32, "poste": pl.Int32},
            orient="row",
        )
        postes = pd.DataFrame(self.postes, columns=["lieu", "profession"]).rename_axis("poste")
        n_persons = len({person for person, *_ in self.rows})
        return Placements(nw.from_native(table.lazy()), postes, n_persons)

    def link(self) -> Attachment:
        table = pd.DataFrame(
            [(place, unit, float(part)) for (place, unit), part in self.parts.items()],
            columns=["lieu", "unite", "part"],
        )
        return Attachment.from_table(table, UNITS)

    def units_of(self, place: int) -> dict[str, Fraction]:
        return {unit: part for (where, unit), part in self.parts.items()
                if where == place and unit in UNITS}  # fmt: skip


PART = st.sampled_from([WHOLE, WHOLE, Fraction(1, 2), Fraction(1, 3), Fraction(2, 3),
                        Fraction(1, 7), Fraction(3, 22)])  # fmt: skip
CASE = st.builds(
    Case,
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 4), st.integers(0, N_PROFESSIONS - 1)),
        max_size=25,
    ),
    st.dictionaries(st.tuples(st.integers(0, 4), st.sampled_from([*UNITS, "ailleurs"])), PART),
)
KEPT = st.none() | st.sets(st.integers(0, N_PROFESSIONS - 1))


def present(case: Case, kept: set[int], once: bool) -> dict[tuple[int, str, int], Fraction]:
    """Part of each person in each unit: places added up, each once, at most a whole."""
    places: dict[tuple[int, str, int], dict[int, Fraction]] = defaultdict(dict)
    first: dict[tuple[int, str], int] = {}
    for person, place, profession in case.rows:
        if profession not in kept:
            continue
        for unit, part in case.units_of(place).items():
            places[person, unit, 0 if once else profession][place] = part
            first[person, unit] = min(first.get((person, unit), profession), profession)
    return {
        (person, unit, first[person, unit] if once else profession): min(WHOLE, sum(found.values()))
        for (person, unit, profession), found in places.items()
    }


def counted(case: Case, by: str, kept: set[int], once: bool) -> Cells:
    cells: Cells = defaultdict(Fraction)
    if by == "activity":
        for _, place, profession in case.rows:
            if profession in kept:
                for unit, part in case.units_of(place).items():
                    cells[unit, profession] += part
        return cells
    parts = present(case, kept, once)
    for (_, unit, profession), part in (divided(parts) if by == "fraction" else parts).items():
        cells[unit, profession] += part
    return cells


def divided(parts: dict[tuple[int, str, int], Fraction]) -> dict[tuple[int, str, int], Fraction]:
    """Make of each person one in all."""
    whole: dict[int, Fraction] = defaultdict(Fraction)
    for (person, *_), part in parts.items():
        whole[person] += part
    return {key: part / whole[key[0]] for key, part in parts.items()}


def table_of(cells: Cells) -> list[list[Fraction]]:
    return [[cells.get((unit, rank), Fraction()) for rank in range(N_PROFESSIONS)]
            for unit in UNITS]  # fmt: skip


@settings(deadline=None, max_examples=120)
@given(CASE, st.sampled_from(["person", "activity"]), KEPT, st.booleans())
def test_presences_and_activities_are_added_exactly(
    case: Case, by: str, kept: set[int] | None, once: bool
) -> None:
    found = tally(case.frame(), case.link(), N_PROFESSIONS, by=by, kept=kept, once=once)
    everyone = set(range(N_PROFESSIONS))
    expected = table_of(counted(case, by, everyone if kept is None else kept, once))
    assert found.tolist() == [[float(value) for value in row] for row in expected]


@settings(deadline=None, max_examples=80)
@given(CASE, KEPT, st.booleans())
def test_fractions_of_persons(case: Case, kept: set[int] | None, once: bool) -> None:
    """Exact but for what is no whole number of the parts of a person."""
    placements = case.frame()
    found = tally(placements, case.link(), N_PROFESSIONS, by="fraction", kept=kept, once=once)
    everyone = set(range(N_PROFESSIONS)) if kept is None else kept
    parts = divided(present(case, everyone, once))
    expected = table_of(counted(case, "fraction", everyone, once))
    if all(PARTS % part.denominator == 0 for part in parts.values()):
        assert found.tolist() == [[float(value) for value in row] for row in expected]
    rounding = (len(parts) / 2 + 0.01) / PARTS
    assert np.abs(found - np.array(expected, dtype=float)).max() <= rounding
    assert abs(found.sum() - len({person for person, *_ in parts})) <= rounding


@settings(deadline=None, max_examples=60)
@given(
    CASE, st.sampled_from(["person", "fraction", "activity"]), KEPT, st.booleans(),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_the_order_of_rows_changes_nothing(
    case: Case, by: str, kept: set[int] | None, once: bool, rng: random.Random
) -> None:
    shuffled = rng.sample(case.rows, len(case.rows))
    named = dict(enumerate(rng.sample(range(100), 6)))
    placements, link = case.frame(), case.link()
    other = case.frame([(named[person], *where) for person, *where in shuffled])
    order = rng.sample(range(len(other.postes)), len(other.postes))
    other = Placements(other.frame, other.postes.iloc[order], other.n_persons)
    order = rng.sample(range(len(link.table)), len(link.table))
    moved = Attachment(link.units, link.table.iloc[order])
    expected = tally(placements, link, N_PROFESSIONS, by=by, kept=kept, once=once)
    found = tally(other, moved, N_PROFESSIONS, by=by, kept=kept, once=once)
    assert found.tolist() == expected.tolist()


@pytest.mark.parametrize("once", [True, False])
def test_thirds_of_persons_make_whole_ones(once: bool) -> None:
    """3 000 persons in three units each, then 3 000 at a place shared between three."""
    persons = range(3000)
    apart = Case(
        [(person, place, 0) for person in persons for place in range(3)],
        {(0, "A"): WHOLE, (1, "B"): WHOLE, (2, "C"): WHOLE},
    )
    found = tally(apart.frame(), apart.link(), N_PROFESSIONS, by="fraction", once=once)
    assert found[:, 0].tolist() == [1000, 1000, 1000, 0]
    shared = Case(
        [(person, 0, 0) for person in persons], {(0, unit): Fraction(1, 3) for unit in "ABC"}
    )
    for by in ("person", "fraction", "activity"):
        found = tally(shared.frame(), shared.link(), N_PROFESSIONS, by=by, once=once)
        assert found[:, 0].tolist() == [1000, 1000, 1000, 0]


@pytest.mark.parametrize("count", range(1, 23))
def test_persons_divided_in_up_to_22_make_whole_ones(count: int) -> None:
    units = pd.Index([str(rank) for rank in range(count)])
    table = pd.DataFrame({"lieu": range(count), "unite": units, "part": 1.0})
    rows = pl.DataFrame(
        {"personne": [person for person in range(count) for _ in range(count)],
         "nombre": 1, "poste": [*range(count)] * count},
        schema={"personne": pl.Int32, "nombre": pl.Int32, "poste": pl.Int32},
    )  # fmt: skip
    postes = pd.DataFrame({"lieu": range(count), "profession": 0}).rename_axis("poste")
    placements = Placements(nw.from_native(rows.lazy()), postes, count)
    found = tally(placements, Attachment.from_table(table, units), 1, by="fraction")
    assert found[:, 0].tolist() == [1] * count


def test_a_person_is_one_in_a_unit_whatever_they_do_there() -> None:
    case = Case(
        [(0, 0, 2), (0, 0, 2), (0, 1, 2), (0, 0, 1), (1, 0, 3)],
        {(0, "A"): WHOLE, (1, "A"): WHOLE, (1, "B"): WHOLE},
    )

    def by_unit(**options: object) -> dict[str, list[float]]:
        found = tally(case.frame(), case.link(), N_PROFESSIONS, **options)
        return {unit: found[rank].tolist() for rank, unit in enumerate(UNITS) if found[rank].any()}

    assert by_unit(by="person") == {"A": [0, 1, 1, 1], "B": [0, 0, 1, 0]}
    assert by_unit(by="person", once=True) == {"A": [0, 1, 0, 1], "B": [0, 0, 1, 0]}
    assert by_unit(by="person", once=True, kept={2, 3}) == {"A": [0, 0, 1, 1], "B": [0, 0, 1, 0]}
    assert by_unit(by="activity") == {"A": [0, 1, 3, 1], "B": [0, 0, 1, 0]}
    assert by_unit(by="fraction", once=True) == {"A": [0, 0.5, 0, 1], "B": [0, 0, 0.5, 0]}
    assert by_unit(by="person", kept=set()) == {}


def test_two_shared_places_are_at_most_one_person() -> None:
    """Two halves make a whole, three do not make more, twice the same half is a half."""
    half = Fraction(1, 2)
    parts = {(place, unit): half for place in range(3) for unit in "AB"}
    found = {}
    for places in ([0], [0, 0], [0, 1], [0, 1, 2]):
        case = Case([(0, place, 0) for place in places], parts)
        counts = tally(case.frame(), case.link(), N_PROFESSIONS, by="person")
        found[tuple(places)] = counts[:2, 0].tolist()
    assert found == {(0,): [0.5, 0.5], (0, 0): [0.5, 0.5], (0, 1): [1, 1], (0, 1, 2): [1, 1]}


def test_parts_of_a_place_in_one_unit_are_added_up() -> None:
    third = 1 / 3
    table = pd.DataFrame(
        [(0, "A", third), (0, "A", third), (0, "B", third), (1, "A", 0.6), (1, "A", 0.6),
         (2, "B", 0.0), (2, "ailleurs", 1.0), (3, "D", 0.1 + 0.2)],
        columns=["lieu", "unite", "part"],
    )  # fmt: skip
    link = Attachment.from_table(table, UNITS)
    assert link.table.to_numpy().tolist() == [
        [0, 0, 2 * PARTS // 3], [0, 1, PARTS // 3], [1, 0, PARTS], [3, 3, 3 * PARTS // 10],
    ]  # fmt: skip
    assert link.units is UNITS


@settings(deadline=None, max_examples=60)
@given(
    CASE, st.lists(st.integers(1, 10**6), min_size=25, max_size=25),
    st.sampled_from(["person", "fraction", "activity"]),
)  # fmt: skip
def test_numbers_given_are_added_where_there_are_no_persons(
    case: Case, numbers: list[int], by: str
) -> None:
    placements = case.frame()
    rows = nw.to_native(placements.frame).collect()
    given_ = numbers[: len(rows)]
    frame = rows.select("poste").with_columns(pl.Series("n", given_, pl.Int64)).lazy()
    table = Placements(nw.from_native(frame), placements.postes, None)
    cells: Cells = defaultdict(Fraction)
    for (_, place, profession), number in zip(case.rows, given_, strict=True):
        for unit, part in case.units_of(place).items():
            cells[unit, profession] += number * part
    found = tally(table, case.link(), N_PROFESSIONS, by=by)
    assert found.tolist() == [[float(value) for value in row] for row in table_of(cells)]


@settings(deadline=None, max_examples=40)
@given(CASE)
def test_rows_by_poste(case: Case) -> None:
    found = case.frame().by_poste
    expected = [
        [place, profession, count, count]
        for place, profession in case.postes
        for count in [sum(row[1:] == (place, profession) for row in case.rows)]
    ]
    assert found[["lieu", "profession", "lignes", "n"]].to_numpy().tolist() == expected


@settings(deadline=None, max_examples=100)
@given(
    CASE,
    st.lists(st.integers(0, len(ORDER) - 1), min_size=20, max_size=20),
    st.sets(st.integers(0, N_PROFESSIONS - 1)),
    st.sets(st.integers(0, N_PROFESSIONS - 1)),
)
def test_persons_by_line_and_by_number_of_professions(
    case: Case, ranks: list[int], kept: set[int], pole: set[int]
) -> None:
    pole &= kept
    line = dict(zip(case.postes, ranks[: len(case.postes)], strict=True))
    lines: dict[int, int] = {}
    held: dict[int, set[int]] = defaultdict(set)
    for person, *poste in case.rows:
        rank = line[tuple(poste)]
        lines[person] = min(lines.get(person, rank), rank)
        held[person] |= {poste[1]} & kept
    found = persons_by_line(
        case.frame(), pd.Series(list(line.values())), sorted(kept), sorted(pole)
    )
    expected = np.bincount(list(lines.values()), minlength=len(ORDER))
    assert found.lines.tolist() == expected.tolist()
    assert found.several == sum(len(professions) > 1 for professions in held.values())
    assert found.both_groups == sum(
        bool(professions & pole) and bool(professions - pole) for professions in held.values()
    )


@settings(deadline=None, max_examples=60)
@given(CASE, st.sampled_from(["person", "fraction", "activity"]), KEPT, st.booleans())
def test_persons_who_do_the_same_may_share_a_row(
    case: Case, by: str, kept: set[int] | None, once: bool
) -> None:
    """Three persons for each one, counted one by one or together."""
    many = Case([(3 * person + copy, *where) for person, *where in case.rows for copy in range(3)],
                case.parts)  # fmt: skip
    one = case.frame()
    together = Placements(
        one.frame.with_columns(nombre=nw.lit(3, nw.Int32)), one.postes, 3 * (one.n_persons or 0)
    )
    expected = tally(many.frame(), case.link(), N_PROFESSIONS, by=by, kept=kept, once=once)
    found = tally(together, case.link(), N_PROFESSIONS, by=by, kept=kept, once=once)
    assert found.tolist() == expected.tolist()
    assert together.by_poste.equals(many.frame().by_poste)
