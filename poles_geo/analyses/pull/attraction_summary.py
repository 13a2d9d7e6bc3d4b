"""What communes undergo, by territory: who attracts them, over which nearer pôle, how surely.

Counted: inhabitants at the town hall of their commune.
"""

import numpy as np
import pandas as pd

from poles_geo.analyses.pole_points import note_negative, note_rows, note_some, numbers_of
from poles_geo.analyses.reach.weighted_means import ALL
from poles_geo.coded import note_columns, note_index, plain_column, plain_table
from poles_geo.errors import ChoiceError, Faults, TableError

NEEDED = ("population", "dominant", "part", "part_second", "tunnel")
"""Columns that are summed up."""
NAMING = {str, int, float, bool}
"""What names a territory, or a rank."""
CONTESTED = 0.05
"""Difference of the two first shares up to which a commune is contested, by default."""


def attraction_summary(
    attraction: pd.DataFrame,
    *,
    by: str | pd.Series | None = "region_2014",
    within: float = CONTESTED,
) -> pd.DataFrame:
    """Sum up what communes undergo by territory, weighted by their inhabitants.

    Parameters
    ----------
    attraction : DataFrame
        As :func:`poles_geo.attraction` gives it.
    by : str or Series
        A column of it (region_2014, departement, dominant, rang_proche…), or the territory of
        each commune by its code, such as that of a composition. None: all of them together.
    within : float
        Difference of the two first shares up to which a commune is contested, 0 to 1.

    Returns
    -------
    DataFrame
        One row a territory, in order, those without one last: n_communes, population,
        population_sans_pole (those who reach none, whom no part below counts); premier
        (code of the pôle that dominates most inhabitants), part_premier (the share of the
        inhabitants that it dominates), part_moyenne (mean share of the dominant pôle);
        population_tunnel and part_tunnel, whose dominant pôle is not the nearest;
        population_contestee and part_contestee. Parts are 0 to 1, missing where nobody lives.
        `attrs` of `attraction`.

    Raises
    ------
    TableError
        A column that is not there; a territory unknown of some communes.
    ChoiceError
        A difference that is not 0 to 1.

    Examples
    --------
    >>> import geopandas as gpd, poles_geo as pg
    >>> points = gpd.points_from_xy([600_000, 609_000], [6_800_000] * 2)
    >>> two = gpd.GeoDataFrame(
    ...     {"effectif": [100, 900]}, geometry=points, index=["a", "b"], crs=2154
    ... )
    >>> home = gpd.points_from_xy([601_000, 604_000], [6_800_000] * 2)
    >>> people = {"population": [30, 10], "departement": "59"}
    >>> homes = gpd.GeoDataFrame(people, geometry=home, index=["c", "d"], crs=2154)
    >>> table = pg.attraction_summary(pg.attraction(two, homes), by="departement")
    >>> table[["population", "part_tunnel"]].values.tolist()
    [[40.0, 0.25]]
    """
    check_within(within)
    told = _checked_table(attraction, by)
    people, tunnel = told["population"], told["tunnel"]
    weighed = pd.DataFrame(
        {
            "n_communes": 1,
            "population": people,
            "population_sans_pole": people.where(told["dominant"].isna(), 0),
            "part_moyenne": people * told["part"],
            "population_tunnel": people.where(tunnel, 0),
            "population_contestee": people.where(contested(told, within), 0),
        }
    )
    table = weighed.groupby(told["groupe"], dropna=False).sum()
    held = people.groupby([told["groupe"], told["dominant"]], dropna=False).sum()
    held = held[held.index.get_level_values("dominant").notna()]
    ranked = held.reset_index(name="tenu").sort_values(
        ["tenu", "dominant"], ascending=[False, True], kind="stable"
    )
    first = ranked.drop_duplicates("groupe").set_index("groupe").reindex(table.index)
    reaching = table["population"] - table["population_sans_pole"]
    whole = reaching.where(reaching > 0)
    result = pd.DataFrame(
        {
            "n_communes": table["n_communes"],
            "population": table["population"],
            "population_sans_pole": table["population_sans_pole"],
            "premier": first["dominant"],
            "part_premier": first["tenu"] / whole,
            "part_moyenne": table["part_moyenne"] / whole,
            "population_tunnel": table["population_tunnel"],
            "part_tunnel": table["population_tunnel"] / whole,
            "population_contestee": table["population_contestee"],
            "part_contestee": table["population_contestee"] / whole,
        }
    )
    result.attrs = dict(attraction.attrs)
    return result


def _checked_table(attraction: pd.DataFrame, by: str | pd.Series | None) -> pd.DataFrame:
    """Give what is summed up, and the territory of each commune (groupe), or every fault."""
    faults = Faults("attraction")
    asked = (by,) if isinstance(by, str) else ()
    note_columns(faults, attraction, (*NEEDED, *asked))
    note_index(faults, attraction.index, "code_commune")
    faults.raise_if_any(TableError)
    plain = plain_table(attraction)
    codes = plain.index
    note_some(faults, plain["population"])
    numbers = {name: numbers_of(plain[name]) for name in ("population", "part", "part_second")}
    note_negative(faults, "population", numbers["population"], codes)
    for name in ("part", "part_second"):
        beyond = plain[name].notna().to_numpy() & ~((numbers[name] >= 0) & (numbers[name] <= 1))
        note_rows(faults, f"{name} : un nombre de 0 à 1 est attendu", beyond, codes)
    texts = [isinstance(code, str) or pd.isna(code) for code in plain["dominant"].tolist()]
    note_rows(faults, "dominant : un code de pôle est attendu", ~np.array(texts, bool), codes)
    truths = [isinstance(value, bool | np.bool_) for value in plain["tunnel"].tolist()]
    note_rows(faults, "tunnel : True ou False est attendu", ~np.array(truths, bool), codes)
    if by is None:
        by = pd.Series(ALL, codes)
    groups = plain[by] if isinstance(by, str) else plain_column(by)
    if isinstance(by, pd.Series):
        if by.index.has_duplicates:
            faults.add("by : code répété", by.index[by.index.duplicated()])
            faults.raise_if_any(TableError)
        note_rows(
            faults, "by : commune dont le territoire n'est pas dit", ~codes.isin(by.index), codes
        )
        groups = groups.reindex(codes)
    kinds = {type(value) for value in groups.dropna().tolist()}
    if len(kinds - {int, float, np.float64, np.int64}) > 1 or not kinds <= NAMING:
        faults.add("by : des textes, ou des nombres, sont attendus pour nommer les territoires")
    faults.raise_if_any(TableError)
    people = pd.to_numeric(plain["population"])
    return pd.DataFrame(
        {
            "groupe": groups,
            "dominant": plain["dominant"],
            "population": people if people.dtype != object else numbers["population"],
            "part": numbers["part"],
            "part_second": numbers["part_second"],
            "tunnel": plain["tunnel"].astype(bool),
        }
    )


def contested(attraction: pd.DataFrame, within: float) -> "pd.Series[bool]":
    """Tell the communes whose two first shares are as near as that."""
    apart = attraction["part"] - attraction["part_second"]
    return pd.Series((apart <= within).fillna(value=False), index=attraction.index)


def check_within(within: float) -> None:
    """Refuse a difference of shares that is not 0 to 1.

    Raises
    ------
    ChoiceError
    """
    if not 0 <= within <= 1:
        raise ChoiceError(f"within = {within!r} : un nombre de 0 à 1 est attendu.")
