"""Links between the communes of two years, and the parts in which a commune is shared.

Counts links of territory. Parts come from populations; a link that they cannot weigh has none.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from poles_geo.errors import TableError
from poles_geo.mouvements import Mouvements, annee_cog_of, check_years, filiation

LINK = ["code_avant", "code_apres"]
Populations = pd.Series | Iterable[pd.Series] | None


def passage(
    mouvements: Mouvements,
    de: int,
    vers: int,
    *,
    populations: Populations = None,
    codes: pd.Index | None = None,
) -> pd.DataFrame:
    """Say where each commune of one year is found in another, and in which parts.

    Communes absent from the table keep their code and their limits. A code that did not exist
    in the year `de` is followed from the nearest year when it did: the last before `de`, else
    the first after (``annee_avant`` tells).

    Parameters
    ----------
    mouvements : path or DataFrame
        See :func:`~poles_geo.mouvements.filiation`.
    de, vers : int
        Years of the communes, in either order, from 2003 to that of the file.
    populations : Series or several, optional
        Key of the splits: persons by commune, ``attrs["annee_cog"]`` giving the year of the
        communes. Of several, each split takes the first that knows all its parts: give the
        closest to the event first.
    codes : Index, optional
        Communes of the year `de` whose links are wanted; all of them by default.

    Returns
    -------
    DataFrame
        Columns ``code_avant``, ``code_apres``, ``part`` (parts of one `code_avant` sum to 1;
        missing where a split has no key), ``poids`` (persons, after the first key that knows
        every part of `code_apres`; missing without one), ``annee_cle`` (year of the key of
        `part`; missing when there is nothing to share) and ``annee_avant``.
    """
    fragments = filiation(mouvements)
    check_years(fragments, de, vers)
    pieces = _pieces(fragments, de, vers)
    if codes is not None:
        pieces = pieces[pieces["code_avant"].isin(codes)]
    keys = [
        (year, _weights(pieces, fragments[year], key))
        for year, key in _keys(fragments, populations)
    ]
    links = pieces.drop_duplicates(LINK)[[*LINK, "annee_avant"]].sort_values(
        LINK, ignore_index=True
    )
    split = links["code_avant"].duplicated(keep=False)
    weights, years = _first_known(links, "code_avant", keys)
    totals = weights.groupby(links["code_avant"]).transform("sum")
    links["part"] = (weights / totals).where(split, 1.0)
    links["annee_cle"] = years.where(split)
    links["poids"] = _first_known(links, "code_apres", keys)[0]
    return links[[*LINK, "part", "poids", "annee_cle", "annee_avant"]]


def _keys(fragments: pd.DataFrame, populations: Populations) -> Iterable[tuple[int, pd.Series]]:
    """Year and values of each key given."""
    if populations is None:
        return
    moved = set(fragments.to_numpy().ravel())
    for key in [populations] if isinstance(populations, pd.Series) else populations:
        if key.index.has_duplicates:
            raise TableError("clé de partage : une commune a plusieurs populations.")
        known = key.set_axis(key.index.astype(object))
        yield annee_cog_of(key, fragments), known[known.index.isin(moved)].dropna().astype(float)


def _pieces(fragments: pd.DataFrame, de: int, vers: int) -> pd.DataFrame:
    """One row per fragment and code it was known by, the code being taken in one year only."""
    years = fragments.columns.to_numpy()
    nearest = [de, *years[years < de][::-1], *years[years > de]]
    codes = fragments[nearest].to_numpy().T.ravel()
    pieces = pd.DataFrame(
        {
            "fragment": np.tile(fragments.index, len(nearest)),
            "annee_avant": np.repeat(nearest, len(fragments)),
            "code_avant": pd.Series(codes, dtype=object),
            "code_apres": pd.Series(np.tile(fragments[vers], len(nearest)), dtype=object),
        }
    )
    chosen = pieces.drop_duplicates("code_avant").set_index("code_avant")["annee_avant"]
    return pieces[pieces["annee_avant"] == pieces["code_avant"].map(chosen)]


def _weights(pieces: pd.DataFrame, communes: pd.Series, key: pd.Series) -> pd.Series:
    """Weight of each link after one key; missing when it straddles a commune of the key."""
    held = pieces.assign(commune=communes.to_numpy()[pieces["fragment"]])
    inside = held.groupby([*LINK, "commune"], as_index=False).size()
    whole = inside["size"] == inside["commune"].map(communes.value_counts())
    inside["poids"] = key.reindex(inside["commune"]).where(whole.to_numpy()).to_numpy()
    unknown = inside["poids"].isna().groupby([inside[name] for name in LINK]).any()
    return inside.groupby(LINK)["poids"].sum().mask(unknown)


def _first_known(
    links: pd.DataFrame, group: str, keys: list[tuple[int, pd.Series]]
) -> tuple[pd.Series, pd.Series]:
    """Weights of links, and their year, after the first key that knows a whole group."""
    weights = pd.Series(np.nan, index=links.index)
    years = pd.Series(pd.NA, index=links.index, dtype="Int64")
    for year, key in keys:
        values = pd.Series(key.reindex(pd.MultiIndex.from_frame(links[LINK])).to_numpy())
        groups = values.groupby(links[group])
        usable = values.isna().groupby(links[group]).transform("sum").eq(0)
        usable &= groups.transform("sum").gt(0) & weights.isna()
        weights, years = weights.mask(usable, values), years.mask(usable, year)
    return weights, years
