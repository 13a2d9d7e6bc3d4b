"""The worked case of access: four demands, two sites, six costs."""

import pandas as pd

DEMAND = {"A": 1000, "B": 2000, "C": 4000, "D": 500}
SUPPLY = {"X": 3, "Y": 5}
MINUTES = {
    ("A", "X"): 5, ("A", "Y"): 18, ("B", "X"): 12, ("B", "Y"): 9, ("C", "Y"): 20, ("D", "X"): 25,
}  # fmt: skip


def demand() -> pd.DataFrame:
    """Inhabitants by commune."""
    return pd.DataFrame({"population": pd.Series(DEMAND)}).rename_axis("code_commune")


def supply() -> pd.DataFrame:
    """Professionals by site."""
    return pd.DataFrame({"effectif": pd.Series(SUPPLY)}).rename_axis("code_site")


def minutes() -> pd.DataFrame:
    """Minutes of each pair that can be gone."""
    rows = [(one, other, cost) for (one, other), cost in MINUTES.items()]
    table = pd.DataFrame(rows, columns=["origine", "destination", "minutes"])
    table.attrs = {"source": "essai", "date": "2024"}
    return table
