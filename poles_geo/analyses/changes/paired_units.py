"""Units of two zonings, or of two editions of one, paired by the inhabitants that they share.

Counted: inhabitants. Not counted: names, which pair nothing.
"""

import warnings
from dataclasses import dataclass

import pandas as pd

from poles_geo.bassins.bridge import bridge
from poles_geo.codes import are_in
from poles_geo.communes.movements import Movements, cog_year_of, filiation
from poles_geo.communes.passage import Populations
from poles_geo.edition.commune_table import load_commune_table
from poles_geo.edition.embedded import COMMUNES_YEAR
from poles_geo.errors import DataWarning

WEIGHT = "population"
SEAT = 10_000.0
"""Weight of the commune that gives its code to a unit, when its inhabitants are not known."""


@dataclass(frozen=True)
class Pairs:
    """Which unit before each unit after is compared to.

    Attributes
    ----------
    before : Series of str
        Index the units after: the unit before; missing for a new one.
    heirs : Series of str
        Index the units before: the unit after that has most of their inhabitants.
    """

    before: "pd.Series[str]"
    heirs: "pd.Series[str]"


def pairs_by_code(before: pd.Index, after: pd.Index) -> Pairs:
    """Pair the units of one code."""
    codes = after.to_series()
    own = before.to_series()
    return Pairs(codes.where(codes.isin(before)), own.where(own.isin(after)))


def pair_units(
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    movements: Movements,
    populations: Populations = None,
) -> Pairs:
    """Pair the units of two compositions.

    Two units are a pair when each has more inhabitants in common with the other than with any
    other unit (:func:`poles_geo.bridge`); of as many, those of one code, then the lowest code.

    Parameters
    ----------
    before, after : DataFrame
        Compositions (index ``code_commune``; code_bassin).
    movements : path or DataFrame
        As for :func:`poles_geo.carry_over`.
    populations : Series or several, optional
        Key of the communes split between units; by default, the embedded populations.
    """
    years = cog_year_of(before, movements), cog_year_of(after, movements)
    if years[0] == years[1] and before["code_bassin"].equals(after["code_bassin"]):
        units = pd.Index(sorted(before["code_bassin"].dropna().unique()), dtype="str")
        return pairs_by_code(units, units)
    people = load_commune_table()["population"]
    oldest, year = (before, years[0]) if years[0] <= years[1] else (after, years[1])
    weights = _weights(oldest, people)
    weights.attrs["annee_cog"] = year
    if populations is None and COMMUNES_YEAR in filiation(movements).columns:
        populations = people.dropna()
        populations.attrs["annee_cog"] = COMMUNES_YEAR
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        crossed = bridge(
            _dated(before, years[0]),
            _dated(after, years[1]),
            weights,
            movements=movements,
            populations=populations,
        )
    links = crossed[WEIGHT].reset_index().dropna()
    links["autre"] = links["bassin_avant"] != links["bassin_apres"]
    order = links.sort_values(
        [WEIGHT, "autre", "bassin_avant", "bassin_apres"], ascending=[False, True, True, True]
    )
    heir = order.drop_duplicates("bassin_avant").set_index("bassin_avant")["bassin_apres"]
    source = order.drop_duplicates("bassin_apres").set_index("bassin_apres")["bassin_avant"]
    units = {
        side: pd.Index(sorted(table["code_bassin"].dropna().unique()), dtype="str")
        for side, table in (("avant", before), ("apres", after))
    }
    source = source.reindex(units["apres"]).astype("str")
    mutual = source.map(heir).eq(source.index.to_series())
    return Pairs(source.where(mutual), heir.reindex(units["avant"]).astype("str"))


def _weights(composition: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    """Weigh communes by their inhabitants, and those of which none are known as small ones.

    The commune of which a unit bears the code weighs more than the others, where none are known.
    """
    seats = are_in(composition.index, pd.Index(composition["code_bassin"].dropna().unique()))
    unknown = pd.Series(1.0, composition.index).mask(seats, SEAT)
    return people.reindex(composition.index).astype("float64").fillna(unknown).to_frame(WEIGHT)


def _dated(composition: pd.DataFrame, year: int) -> pd.DataFrame:
    """Say of a composition the year of its communes."""
    dated = composition[["code_bassin"]].copy()
    dated.attrs["annee_cog"] = year
    return dated
