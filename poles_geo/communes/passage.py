"""Links between the communes of two years, and the parts in which a commune is shared.

Counts links of territory. Parts come from populations; a link that they cannot weigh has none.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from poles_geo._types import Floats
from poles_geo.coded import by_commune
from poles_geo.codes import are_in
from poles_geo.communes.movements import Movements, check_years, cog_year_of, filiation
from poles_geo.errors import TableError

LINK = ["code_avant", "code_apres"]
Populations = pd.Series | Iterable[pd.Series] | None


def passage(
    movements: Movements,
    from_year: int,
    to_year: int,
    *,
    populations: Populations = None,
    codes: pd.Index | None = None,
) -> pd.DataFrame:
    """Say where each commune of one year is found in another, and in which parts.

    Communes absent from the table keep their code and their limits. A code that did not exist in
    the year `from_year` is followed from the nearest year when it did: the last before `from_year`,
    else the first after (``annee_avant`` tells).

    Parameters
    ----------
    movements : path or DataFrame
        See :func:`~poles_geo.communes.movements.filiation`.
    from_year, to_year : int
        Years of the communes, in either order, from 2003 to that of the file.
    populations : Series or several, optional
        Key of the splits: persons by commune, ``attrs["annee_cog"]`` giving the year of the
        communes. Of several, each split takes the first that knows all its parts: give the
        closest to the event first.
    codes : Index, optional
        Communes of the year `from_year` whose links are wanted; all of them by default.

    Returns
    -------
    DataFrame
        One row per link, by `code_avant` and in the order of the fragments: ``code_avant``,
        ``code_apres``, ``annee_avant``; ``part`` (parts of one `code_avant` sum to 1; missing
        where a split has no key) and ``annee_cle`` (year of the key, missing when there is
        nothing to share); ``poids`` (persons, where several links meet in one `code_apres`,
        after the first key that knows them all).
    """
    fragments = filiation(movements)
    check_years(fragments, from_year, to_year)
    pieces = _pieces(fragments, from_year, to_year, codes)
    links = pieces.sort_values(["code_avant", "fragment"]).drop_duplicates(LINK, ignore_index=True)
    links = links[[*LINK, "annee_avant"]]
    shared = _Weights(links, "code_avant")
    gathered = _Weights(links, "code_apres")
    for year, key in _keys(fragments, populations):
        if shared.complete and gathered.complete:
            break
        known = _weights(pieces, fragments[year], key)
        values = known.reindex(pd.MultiIndex.from_frame(links[LINK])).to_numpy()
        shared.fill(values, year)
        gathered.fill(values, year)
    totals = shared.weights.groupby(links["code_avant"]).transform("sum")
    return links.assign(
        part=(shared.weights / totals).where(shared.several, 1.0),
        poids=gathered.weights,
        annee_cle=shared.years,
    )


def _keys(fragments: pd.DataFrame, populations: Populations) -> Iterable[tuple[int, pd.Series]]:
    """Year and values of each key given."""
    if populations is None:
        return
    moved = set(fragments.to_numpy().ravel())
    for key in [populations] if isinstance(populations, pd.Series) else populations:
        key = by_commune(key, "populations")
        if key.index.has_duplicates:
            raise TableError("populations, clé de partage : une commune a plusieurs populations.")
        if not pd.api.types.is_numeric_dtype(key):
            raise TableError(f"populations : des nombres sont attendus, trouvé {key.dtype}.")
        known = key.set_axis(key.index.astype(object))
        yield cog_year_of(key, fragments), known[known.index.isin(moved)].dropna().astype(float)


def _pieces(
    fragments: pd.DataFrame, from_year: int, to_year: int, wanted: pd.Index | None
) -> pd.DataFrame:
    """One row per fragment and code it was known by, the code being taken in one year only.

    Of the codes wanted alone, where they are told.
    """
    years = fragments.columns.to_numpy()
    nearest = np.array([from_year, *years[years < from_year][::-1], *years[years > from_year]])
    rank, codes = pd.factorize(fragments[nearest].to_numpy().T.ravel())
    turn, fragment = np.divmod(np.arange(len(rank)), max(1, len(fragments)))
    first = np.full(len(codes), len(nearest))
    np.minimum.at(first, rank, turn)
    known = np.ones(len(codes), bool) if wanted is None else are_in(pd.Index(codes), wanted)
    kept = (turn == first[rank]) & known[rank]
    fragment = fragment[kept]
    return pd.DataFrame(
        {
            "fragment": fragments.index.to_numpy()[fragment],
            "annee_avant": nearest[turn[kept]],
            "code_avant": pd.Series(codes[rank[kept]], dtype=object),
            "code_apres": pd.Series(fragments[to_year].to_numpy()[fragment], dtype=object),
        }
    )


def _weights(pieces: pd.DataFrame, communes: pd.Series, key: pd.Series) -> pd.Series:
    """Weight of each link after one key; missing when it straddles a commune of the key."""
    held = pieces.assign(commune=communes.to_numpy()[pieces["fragment"]])
    inside = held.groupby([*LINK, "commune"], as_index=False).size()
    whole = inside["size"] == inside["commune"].map(communes.value_counts())
    inside["poids"] = key.reindex(inside["commune"]).where(whole.to_numpy()).to_numpy()
    unknown = inside["poids"].isna().groupby([inside[name] for name in LINK]).any()
    return inside.groupby(LINK)["poids"].sum().mask(unknown)


class _Weights:
    """Weights of links, each group of several taking the first key that knows it whole."""

    def __init__(self, links: pd.DataFrame, group: str) -> None:
        self.group = links[group]
        self.several = self.group.duplicated(keep=False)
        self.weights = pd.Series(np.nan, index=links.index)
        self.years = pd.Series(pd.NA, index=links.index, dtype="Int64")

    @property
    def complete(self) -> bool:
        """Whether every group of several has its weights."""
        return not self.weights[self.several].isna().any()

    def fill(self, values: Floats, year: int) -> None:
        """Give the groups that have none the weights of one key."""
        offered = pd.Series(values, index=self.group.index).where(self.several)
        unknown = offered.isna().groupby(self.group).transform("any")
        positive = offered.groupby(self.group).transform("sum") > 0
        usable = self.weights.isna() & ~unknown & positive
        self.weights = self.weights.mask(usable, offered)
        self.years = self.years.mask(usable, year)
