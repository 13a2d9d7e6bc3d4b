"""What a map shows of the field of its table: what is not counted is hatched, never left blank.

So is what no unit of the zoning reaches.
"""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.areas import at_scale, fill_areas
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.ground.land import Land
from poles_geo.communes.field import COVERAGE, field_of

KEY = "hors_champ"
"""Key of the `attrs` of checked pôles: bassins by what they lack, as :data:`HATCHES` names them."""
NOT_COUNTED, PARTIAL, DEPARTEMENTS, OUTSIDE = (
    "Non compté",
    "Compté en partie, sans rang",
    "Département non compté en entier",
    "Communes hors zonage",
)
NOT_WHOLLY = "Non compté, ou en partie"
"""Either of the two first, where no hatch tells them apart."""
HATCHES = {NOT_COUNTED: "////", PARTIAL: "..", DEPARTEMENTS: "////", OUTSIDE: "xxx"}


def uncounted_bassins(poles: pd.DataFrame) -> dict[str, list[str]]:
    """Tell the bassins of a table that are not counted, or in part."""
    if COVERAGE not in poles:
        return {}
    covered = pd.to_numeric(poles[COVERAGE], errors="coerce").fillna(0.0)
    found = {NOT_COUNTED: covered <= 0, PARTIAL: (covered > 0) & (covered < 1)}
    return {name: poles.index[rows].tolist() for name, rows in found.items() if rows.any()}


def uncounted_areas(
    points: gpd.GeoDataFrame, bassins: gpd.GeoDataFrame | None, *, land: Land
) -> Mapping[str, gpd.GeoSeries]:
    """Areas to hatch, by name: bassins where they are drawn and what none holds, else départements.

    Parameters
    ----------
    points : GeoDataFrame
        As :func:`poles_geo.cartes.check_poles` gives them.
    """
    said = points.attrs.get(KEY) or {}
    if bassins is not None:
        shapes = bassins.geometry
        areas = {
            name: gpd.GeoSeries(shapes[shapes.index.isin(codes)]) for name, codes in said.items()
        }
        outside = bassins.attrs.get("communes_hors_zonage") or ()
        communes = land.communes.geometry
        beyond = gpd.GeoSeries(communes[communes.index.isin(outside)])
        return {**areas, OUTSIDE: beyond} if len(beyond) else areas
    field = field_of(points.attrs)
    if not said or field.national:
        return {}
    shapes = land.departements
    counted = shapes.index.get_level_values(0).isin(field.departements or ())
    return {DEPARTEMENTS: gpd.GeoSeries(shapes[~counted])}


def draw_uncounted(
    points: gpd.GeoDataFrame,
    bassins: gpd.GeoDataFrame | None,
    *,
    ax: Axes,
    style: Style,
    land: Land,
) -> Drawing:
    """Hatch what the table does not count, or in part."""
    ax, frame = map_axes(ax, points.total_bounds, style)
    drawn = []
    for name, areas in uncounted_areas(points, bassins, land=land).items():
        shown = at_scale(areas, frame)
        if len(shown):
            options = hatched_for(name, style)
            drawn.append(fill_areas(ax, shown, "none", zorder=2.5, **options))
    return Drawing(ax, tuple(drawn))


def hatched_for(name: str, style: Style) -> dict[str, Any]:
    """Options of a patch for such areas."""
    return {"edgecolor": style.commune_colour, "linewidth": 0, "hatch": HATCHES[name]}
