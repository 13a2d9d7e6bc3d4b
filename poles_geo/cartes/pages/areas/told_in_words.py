"""What a map of areas says to those who do not see it: its circles, its classes, as a table."""

import geopandas as gpd
import pandas as pd

from poles_geo.typography import french_count, french_exact

LEAST = 0.1
"""Number under which one decimal says nothing."""


def named_table(names: "pd.Series[str]", columns: pd.DataFrame) -> pd.DataFrame:
    """Put the name of each area before its columns, its code where others have a name."""
    if names.empty:
        return columns
    codes = columns.index.to_series().astype("str")
    return pd.concat([names.reindex(columns.index).fillna(codes).rename("nom"), columns], axis=1)


def circles_in_words(
    circles: gpd.GeoDataFrame, nobody: pd.Index, names: "pd.Series[str]", counts_name: str
) -> list[str]:
    """Say how many there are in all, where the most are and the fewest, how many have no circle."""
    counts = circles["effectif"].sort_values(ascending=False, kind="stable")
    codes = counts.index.to_series().astype("str")
    called = names.reindex(counts.index).fillna(codes) if len(names) else codes
    ends = [f"{called.iloc[place]}, {_written(counts.iloc[place])}" for place in (0, -1)]
    told = [
        f"{counts_name} : {_written(counts.sum())} en tout, en "
        f"{french_count(len(counts), 'lieu', 'lieux')}.",
        f"Le premier : {ends[0]} ; le dernier : {ends[1]}." if len(counts) > 1 else f"{ends[0]}.",
    ]
    if len(nobody):
        told.append(f"Sans cercle : {french_count(len(nobody), 'lieu', 'lieux')}.")
    return told


def with_counts(
    values: "pd.Series[float]", circles: gpd.GeoDataFrame, names: "pd.Series[str]"
) -> pd.DataFrame:
    """List a ratio, the highest first, and the number that the circle of each area shows."""
    ordered = values.rename("valeur").sort_values(ascending=False, kind="stable")
    counts = circles["effectif"].rename("nombre").reindex(ordered.index, fill_value=0)
    return named_table(names, pd.concat([ordered, counts], axis=1))


def _written(count: float) -> str:
    return french_exact(count, 1 if count >= LEAST else 3)
