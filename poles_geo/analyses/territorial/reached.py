"""How far the people of a territory are from a pôle of each rank, and the same elsewhere.

Counted: everyone at the town hall of their commune. Not counted: roads that nobody gave, people
whose commune the table of communes has not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from poles_geo._types import Floats, Integers
from poles_geo.analyses.pole_points import numbers_of, places_of, table_called
from poles_geo.analyses.pull.inhabited import Inhabited, inhabited_of, note_projections
from poles_geo.analyses.reach.checked_costs import MEASURES
from poles_geo.analyses.reach.costs import STRAIGHT, costs_between
from poles_geo.analyses.territorial.fact_rows import ACCESS, NOT_GIVEN, Fact
from poles_geo.analyses.territorial.subject import Subject, in_metropole, region_of
from poles_geo.coded import note_columns, plain_table
from poles_geo.communes.field import NOT_COUNTED, field_of
from poles_geo.errors import Faults, TableError
from poles_geo.regions import OVERSEAS
from poles_geo.typography import french_count, french_number

UNREACHED = "sans pôle atteignable"


@dataclass(frozen=True)
class _Reach:
    """Cost from each commune to the nearest of some pôles, and which (-1: none)."""

    amounts: Floats
    site: Integers
    unit: str
    label: str


def access_facts(
    poles: pd.DataFrame | None,
    communes: gpd.GeoDataFrame | None,
    costs: pd.DataFrame | None,
    subject: Subject,
) -> Iterator[Fact]:
    """Give, for each rank, the mean cost to the nearest pôle of that rank or stronger.

    Raises
    ------
    TableError
        With every fault: as :func:`poles_geo.gaps`.
    """
    if poles is None or communes is None:
        why = "pôles non donnés" if poles is None else "communes non données"
        yield Fact(ACCESS, "accès aux pôles", etat=NOT_GIVEN, precision=why)
        return
    homes = inhabited_of(communes)
    here = subject.holds(homes.codes).to_numpy()
    ranked = _ranked(poles) if here.any() else gpd.GeoDataFrame()
    if ranked.empty:
        why = "aucun pôle" if here.any() else "aucune de ses communes parmi celles données"
        yield Fact(ACCESS, "accès aux pôles", etat=NOT_COUNTED, precision=why)
        return
    faults = Faults(table_called("poles"))
    note_projections(faults, ranked, communes)
    faults.raise_if_any(TableError)
    regions = region_of(homes.codes.to_series().astype("str"), subject.regions_year)
    in_region = (regions == subject.region).to_numpy()
    in_country = in_metropole(regions).to_numpy()
    field = field_of(poles.attrs)
    alone = subject.region in OVERSEAS.values() and field.counts([subject.region])
    ranks = numbers_of(ranked["rang"])
    names = ranked["nom"].astype("str").to_numpy() if "nom" in ranked else ranked.index.to_numpy()
    for rang in sorted({int(rang) for rang in ranks}):
        kept = ranks <= rang
        reach = _reach(communes, homes, gpd.GeoDataFrame(ranked[kept]), costs)
        mean, lacking = _mean(reach, homes, here)
        beside = []
        for rows, counted in ((in_region, field.national or alone), (in_country, field.national)):
            value, away = _mean(reach, homes, rows)
            beside.append(value if counted and not away and rows.any() else None)
        region, country = beside
        yield Fact(
            ACCESS, f"pôle de rang {rang}" if rang == 1 else f"pôle de rang {rang} ou plus fort",
            "distance moyenne" if reach.unit == "km" else "temps moyen", mean, reach.label,
            NOT_COUNTED if mean is None else "", region, country,
            "" if region is not None else NOT_COUNTED, "" if country is not None else NOT_COUNTED,
            rang=rang, precision=_told(reach, homes, here, names[kept], lacking),
        )  # fmt: skip


def _ranked(poles: pd.DataFrame) -> gpd.GeoDataFrame:
    """Keep the pôles of a table, by code, and check where they are."""
    faults = Faults(table_called("poles"))
    note_columns(faults, poles, ("rang",))
    faults.raise_if_any(TableError)
    table = plain_table(poles)
    kept = gpd.GeoDataFrame(table[table["rang"].notna()].sort_index())
    kept.attrs = dict(poles.attrs)
    if len(kept):
        places_of(kept)
    return kept


def _reach(
    communes: gpd.GeoDataFrame,
    homes: Inhabited,
    sites: gpd.GeoDataFrame,
    costs: pd.DataFrame | None,
) -> _Reach:
    """Find the nearest of some pôles of each commune."""
    if costs is None:
        far, nearest = KDTree(places_of(sites).km).query(homes.km)
        return _Reach(far, nearest.astype(np.int64), "km", f"km {STRAIGHT}")
    found = costs_between(communes, sites, costs)
    far, nearest = found.nearest()
    return _Reach(far, nearest, found.unit, found.label)


def _mean(reach: _Reach, homes: Inhabited, rows: np.ndarray) -> tuple[float | None, float]:
    """Mean cost of some communes, by their people, and the people that reach nothing."""
    people, amounts = homes.people[rows], reach.amounts[rows]
    known = np.isfinite(amounts)
    lacking = float(people[~known].sum())
    total = people[known].sum()
    return (float((people * np.where(known, amounts, 0)).sum() / total) if total else None), lacking


def _told(
    reach: _Reach, homes: Inhabited, here: np.ndarray, names: np.ndarray, lacking: float
) -> str:
    """Say which pôle most people are the nearest to, how far the farthest are, who reaches none."""
    people, amounts, site = homes.people[here], reach.amounts[here], reach.site[here]
    known = site >= 0
    words = []
    if known.any():
        counts = np.bincount(site[known], people[known], len(names))
        words.append(f"le plus souvent {names[int(counts.argmax())]}")
        most = french_number(float(np.nanmax(amounts[known])), 0)
        words.append(f"{most} {MEASURES[reach.unit]} au plus")
    if lacking:
        words.append(f"{french_count(lacking, 'habitant')} {UNREACHED}")
    return " ; ".join(words)
