"""Bridge between two zonings, or two editions of one: which unit became which.

Counts communes and whatever is counted by commune; a commune outside a zoning stays in the
table, without unit on that side.
"""

import pandas as pd

from poles_geo.coded import by_commune, by_unit
from poles_geo.codes import add_up, require_numbers
from poles_geo.communes.identity import names_of_units
from poles_geo.communes.movements import Movements, cog_year_of, filiation
from poles_geo.communes.passage import LINK, Populations, passage
from poles_geo.errors import TableError, warn
from poles_geo.typography import french_count


def bridge(
    before: pd.DataFrame,
    after: pd.DataFrame,
    weights: pd.DataFrame | None = None,
    *,
    movements: Movements | None = None,
    populations: Populations = None,
) -> pd.DataFrame:
    """Cross two compositions and share each unit of one between the units of the other.

    Parameters
    ----------
    before, after : DataFrame
        Compositions (:func:`poles_geo.read_composition`), of one zoning or
        two, on the communes of one year or two (``attrs["annee_cog"]``).
    weights : DataFrame, optional
        Numbers by commune (population, professionals…), on the communes of `before` or of
        `after`: ``attrs["annee_cog"]`` says which. By default communes alone are counted,
        those of `before`.
    movements : path or DataFrame, optional
        As for :func:`poles_geo.carry_over`. Needed when the years differ.
    populations : Series or several, optional
        Key for the communes that lie in several units, as for
        :func:`poles_geo.carry_over`. By default the column ``population`` of
        `weights`.

    Returns
    -------
    DataFrame
        Index (``bassin_avant``, ``bassin_apres``), missing where a commune has no unit.
        ``n_communes`` (a shared commune counts by its parts) and the columns of `weights`; for
        each, ``part_avant_…`` and ``part_apres_…``: share, from 0 to 1, of the unit before
        and of the unit after. ``nom_avant`` and ``nom_apres`` when known.

    Raises
    ------
    TableError
        When the years differ and there are no movements, when `weights` are of a third year, or
        when a commune lies in several units and no population shares it.

    Warns
    -----
    UserWarning
        When communes of `weights` are absent from a composition.

    Examples
    --------
    >>> import pandas as pd, poles_geo as pg
    >>> codes = pd.Index(["59350", "59512", "59378"], name="code_commune")
    >>> before = pd.DataFrame({"code_bassin": ["A", "A", "B"]}, index=codes)
    >>> after = pd.DataFrame({"code_bassin": ["C", "D", "D"]}, index=codes)
    >>> for table in (before, after):
    ...     table.attrs["annee_cog"] = 2024
    >>> pg.bridge(before, after)["part_avant_n_communes"].to_list()
    [0.5, 0.5, 1.0]
    """
    before = by_unit(before, "before")
    after = by_unit(after, "after")
    if weights is None:
        weights = pd.DataFrame(index=before.index)
        weights.attrs = dict(before.attrs)
    weights = by_commune(weights, "weights")
    if weights.index.hasnans:
        raise TableError("weights : des lignes n'ont pas de code de commune ; ôtez-les.")
    require_numbers(weights, "weights")
    if populations is None and "population" in weights:
        populations = weights["population"].groupby(level=0).sum()
        populations.attrs = dict(weights.attrs)
    forward, links = _links(before, after, weights, movements, populations)
    own, other = (before, after) if forward else (after, before)
    links["ici"] = own["code_bassin"].reindex(links["code_avant"]).to_numpy()
    links["ailleurs"] = other["code_bassin"].reindex(links["code_apres"]).to_numpy()
    _warn_absent(links, own, other)
    ends = _parts_by_unit(links)
    counted = add_up(weights, weights.index).astype(float)
    counted.insert(0, "n_communes", 1.0)
    amounts = counted.loc[ends["code_avant"]].reset_index(drop=True)
    amounts = amounts.mul(ends["part"].reset_index(drop=True), axis=0)
    names = ["ici", "ailleurs"] if forward else ["ailleurs", "ici"]
    sides = [ends[name].reset_index(drop=True) for name in names]
    missing = amounts.isna().groupby(sides, dropna=False).any()
    crossed = amounts.groupby(sides, dropna=False).sum().mask(missing)
    crossed.index.names = ["bassin_avant", "bassin_apres"]
    for name in counted.columns:
        for level in ("avant", "apres"):
            totals = crossed[name].groupby(level=f"bassin_{level}", dropna=False).transform("sum")
            crossed[f"part_{level}_{name}"] = crossed[name] / totals.where(totals != 0)
    return _named(crossed, before, after)


def _links(
    before: pd.DataFrame,
    after: pd.DataFrame,
    weights: pd.DataFrame,
    movements: Movements | None,
    populations: Populations,
) -> tuple[bool, pd.DataFrame]:
    """Links from the communes of `weights` to the other year; whether they go forward."""
    codes = weights.index.unique()
    same = pd.DataFrame({LINK[0]: codes, LINK[1]: codes, "part": 1.0})
    given = [table.attrs.get("annee_cog") for table in (before, after, weights)]
    if movements is None:
        if len({year for year in given if year is not None}) > 1:
            raise TableError(
                f"communes de {given[0]} et de {given[1]}, poids de {given[2]} : donnez les "
                "mouvements des communes (movements=)."
            )
        return True, same
    fragments = filiation(movements)
    year_before, year_after, weighed = (
        cog_year_of(table, fragments) for table in (before, after, weights)
    )
    if weighed not in (year_before, year_after):
        raise TableError(
            f"poids sur les communes de {weighed} : reportez-les d'abord sur celles de "
            f"{year_before} ou de {year_after} (carry_over)."
        )
    target = year_after if weighed == year_before else year_before
    moved = passage(fragments, weighed, target, populations=populations, codes=codes)
    same = same[~same["code_avant"].isin(moved["code_avant"])]
    return weighed == year_before, pd.concat([moved[[*LINK, "part"]], same], ignore_index=True)


def _parts_by_unit(links: pd.DataFrame) -> pd.DataFrame:
    """One row per commune and unit on the other side; a commune whole in one needs no key."""
    keys = ["code_avant", "ici", "ailleurs"]
    links = links.assign(unknown=links["part"].isna())
    ends = links.groupby(keys, dropna=False, as_index=False)[["part", "unknown"]].sum()
    alone = ~ends["code_avant"].duplicated(keep=False)
    ends["part"] = ends["part"].mask(alone, 1.0)
    if len(keyless := ends.loc[~alone & ends["unknown"].gt(0), "code_avant"].unique()):
        raise TableError(
            f"{french_count(len(keyless), 'commune')} à partager entre plusieurs unités sans "
            f"population connue ({', '.join(keyless[:10])}) ; donnez populations=."
        )
    return ends


def _warn_absent(links: pd.DataFrame, own: pd.DataFrame, other: pd.DataFrame) -> None:
    absent = ~links["code_avant"].isin(own.index) | ~links["code_apres"].isin(other.index)
    if absent.any():
        codes = links.loc[absent, "code_avant"].unique()
        warn(
            f"{french_count(len(codes), 'commune')} hors d'une des deux compositions "
            f"({', '.join(map(str, codes[:5]))}) ; comptées sans unité de ce côté."
        )


def _named(crossed: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Put the names of the units first, where the compositions have them."""
    for composition, side in ((after, "apres"), (before, "avant")):
        if "nom_bassin" in composition:
            codes = crossed.index.get_level_values(f"bassin_{side}")
            names = names_of_units(composition).reindex(codes)
            crossed.insert(0, f"nom_{side}", names.to_numpy())
    return crossed
