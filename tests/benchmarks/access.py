"""Access on a million pairs, against PySAL's `access` (BSD), in one run.

Run by hand: ``python tests/benchmarks/access.py``. Both start from tables in memory and give the
same numbers to 1e-10; costs are checked and sorted once, as they are for several measures, and
what that takes is printed apart.
"""

import sys
from pathlib import Path

# This file has the name of the library that it compares with: its folder goes after the others.
HERE = str(Path(__file__).parent)
sys.path = [path for path in sys.path if path != HERE] + [HERE]

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from access import fca, weights  # noqa: E402
from stopwatch import Rounds, timed  # noqa: E402

import poles_geo as pg  # noqa: E402

STEPS = {10: 1.0, 15: 0.6, 20: 0.3}
MOST = 20


def tables(n_demands: int, n_sites: int, n_pairs: int) -> tuple[pd.DataFrame, ...]:
    """Make demands, sites and as many pairs, of up to 25 minutes."""
    draw = np.random.default_rng(6)
    demand = pd.DataFrame(
        {"population": draw.integers(50, 20_000, n_demands)},
        index=pd.Index([f"D{rank:05}" for rank in range(n_demands)], name="code_commune"),
    )
    supply = pd.DataFrame(
        {"effectif": draw.integers(1, 60, n_sites)},
        index=pd.Index([f"S{rank:05}" for rank in range(n_sites)], name="code_site"),
    )
    row, column = np.divmod(draw.choice(n_demands * n_sites, n_pairs, replace=False), n_sites)
    costs = pd.DataFrame(
        {
            "origine": demand.index[row],
            "destination": supply.index[column],
            "minutes": draw.uniform(0, 25, n_pairs).round(1),
        }
    )
    return demand, supply, costs


def pysal(tables: tuple[pd.DataFrame, ...], weight: object = None) -> pd.Series:
    """Compute the same by PySAL."""
    demand, supply, costs = tables
    return fca.two_stage_fca(
        demand, supply, costs, max_cost=MOST, demand_index=True, demand_name="population",
        supply_index=True, supply_name="effectif", cost_origin="origine",
        cost_dest="destination", cost_name="minutes", weight_fn=weight,
    )  # fmt: skip


def main() -> None:
    """Print times and their ratio, weighted and not."""
    given = tables(34_806, 2_000, 1_000_000)
    demand, supply, table = given
    once = timed(lambda: pg.costs_between(demand, supply, table))
    costs = pg.costs_between(demand, supply, table)
    print(f"vérifier et ranger un million de couples, une fois : {once:.2f} s")
    for name, options, weight in (
        ("sans poids", {"within": MOST}, None),
        ("par paliers", {"decay": STEPS}, weights.step_fn(STEPS)),
    ):
        ours = pg.access(demand, supply, costs=costs, **options)["acces"]
        theirs = pysal(given, weight).reindex(demand.index).fillna(0)
        assert np.allclose(ours, theirs, rtol=1e-10, atol=0)
        rounds = Rounds(
            lambda options=options: pg.access(demand, supply, costs=costs, **options),
            lambda weight=weight: pysal(given, weight),
            rounds=5,
        )
        print(
            f"{len(table)} couples, {name} : pg.access {rounds.best(0):.3f} s, "
            f"PySAL {rounds.best(1):.3f} s, rapport {rounds.ratio(1, 0):.0f}"
        )


if __name__ == "__main__":
    main()
