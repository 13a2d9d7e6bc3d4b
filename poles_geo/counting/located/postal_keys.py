"""What a postal code tells of a commune that holds what were, or will be, several communes.

A register of 2024 gives the code of Orée d'Anjou to all its places; the bassins de vie 2012 know
the nine communes that it was made of. A postal code leaves one of them, or a few.
"""

import pandas as pd

from poles_geo.communes.movements import newest_filiation
from poles_geo.edition import embedded as edition

PLACE = ["code_commune", "code_postal"]


def communes_of_several() -> frozenset[str]:
    """Codes of the communes that, in some year, were several communes of another."""
    fragments = newest_filiation()
    several = (codes[codes.duplicated()] for _, codes in fragments.items())
    return frozenset(pd.concat(several).unique())


def follow_by_postal_code(
    places: pd.DataFrame, links: pd.DataFrame, fragments: pd.DataFrame, start: int, end: int
) -> pd.DataFrame:
    """Give to each kind of place the links of its commune that its postal code allows.

    Parameters
    ----------
    places : DataFrame
        ``code_commune`` (of the year `start`), ``code_postal``; empty when unknown.
    links : DataFrame
        ``code_avant``, ``code_apres`` (of the year `end`), ``part``: missing without a key.
    fragments : DataFrame
        As :func:`poles_geo.communes.movements.filiation` gives them.
    start, end : int

    Returns
    -------
    DataFrame
        ``code_commune``, ``code_postal``, ``code_apres``, ``part`` (sum to 1 in a place, or are
        missing where several links are left without a key) and ``par_code_postal``: some links
        are left out. All the links of the commune stay where none is of that postal code.
    """
    kinds = places[PLACE].drop_duplicates()
    every = kinds.merge(links, left_on="code_commune", right_on="code_avant")
    divided = every.duplicated(PLACE, keep=False)
    alone = every[~divided].assign(part=1.0, par_code_postal=False)
    shared = fragments[fragments[start].isin(every.loc[divided, "code_commune"])]
    left = _allowed(every[divided], _postal_codes_of_links(shared, start, end))
    return pd.concat([alone, left], ignore_index=True)[
        [*PLACE, "code_apres", "part", "par_code_postal"]
    ]


def _allowed(every: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Keep the links of each place that its postal code allows, of several."""
    keys = ["code_avant", "code_apres", "code_postal"]
    every = every.merge(known.assign(permis=True), on=keys, how="left")
    allowed = every["permis"].notna()
    of_place = [every[name] for name in PLACE]
    kept = allowed | ~allowed.groupby(of_place).transform("any")
    left = every[kept].assign(par_code_postal=(~kept).groupby(of_place).transform("any")[kept])
    of_left = [left[name] for name in PLACE]
    total = left["part"].groupby(of_left).transform("sum")
    one = left["part"].groupby(of_left).transform("size") == 1
    return left.assign(part=(left["part"] / total).mask(one, 1.0))


def _postal_codes_of_links(fragments: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    """Postal codes of what a commune of one year has in common with one of another.

    ``code_avant``, ``code_apres``, ``code_postal``. A fragment has those that its communes of 2014
    and of 2024 share; all of them when they share none.
    """
    tables = (
        (edition.FORMER_YEAR, edition.load_former_postal_codes()),
        (edition.COMMUNES_YEAR, edition.load_postal_codes()[PLACE].drop_duplicates()),
    )
    named = [
        fragments[year].rename("code_commune").rename_axis("fragment").reset_index().merge(table)
        for year, table in tables
        if year in fragments
    ]
    if not named:
        return pd.DataFrame(columns=["code_avant", "code_apres", "code_postal"], dtype="str")
    said = pd.concat(named).groupby(["fragment", "code_postal"]).size().reset_index(name="fois")
    best = said["fois"].groupby(said["fragment"]).transform("max")
    said = said[said["fois"] == best]
    ends = fragments[[start, end]].set_axis(["code_avant", "code_apres"], axis=1)
    return ends.join(said.set_index("fragment")["code_postal"], how="inner").drop_duplicates()
