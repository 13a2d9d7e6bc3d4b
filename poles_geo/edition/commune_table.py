"""The embedded communes without their contours: names, places, inhabitants; no geopandas.

The files are those of :mod:`poles_geo.edition.embedded`.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd

DATA = Path(str(files("poles_geo") / "data"))


@cache
def _communes() -> pd.DataFrame:
    columns = ["nom", "departement", "population", "epci"]
    files = ("communes.parquet", "outre_mer.parquet")
    parts = [pd.read_parquet(DATA / name, columns=columns) for name in files]
    table = pd.concat(parts).rename_axis("code_commune")
    return table.astype({"population": "Int64"})


def load_commune_table() -> pd.DataFrame:
    """Read the communes of 1 January 2024, those of the départements overseas included.

    Returns
    -------
    DataFrame
        34 935 rows, index `code_commune`; nom, departement, population (municipal, census of 2022;
        of 2017 in Mayotte), epci (of 2024; missing for 4 islands).
    """
    return _communes().copy()


@cache
def load_town_halls() -> pd.DataFrame:
    """Read the town halls of the metropolitan communes: x_mairie, y_mairie, Lambert 93, metres."""
    halls = pd.read_parquet(DATA / "communes.parquet", columns=["x_mairie", "y_mairie"])
    return halls.astype("float64")


@cache
def _names() -> pd.Series:
    former = pd.read_parquet(DATA / "anciennes_communes.parquet", columns=["nom"])["nom"]
    names = pd.concat([_communes()["nom"], former])
    once: pd.Series = names[~names.index.duplicated()]
    return once


def load_commune_names() -> pd.Series:
    """Read the names of communes by code: those of 2024, then their déléguées and associées."""
    return _names().copy()
