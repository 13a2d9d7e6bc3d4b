"""What an atlas says of the mesh: the place of each pôle in it, on whom it depends, who cooperates.

The maps are those of the registry and of the area; here are their tables, and the co-operations.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd

from poles_geo.analyses.mesh.centralities import centralities
from poles_geo.analyses.mesh.cooperations import cooperations
from poles_geo.analyses.mesh.dependency import dependency
from poles_geo.analyses.mesh.maillage import links
from poles_geo.bassins.attached import composition_of
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.ground.extents import Extent, in_words
from poles_geo.cartes.pages.cooperation_map import COOPERATING, map_cooperations
from poles_geo.cartes.pages.registry import NamedMap
from poles_geo.cartes.pages.schema import DEPENDING
from poles_geo.edition.embedded import EMBEDDED, load_cooperations
from poles_geo.errors import ChoiceError, worded
from poles_geo.report_2014.figures import is_published
from poles_geo.sources.zonings.compositions import read_composition

COOPERATIONS = "cooperations"
MESH, ZONE_MESH, CHAIN = "maillage", "schema", "dependance"
"""Names of the maps whose tables are here: of the country, of an area, of both."""
PUBLISHED_ZONING = "BV2012"
"""Zoning of the published pôles, which their table does not say."""


def mesh_tables(
    points: gpd.GeoDataFrame, extent: Extent | None, maps: Sequence[NamedMap]
) -> dict[str, pd.DataFrame]:
    """Give the tables of the maps of the mesh that an atlas has.

    Parameters
    ----------
    points : GeoDataFrame
        Pôles of the land of the atlas.
    extent : Extent, optional
        Its area; the pôles around count in the dependency, not in the mesh.
    maps : sequence of NamedMap

    Returns
    -------
    dict of str to DataFrame
        By name of their files: a row a pôle of the area.
    """
    names = {one.name for one in maps}
    inside = points if extent is None else gpd.GeoDataFrame(points[extent.holds(points)])
    inside.attrs = dict(points.attrs)
    where = "" if extent is None else in_words(extent)
    tables = {}
    if (MESH if extent is None else ZONE_MESH) in names and len(inside) > 1:
        table = centralities(links(inside), inside)
        tables["centralites"] = _titled(table, f"Le maillage{where} : la place de chaque pôle")
    if CHAIN in names:
        chain = dependency(points)
        table = pd.DataFrame(chain.drop(columns=chain.geometry.name)).loc[inside.index]
        table.attrs = chain.attrs
        tables[CHAIN] = _titled(table, f"{DEPENDING}{where}")
    return tables


def pages_of_cooperations(
    groupings: pd.DataFrame | None,
    points: gpd.GeoDataFrame,
    extent: Extent | None,
    bassins: gpd.GeoDataFrame | None,
    maps: list[NamedMap],
) -> tuple[list[NamedMap], dict[str, pd.DataFrame]]:
    """Add the map and the table of who cooperates with whom, in the country or in an area.

    Parameters
    ----------
    groupings : DataFrame, optional
        As :func:`poles_geo.read_groupings` gives them; without any, those of the report for the
        published pôles, and nothing for others.
    points : GeoDataFrame
        Pôles of the land of the atlas.
    extent : Extent, optional
        Its area.
    bassins : GeoDataFrame, optional
        Units of the pôles, which carry their composition; those of their zoning when it is
        embedded.
    maps : list of NamedMap
        Those of the atlas; in the country, they have that of the report.

    Returns
    -------
    list of NamedMap
        With that of the area, or of the groupings given; not where no pair of pôles is joined.
    dict of str to DataFrame
        By name of its file: a row a pair, with a pôle of the area where there is one; none without
        such a pair.

    Raises
    ------
    ChoiceError
        The zoning of the pôles has no known composition.
    TableError
        As :func:`poles_geo.cooperations`.
    """
    own = groupings is not None
    if groupings is None:
        known = extent is not None or COOPERATIONS in {one.name for one in maps}
        if not (known and is_published(points)):
            return maps, {}
        groupings = load_cooperations()
    pairs = cooperations(groupings, _composition(points, bassins, own=own), points)
    here = points.index if extent is None else points.index[extent.holds(points)]
    ends = [pairs[name].isin(here) for name in ("code_a", "code_b")]
    table = pairs if extent is None else pairs[ends[0] | ends[1]]
    if table.empty:
        return maps, {}
    where = "" if extent is None else in_words(extent)
    table.attrs = dict(pairs.attrs)
    table = _titled(table.reset_index(drop=True), f"{COOPERATING}{where}, par paire")
    if own or extent is not None:
        maps = [one for one in maps if one.name != COOPERATIONS]
        if (ends[0] & ends[1]).any():
            draw = partial(_draw_cooperations, pairs=pairs, zone=extent)
            maps.append(NamedMap(COOPERATIONS, draw, COOPERATING))
    return maps, {COOPERATIONS: table}


def _composition(
    points: gpd.GeoDataFrame, bassins: gpd.GeoDataFrame | None, *, own: bool
) -> pd.DataFrame:
    """Give the composition of the units of pôles."""
    if own and bassins is not None:
        return composition_of(bassins)
    name = PUBLISHED_ZONING if is_published(points) else points.attrs.get("zonage")
    if name not in EMBEDDED:
        raise ChoiceError(
            f"{worded('groupings', '--groupements')} : le zonage « {name or 'inconnu'} » des pôles "
            f"n'est pas embarqué ; donnez {worded('bassins=', '--bassins')}."
        )
    return read_composition(str(name))


def _titled(table: pd.DataFrame, title: str) -> pd.DataFrame:
    named = table.assign()
    named.attrs = {**table.attrs, "titre": title}
    return named


def _draw_cooperations(
    poles: pd.DataFrame,
    *,
    pairs: pd.DataFrame,
    zone: Extent | None,
    bassins: gpd.GeoDataFrame | None = None,
    **options: Any,
) -> Carte:
    del bassins  # it has none
    return map_cooperations(pairs, poles, zone, **options)
