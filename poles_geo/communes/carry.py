"""Carry a table of communes from one year to another.

Counts what the table counts: totals are conserved, by whole units for whole numbers. What
cannot be carried is taken out of the table and listed with its values, so that the table and
the list add up to what was given.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from poles_geo._types import Floats, Integers
from poles_geo.coded import by_commune, by_unit
from poles_geo.codes import add_up, is_code, require_numbers
from poles_geo.communes.identity import names_of_units
from poles_geo.communes.movements import Movements, cog_year_of, filiation
from poles_geo.communes.passage import LINK, Populations, passage
from poles_geo.communes.remainder import largest_remainder
from poles_geo.errors import check_choice, warn
from poles_geo.typography import french_count

RULES = ("population", "seat")


@dataclass(frozen=True)
class Carried:
    """A table carried to another year, and what happened on the way.

    Attributes
    ----------
    table : DataFrame
        Index ``code_commune`` (year `to_year`), sorted; columns of the table given.
    from_year, to_year : int
        Years of the communes before and after.
    shares : DataFrame
        Links of the communes shared between several: ``code_avant``, ``code_apres``, ``part``,
        ``annee_cle`` (year of the populations that gave the parts).
    other_years : DataFrame
        Communes that did not exist in the year `from_year`, followed from the nearest year when
        they did: ``code_avant``, ``code_apres``, ``annee_avant``.
    not_carried : DataFrame
        Rows left out of `table`, index ``code_commune``: ``motif``, then their values.
    """

    table: pd.DataFrame
    from_year: int
    to_year: int
    shares: pd.DataFrame
    other_years: pd.DataFrame
    not_carried: pd.DataFrame


@dataclass(frozen=True)
class CarriedComposition:
    """A composition carried to another year, and the communes that had to be decided.

    Attributes
    ----------
    composition : DataFrame
        Index ``code_commune`` (year `to_year`); ``code_bassin``, ``nom_bassin`` where known.
    conflicts : DataFrame
        Communes made of several bassins, one row per bassin: ``code_commune``,
        ``code_bassin``, ``population`` (missing when unknown), ``retenu``.
    """

    composition: pd.DataFrame
    conflicts: pd.DataFrame


def carry_over(
    table: pd.DataFrame,
    movements: Movements,
    to_year: int,
    *,
    from_year: int | None = None,
    populations: Populations = None,
    cog: pd.DataFrame | None = None,
) -> Carried:
    """Carry a table of communes to the communes of another year.

    Mergers add up. A commune split since is shared in proportion to `populations`; whole numbers
    stay whole, by largest remainder (equal remainders: always in the same
    order of the parts, so that a later merger changes nothing). A
    commune that merged and was re-established between the two years gets back what was its own.
    Going back in time, mergers are splits.

    Carrying in two steps gives the same as in one, unless the year between falls between a
    merger and its undoing: the table of that year no longer knows who had what, and the parts
    come from `populations`. Forward, back and forward again gives the first forward, unless a
    part of a split commune has since entered another: of that one, no table can tell whose was
    what.

    Parameters
    ----------
    table : DataFrame
        Indexed by commune code: text of five characters, Paris, Lyon and Marseille by their own
        code and not by those of their arrondissements; columns of numbers that may be added.
        The rows of a code are added up. Part of the country will do.
    movements : path or DataFrame
        Insee's movements of communes (``v_mvt_commune_AAAA.csv``), or what
        :func:`poles_geo.read_movements` read in it.
    to_year : int
        Year of the communes wanted, from 2003 to that of the file of movements.
    from_year : int, optional
        Year of the communes of the table; by default ``table.attrs["annee_cog"]``, else
        inferred from the codes, with a warning when they leave a doubt.
    populations : Series or several, optional
        Key of the splits: persons by commune, ``attrs["annee_cog"]`` giving the year of the
        communes. Of several, each split takes the first that knows all its parts: give the
        closest to the event first.
    cog : DataFrame, optional
        List of communes (:func:`poles_geo.read_cog`) of any year, to refuse codes
        that never were. Without it, a code that no movement mentions is taken to exist.

    Returns
    -------
    Carried

    Raises
    ------
    TableError
        When a column is not made of numbers.
    ChoiceError
        When a year is out of reach of the movements.

    Warns
    -----
    UserWarning
        When rows are not carried, or are followed from another year.

    Examples
    --------
    >>> import pandas as pd, poles_geo as pg
    >>> from poles_geo.edition.embedded import load_movements
    >>> merged = pd.DataFrame({"medecins": [3, 2]}, index=["01015", "01340"])
    >>> pg.carry_over(merged, load_movements(), 2024, from_year=2014).table["medecins"].to_dict()
    {'01015': 5}
    """
    table = by_commune(table, "table")
    cog = None if cog is None else by_commune(cog, "cog")
    require_numbers(table)
    fragments = filiation(movements)
    year = cog_year_of(table, fragments, from_year)
    given = table.index.astype(object)
    readable = np.array([is_code(str(code)) for code in given], dtype=bool)
    values = add_up(table[readable], given[readable])
    links = passage(fragments, year, to_year, populations=populations, codes=values.index)
    why = _reasons(values.index, links, fragments, to_year, cog)
    links = links[~links["code_avant"].isin(why.index)]
    shared = links[links["code_avant"].duplicated(keep=False)]
    whole = values[~values.index.isin([*why.index, *shared["code_avant"]])]
    heirs = dict(zip(links["code_avant"], links["code_apres"], strict=True))
    parts = pd.concat([whole, _shared(values, shared)])
    result = add_up(parts, [*(heirs.get(c, c) for c in whole.index), *shared["code_apres"]])
    result.index = result.index.astype("str")
    result.index.name = "code_commune"
    result.attrs = {**table.attrs, "annee_cog": to_year}
    lost = pd.concat(
        [table[~readable].assign(motif="code illisible"), values.loc[why.index].assign(motif=why)]
    )
    others = links.loc[links["annee_avant"] != year, [*LINK, "annee_avant"]]
    _warn(lost, others, year)
    return Carried(
        table=result,
        from_year=year,
        to_year=to_year,
        shares=shared[[*LINK, "part", "annee_cle"]].reset_index(drop=True),
        other_years=others.reset_index(drop=True),
        not_carried=lost.rename_axis("code_commune")[["motif", *table.columns]],
    )


def carry_composition(
    composition: pd.DataFrame,
    movements: Movements,
    to_year: int,
    *,
    from_year: int | None = None,
    populations: Populations = None,
    rule: str = "population",
) -> CarriedComposition:
    """Carry a composition to the communes of another year.

    A commune made of communes of several bassins goes to one of them, and is listed.

    Parameters
    ----------
    composition : DataFrame
        See :func:`poles_geo.read_composition`.
    movements, to_year, from_year, populations
        See :func:`carry_over`.
    rule : {"population", "seat"}
        "population": the bassin with most of the inhabitants (equal: lowest code).
        "seat": the bassin of the commune whose code is kept. A commune that the rule
        cannot decide is left without bassin, with a warning.

    Returns
    -------
    CarriedComposition

    Warns
    -----
    UserWarning
        When a commune cannot be decided.

    Examples
    --------
    >>> import pandas as pd, poles_geo as pg
    >>> from poles_geo.edition.embedded import load_movements
    >>> merged = pd.DataFrame({"code_bassin": ["A", "B"]}, index=["01015", "01340"])
    >>> merged = merged.rename_axis("code_commune")
    >>> done = pg.carry_composition(merged, load_movements(), 2024, from_year=2014, rule="seat")
    >>> done.composition["code_bassin"].to_dict()
    {'01015': 'A'}
    """
    check_choice(rule, RULES, "rule")
    composition = by_unit(composition, "composition")
    fragments = filiation(movements)
    year = cog_year_of(composition, fragments, from_year)
    links = passage(fragments, year, to_year, populations=populations, codes=composition.index)
    same = composition.index.difference(pd.Index(links["code_avant"]))
    links = pd.concat([links[[*LINK, "poids"]], pd.DataFrame({LINK[0]: same, LINK[1]: same})])
    links["code_bassin"] = composition["code_bassin"].fillna("").loc[links["code_avant"]].to_numpy()
    links["chef_lieu"] = links["code_avant"] == links["code_apres"]
    links["inconnu"] = links["poids"].isna()
    units = links.groupby(["code_apres", "code_bassin"], as_index=False).agg(
        population=("poids", "sum"), inconnu=("inconnu", "any"), chef_lieu=("chef_lieu", "any")
    )
    units["population"] = units["population"].mask(units.pop("inconnu"))
    units["retenu"] = _chosen(units, rule)
    torn = units["code_apres"].duplicated(keep=False)
    conflicts = units[torn].rename(columns={"code_apres": "code_commune"})
    chosen = units[units["retenu"]].set_index("code_apres")["code_bassin"]
    carried = pd.DataFrame(
        {"code_bassin": chosen.replace("", np.nan).reindex(units["code_apres"].unique())}
    ).rename_axis("code_commune")
    if "nom_bassin" in composition:
        carried["nom_bassin"] = carried["code_bassin"].map(names_of_units(composition))
    if undecided := sorted(set(units["code_apres"]) - set(chosen.index)):
        warn(
            f"{french_count(len(undecided), 'commune')} de plusieurs bassins sans choix possible "
            f'({", ".join(undecided[:5])}) ; donnez populations=, ou rule="seat".'
        )
    outside = carried.index[carried["code_bassin"].isna()].difference(undecided)
    carried.attrs = {**composition.attrs, "annee_cog": to_year, "sans_bassin": outside.tolist()}
    columns = ["code_commune", "code_bassin", "population", "retenu"]
    return CarriedComposition(carried, conflicts[columns].reset_index(drop=True))


def _chosen(units: pd.DataFrame, rule: str) -> pd.Series:
    """Mark the bassin that the rule gives to each commune, if it can."""
    alone = ~units["code_apres"].duplicated(keep=False)
    if rule == "seat":
        return alone | units["chef_lieu"]
    known = units["population"].notna().groupby(units["code_apres"]).transform("all")
    order = units.sort_values(["population", "code_bassin"], ascending=[False, True])
    first = ~order["code_apres"].duplicated()
    return alone | (known & first.reindex(units.index))


def _reasons(
    codes: pd.Index,
    links: pd.DataFrame,
    fragments: pd.DataFrame,
    to_year: int,
    cog: pd.DataFrame | None,
) -> pd.Series:
    """Say why communes cannot be carried, by code."""
    keyless = links[links["part"].isna()].groupby("code_avant")["code_apres"].agg(", ".join)
    why = "à partager sans population connue entre " + keyless.astype("str")
    if cog is None:
        return why
    stable = cog.index.difference(pd.Index(fragments[cog_year_of(cog, fragments)]))
    unknown = codes.difference(stable).difference(pd.Index(links["code_avant"]))
    return pd.concat([why, pd.Series(f"inconnu du code officiel de {to_year}", index=unknown)])


def _shared(values: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Share values between the communes of each link; one row per link, sorted by commune."""
    group, _ = pd.factorize(links["code_avant"])
    part = links["part"].to_numpy(float)
    before = values.loc[links["code_avant"]].reset_index(drop=True)
    shares = {}
    for name, column in before.items():
        integral = pd.api.types.is_integer_dtype(column)
        amounts = column.fillna(0).to_numpy(np.int64 if integral else np.float64)
        split = _whole_shares if integral else _exact_shares
        shares[name] = pd.Series(split(amounts, part, group), dtype=column.dtype).mask(
            column.isna()
        )
    return pd.DataFrame(shares, columns=values.columns).set_axis(links.index)


def _whole_shares(amounts: Integers, part: Floats, group: Integers) -> Integers:
    """Whole shares that add up to each whole amount."""
    return np.sign(amounts) * largest_remainder(np.abs(amounts) * part, np.abs(amounts), group)


def _exact_shares(amounts: Floats, part: Floats, group: Integers) -> Floats:
    """Proportional shares; the last of each group takes what rounding leaves."""
    shares = amounts * part
    last = np.append(group[1:] != group[:-1], True)
    others = np.bincount(group, np.where(last, 0, shares))[group]
    return np.where(last, amounts - others, shares)


def _warn(lost: pd.DataFrame, others: pd.DataFrame, year: int) -> None:
    """Say in a warning what the result does not show."""
    if len(lost):
        causes = lost["motif"].str.replace(r"(?<=connue) entre.*", "", regex=True).value_counts()
        said = ", ".join(f"{motif} : {count}" for motif, count in causes.items())
        warn(f"{french_count(len(lost), 'ligne')} hors du résultat, dans non_reportees ({said}).")
    if len(others):
        count = french_count(others["code_avant"].nunique(), "code inexistant", "codes inexistants")
        warn(f"{count} en {year} : territoire d'une autre année, dans autres_annees.")
