"""A group of pôles, those whose profile is the nearest, and what is measured of all of them."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from poles_geo.analyses.regional.configurations import (
    configurations,
    nearest_profiles,
    profiles,
)
from poles_geo.analyses.regional.inhabitants import WHOLE
from poles_geo.analyses.regional.pole_groups import with_departement
from poles_geo.analyses.regional.regional_types import THRESHOLDS_2014, TypeThresholds
from poles_geo.cartes.ground.extents import Extent
from poles_geo.cartes.pages.configuration.configuration_groups import GIVEN, Grouping, Noun
from poles_geo.coded import trimmed
from poles_geo.errors import Faults, TableError


@dataclass(frozen=True, eq=False)
class Likes:
    """A group, those whose profile is the nearest, and what is measured of all.

    Attributes
    ----------
    name : str
    noun : Noun
    table : DataFrame
        As :func:`poles_geo.configurations`, of the groups counted entirely.
    curves : DataFrame
        As :func:`poles_geo.profiles`.
    gaps : Series
        How far the profile of each of the nearest is, by group.
    apart : list of str
        Groups as near, that one pôle holds.
    every : dict
        Measures of all the groups as one.
    poles : list of GeoDataFrame
        Of the group, and of each of the nearest.
    extents : list of Extent
    """

    name: str
    noun: Noun
    table: pd.DataFrame
    curves: pd.DataFrame
    gaps: "pd.Series[float]"
    apart: list[str]
    every: dict[Any, Any]
    poles: list[gpd.GeoDataFrame]
    extents: list[Extent]


def likes_of(
    points: gpd.GeoDataFrame,
    population: pd.DataFrame | pd.Series,
    group: str | int,
    groups: Grouping,
    *,
    most: int,
    thresholds: TypeThresholds | None,
) -> Likes:
    """Find the groups that are most like one.

    Raises
    ------
    ChoiceError, TableError
        As :func:`poles_geo.map_configuration`.
    """
    points, by = with_departement(points, groups.by), groups.by
    if by in points:
        named = points.assign(**{by: trimmed(points[by])})
        named.attrs = dict(points.attrs)
        points = named
    table = configurations(points, population, by=by, thresholds=thresholds)
    every = whole_of(points, table, by)
    table = table[table["masse"].notna()]
    if len(table) < 2:
        e = groups.noun.ending
        raise TableError(
            f"table des pôles : deux {groups.noun.several} compté{e}s en entier sont attendu{e}s, "
            f"pour en comparer un{e} aux autres ; trouvé : {', '.join(table.index)}."
        )
    name = groups.named(group, table.index)
    curves = profiles(points, by=by).loc[table.index]
    bounds = thresholds or THRESHOLDS_2014
    alone = table.index[table["part_premier"] >= bounds.first_share]
    ordered = nearest_profiles(curves, name)
    gaps = ordered.drop(alone.drop(name, errors="ignore")).head(most)
    groups.check_outlines((name, *gaps.index))
    inside, extents = [], []
    for one in (name, *gaps.index):
        held = gpd.GeoDataFrame(points[points[by] == one])
        held.attrs = dict(points.attrs)
        extents.append(groups.extent(one))
        _check_inside(held, extents[-1], one)
        inside.append(held)
    labels = groups.labels(table.index)
    return Likes(
        name=labels[name],
        noun=groups.noun,
        table=groups.relabelled(table),
        curves=curves.rename(index=labels),
        gaps=gaps.rename(index=labels),
        apart=[labels[one] for one in ordered.index[:most] if one not in gaps.index],
        every=every,
        poles=inside,
        extents=extents,
    )


def whole_of(points: gpd.GeoDataFrame, table: pd.DataFrame, by: str) -> dict[Any, Any]:
    """Measure the pôles of all the groups as one; their relays are those of the groups."""
    known = table[table["masse"].notna()]
    together = points[points[by].isin(known.index)].assign(**{WHOLE: WHOLE})
    people = pd.Series([float(known["population"].sum())], [WHOLE])
    measured = configurations(gpd.GeoDataFrame(together), people, by=WHOLE)
    relays = known["relais_ensemble"].iloc[0]
    return {**measured.to_dict("index")[WHOLE], "relais_pour_1000": relays, "crunch": np.nan}


def _check_inside(points: gpd.GeoDataFrame, extent: Extent, name: str) -> None:
    """Refuse an outline that leaves out pôles of its group.

    Raises
    ------
    TableError
        With their codes.
    """
    faults = Faults(GIVEN)
    if outside := points.index[~extent.holds(points)].tolist():
        faults.add(
            f"le contour de « {name} » laisse dehors des pôles de ce territoire ; corrigez-le, ou "
            "la colonne qui les y met",
            outside,
        )
    faults.raise_if_any(TableError)
