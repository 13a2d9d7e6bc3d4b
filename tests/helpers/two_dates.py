"""Two registers at two dates, two zonings, communes that merge: and each cause by a naive count."""

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

import poles_geo as pg
from poles_geo.counting.decompte import Decompte

SEATS = ("01053", "01283", "01004")
"""Bourg-en-Bresse, Oyonnax, Ambérieu-en-Bugey: each stays in the unit of its own code."""
VILLAGES = ("01002", "01005", "01006", "01007", "01008", "01009")
MERGED = {"01008": "01007", "01009": "01004"}
"""Communes that enter another in 2006."""
CODES = ("60", "70", "21", "50", "91")
COLUMNS = ("Identification nationale PP", "Code profession", "Code savoir-faire",
           "Code postal (coord. structure)", "Code commune (coord. structure)")  # fmt: skip
Row = tuple[str, str, str]
"""Person, profession, commune."""


def movements() -> pd.DataFrame:
    """Give the mergers as Insee's events."""
    pairs = [*MERGED.items(), *((code, code) for code in set(MERGED.values()))]
    moves = pd.DataFrame(pairs, columns=["code_avant", "code_apres"], dtype="str")
    moves = moves.assign(
        mod="32", date=pd.Timestamp(2006, 1, 1), type_avant="COM", type_apres="COM"
    )
    moves.attrs = {"annee_cog": 2010}
    return moves


@dataclass
class Made:
    """One side: rows, the unit of each commune, professions."""

    rows: list[Row]
    units: dict[str, str]
    year: int
    date: str

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


def made(seed: int) -> tuple[Made, Made]:
    """Make a side of 2005, before the mergers, and one of 2010."""
    rng = random.Random(seed)
    first = {seat: seat for seat in SEATS}
    first |= {village: rng.choice(SEATS) for village in VILLAGES}
    last = {code: unit for code, unit in first.items() if code not in MERGED}
    for village in VILLAGES:
        if village in last and rng.random() < 0.5:
            last[village] = rng.choice(SEATS)
    lacking = rng.choice(CODES), rng.choice(CODES)
    return (
        Made(_rows(rng, list(first), set(CODES) - {lacking[0]}), first, 2005, "2005-06-01"),
        Made(_rows(rng, list(last), set(CODES) - {lacking[1]}), last, 2010, "2010-06-01"),
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
    found: dict[str, set[str]] = {seat: set() for seat in SEATS}
    for person, profession, commune in rows:
        if profession in codes and commune in units:
            found[units[commune]].add(person)
    return {unit: len(persons) for unit, persons in found.items()}


def naive_causes(before: Made, after: Made) -> dict[str, dict[str, int]]:
    """Work out the causes of each unit, one factor at a time."""
    every = set(CODES)
    common = {p for _, p, _ in before.rows} & {p for _, p, _ in after.rows}
    merged = {code: before.units[MERGED.get(code, code)] for code in before.units}
    moved = {code: after.units[MERGED.get(code, code)] for code in before.units}
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
        for unit in SEATS
    }
