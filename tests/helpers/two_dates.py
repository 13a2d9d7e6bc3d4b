"""Two registers at two dates, two zonings, communes that merge: and each cause by a naive count."""

import random
from collections import ChainMap
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

import poles_geo as pg
from poles_geo.counting.decompte import Decompte

SEATS = ("01053", "01283", "01004")
"""Bourg-en-Bresse, Oyonnax, Ambérieu-en-Bugey: each stays in the unit of its own code."""
VILLAGES = ("01002", "01005", "01006", "01007", "01008", "01009")
MERGED = {"01008": "01007", "01009": "01004"}
"""Communes that enter another in 2006."""
OWN = (*SEATS, *VILLAGES)
CODES = ("60", "70", "21", "50", "91")
COLUMNS = ("Identification nationale PP", "Code profession", "Code savoir-faire",
           "Code postal (coord. structure)", "Code commune (coord. structure)")  # fmt: skip
Row = tuple[str, str, str]
"""Person, profession, commune."""


def movements(merged: Mapping[str, str] = MERGED) -> pd.DataFrame:
    """Give the mergers as Insee's events."""
    pairs = [*merged.items(), *((code, code) for code in set(merged.values()))]
    moves = pd.DataFrame(pairs, columns=["code_avant", "code_apres"], dtype="str")
    moves = moves.assign(
        mod="32", date=pd.Timestamp(2006, 1, 1), type_avant="COM", type_apres="COM"
    )
    moves.attrs = {"annee_cog": 2010}
    return moves


@dataclass
class Made:
    """One side: rows, the unit of each commune, the communes that enter another."""

    rows: list[Row]
    units: dict[str, str]
    year: int
    date: str
    merged: dict[str, str]

    def moved_to(self, place: int) -> "Made":
        """Give the same persons on the communes of another place, none of which is of this one."""
        if not place:
            return self
        codes = dict(zip(OWN, _others()[place - 1], strict=True))
        return Made(
            [
                (f"{person}{place}", profession, codes[code])
                for person, profession, code in self.rows
            ],
            {codes[code]: codes[unit] for code, unit in self.units.items()},
            self.year,
            self.date,
            {codes[code]: codes[into] for code, into in self.merged.items()},
        )

    def register(self) -> pd.DataFrame:
        return pd.DataFrame(
            [(person, profession, "", "", commune) for person, profession, commune in self.rows],
            columns=list(COLUMNS),
            dtype="str",
        )

    def composition(self) -> pd.DataFrame:
        table = pd.DataFrame({"code_bassin": pd.Series(self.units, dtype="str")})
        table = table.rename_axis("code_commune")
        table.attrs = {"annee_cog": self.year}
        return table

    def decompte(self) -> Decompte:
        return pg.count_professionals(self.register(), date=self.date, progress=False)


@cache
def _others() -> list[tuple[str, ...]]:
    """Give the seats and villages of other places: the towns of the same département, its hamlets.

    A seat holds most of the inhabitants of its unit, which it continues by them.
    """
    communes = pg.read_communes()
    people = communes.loc[communes["departement"] == "01", "population"].drop(list(OWN))
    codes = people.sort_values(kind="stable").index.tolist()
    n, m = len(SEATS), len(VILLAGES)
    return [
        (*codes[-n * (k + 1) : len(codes) - n * k], *codes[m * k : m * (k + 1)]) for k in range(9)
    ]


def together(sides: Collection[Made]) -> Made:
    """Put sides of one date together, each at its own place."""
    moved = [side.moved_to(place) for place, side in enumerate(sides)]
    return Made(
        [row for side in moved for row in side.rows],
        dict(ChainMap(*(side.units for side in moved))),
        moved[0].year,
        moved[0].date,
        dict(ChainMap(*(side.merged for side in moved))),
    )


def made(seed: int, lacking: tuple[str, str] | None = None) -> tuple[Made, Made]:
    """Make a side of 2005, before the mergers, and one of 2010; each lacks a profession."""
    rng = random.Random(seed)
    first = {seat: seat for seat in SEATS}
    first |= {village: rng.choice(SEATS) for village in VILLAGES}
    last = {code: unit for code, unit in first.items() if code not in MERGED}
    for village in VILLAGES:
        if village in last and rng.random() < 0.5:
            last[village] = rng.choice(SEATS)
    drawn = rng.choice(CODES), rng.choice(CODES)
    codes = [set(CODES) - {code} for code in lacking or drawn]
    return (
        Made(_rows(rng, list(first), codes[0]), first, 2005, "2005-06-01", MERGED),
        Made(_rows(rng, list(last), codes[1]), last, 2010, "2010-06-01", MERGED),
    )


def _rows(rng: random.Random, communes: list[str], codes: set[str]) -> list[Row]:
    """Draw persons of one to three activities; every profession is somebody's in every seat."""
    rows = [
        (f"81{rank:09d}", code, seat)
        for rank, (code, seat) in enumerate((c, s) for c in sorted(codes) for s in SEATS)
    ]
    for number in range(rng.randint(20, 60)):
        chosen = rng.choices(sorted(codes), k=2)
        rows += [
            (f"82{number:09d}", rng.choice(chosen), rng.choice(communes))
            for _ in range(rng.choice((1, 1, 2, 3)))
        ]
    return rows


def naive(
    rows: Collection[Row], units: Mapping[str, str], codes: Collection[str]
) -> dict[str, int]:
    """Count the persons of each unit, each once, row by row."""
    found: dict[str, set[str]] = {seat: set() for seat in units.values()}
    for person, profession, commune in rows:
        if profession in codes and commune in units:
            found[units[commune]].add(person)
    return {unit: len(persons) for unit, persons in found.items()}


def naive_causes(before: Made, after: Made) -> dict[str, dict[str, int]]:
    """Work out the causes of each unit, one factor at a time."""
    every = set(CODES)
    common = {p for _, p, _ in before.rows} & {p for _, p, _ in after.rows}
    merged = {code: before.units[before.merged.get(code, code)] for code in before.units}
    moved = {code: after.units[before.merged.get(code, code)] for code in before.units}
    counts = [
        naive(before.rows, before.units, every),
        naive(before.rows, merged, every),
        naive(before.rows, moved, every),
        naive(before.rows, moved, common),
        naive(after.rows, after.units, common),
        naive(after.rows, after.units, every),
    ]
    return {
        unit: {
            "cause_codes": counts[1][unit] - counts[0][unit],
            "cause_zonage": counts[2][unit] - counts[1][unit],
            "cause_professions": (
                counts[3][unit] - counts[2][unit] + counts[5][unit] - counts[4][unit]
            ),
            "cause_source": 0,
            "cause_reelle": counts[4][unit] - counts[3][unit],
            "ecart": counts[5][unit] - counts[0][unit],
        }
        for unit in counts[0]
    }
