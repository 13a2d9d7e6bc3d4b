"""Carrying 36 682 communes from 2014 to 2024, against a loop over dictionaries.

Run by hand: ``python tests/benchmarks/carry.py`` (``POLES_GEO_DONNEES`` as for the tests). Both
start from tables in memory and give the same totals; the loop knows mergers alone.
"""

import os
from pathlib import Path

import pandas as pd
from stopwatch import Rounds

from poles_geo.communes.carry import carry_over
from poles_geo.sources.cog import read_movements, read_populations

DATA = Path(os.environ.get("POLES_GEO_DONNEES", "../shared/data")) / "cog"


def loop(table: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Follow the events one by one; a commune that splits stays whole."""
    values = {code: list(row) for code, row in zip(table.index, table.to_numpy(), strict=True)}
    for row in moves.sort_values(["date", "mod"], ascending=[True, False]).itertuples():
        if row.date <= pd.Timestamp(2014, 1, 1) or row.mod not in ("31", "32", "33", "41", "50"):
            continue
        before, after = row.code_avant, row.code_apres
        if (row.type_avant, row.type_apres) == ("COM", "COM") and before != after:
            gone = values.pop(before, [0] * table.shape[1])
            kept = values.get(after, [0] * table.shape[1])
            values[after] = [one + other for one, other in zip(gone, kept, strict=True)]
    return pd.DataFrame.from_dict(values, orient="index", columns=table.columns).sort_index()


def main() -> None:
    """Print times and their ratio for tables of 1, 5 and 20 columns."""
    moves = read_movements(DATA / "v_mvt_commune_2024.csv")
    keys = [read_populations(DATA / f"population_cog{year}.csv") for year in (2014, 2024)]
    known = keys[0].fillna(0).astype("int64")
    for columns in (1, 5, 20):
        table = pd.DataFrame({f"n{rank}": known * rank for rank in range(1, columns + 1)})
        table.attrs = {"annee_cog": 2014}
        ours = carry_over(table, moves, 2024, populations=keys).table
        assert ours.sum().tolist() == loop(table, moves).sum().tolist() == table.sum().tolist()
        rounds = Rounds(
            lambda table=table: carry_over(table, moves, 2024, populations=keys),
            lambda table=table: loop(table, moves),
        )
        print(
            f"{len(table)} communes, {columns:2} colonnes : report {rounds.best(0):.3f} s, "
            f"boucle {rounds.best(1):.3f} s, rapport {rounds.ratio(1, 0):.1f}"
        )


if __name__ == "__main__":
    main()
