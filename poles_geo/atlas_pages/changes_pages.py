"""The pages and tables of what changed between two counts, in the atlas of the last."""

from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd

from poles_geo.analyses.changes.rank_changes import KEY, rank_matrix
from poles_geo.bassins.polygons import read_bassins
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.ground.extents import Extent, in_words
from poles_geo.cartes.layers.measured.evolution_circles import COLUMNS, check_comparison
from poles_geo.cartes.pages.measured.comparison_maps import map_comparison, map_gains
from poles_geo.cartes.pages.registry import NamedMap
from poles_geo.edition.embedded import EMBEDDED
from poles_geo.errors import ChoiceError, worded

HEADING = "Ce qui a changé"
MOVED = "passage"


def pages_of_changes(
    comparison: pd.DataFrame,
    extent: Extent | None,
    bassins: gpd.GeoDataFrame | None,
    regions_year: int,
) -> tuple[list[NamedMap], dict[str, pd.DataFrame]]:
    """Give the maps and the tables of what changed, in the country or in an area.

    Parameters
    ----------
    comparison : DataFrame
        As :func:`poles_geo.compare` gives it.
    extent : Extent, optional
        Area of the atlas.
    bassins : GeoDataFrame, optional
        Units of the comparison; those of its zoning when they are embedded.
    regions_year : int
        Of the regions of the atlas.

    Returns
    -------
    list of NamedMap
        None where no unit can be compared.
    dict of str to DataFrame
        By name of their files: a row a unit, and how many go from each rank to each.

    Raises
    ------
    TableError
        It is no comparison.
    ChoiceError
        Its zoning has no known outline.
    """
    check_comparison(comparison, (*COLUMNS, MOVED))
    areas = _areas_of(comparison) if bassins is None else bassins
    rows = comparison if extent is None else _within(comparison, areas, extent)
    where = "" if extent is None else in_words(extent)
    matrix = rank_matrix(rows)
    matrix.attrs = {**rows.attrs, "titre": f"Passages de rang{where}"}
    rows = rows.assign()
    rows.attrs = {**matrix.attrs, "titre": f"Ce qui a changé{where}, par unité"}
    maps = [
        NamedMap(name, partial(_draw, map_of, rows, areas, extent, regions_year), HEADING)
        for name, map_of in (("evolution", map_comparison), ("gains", map_gains))
    ]
    compared = rows["ecart"].notna().any()
    return (maps if compared else []), {"evolution": rows, "passages": matrix}


def _within(comparison: pd.DataFrame, areas: gpd.GeoDataFrame, extent: Extent) -> pd.DataFrame:
    """Keep the units of an area, and those before that they continue."""
    rows = comparison[comparison.index.isin(extent.surrounded(areas))]
    said = dict(comparison.attrs[KEY])
    said["disparus"] = [unit for unit in said["disparus"] if unit.get("suite") in rows.index]
    rows.attrs = {**comparison.attrs, KEY: said}
    return rows


def _areas_of(comparison: pd.DataFrame) -> gpd.GeoDataFrame:
    name = comparison.attrs.get("zonage")
    if name not in EMBEDDED:
        raise ChoiceError(
            f"{worded('changes', '--evolution')} : le zonage « {name or 'inconnu'} » de la "
            f"comparaison n'est pas embarqué ; donnez {worded('bassins=', '--bassins')}."
        )
    return read_bassins(str(name))


def _draw(
    map_of: Any,
    comparison: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    extent: Extent | None,
    regions_year: int,
    poles: pd.DataFrame,
    *,
    bassins: gpd.GeoDataFrame | None = None,
    **options: Any,
) -> Carte:
    del poles, bassins  # the comparison takes their place
    carte: Carte = map_of(comparison, areas, zone=extent, regions_year=regions_year, **options)
    return carte
