"""The limits that a map shows, for its legend."""

import geopandas as gpd
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.areas import visible
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.land import Land, embedded_land


def limits_shown(
    carte: Axes | None = None,
    *,
    departements: bool = True,
    bassins: gpd.GeoDataFrame | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> list[Stroke]:
    """Limits that a map shows, for its legend: regions, départements or bassins, coasts.

    Parameters
    ----------
    carte : Axes, optional
        The map; by default, one of the whole country.
    departements : bool
        Their limits are drawn.
    bassins : GeoDataFrame, optional
        Bassins drawn in their place; its `attrs` may have their `millesime`.
    style : Style
    land : Land, optional
        What lies under the map; the embedded edition by default.
    """
    land = land or embedded_land()
    millesime = None if bassins is None else str(bassins.attrs.get("millesime") or "")
    region, inner, coast = limits_of_style(style, millesime)
    ground = None if carte is None else Frame.of(carte)
    several = ground is None or len(visible(land.regions, ground)) > 1
    maritime = ground is None or not land.seas.disjoint(ground.polygon).all()
    within = departements or bassins is not None
    rows = ((region, several), (inner, within), (coast, maritime))
    return [row for row, drawn in rows if drawn]


def limits_of_style(style: Style, millesime: str | None) -> list[Stroke]:
    """Return the boundaries that every map shows: regions, départements or bassins, coasts.

    `millesime`: edition of the bassins drawn, « » when unknown, None when none is drawn.
    """
    region = Stroke("Région (2014), frontière", style.region_colour, style.region_width)
    if millesime is None:
        name, colour, width = (
            "Département",
            style.departement_colour,
            style.departement_width,
        )
    else:
        name, colour, width = "Bassin de vie", style.bassin_colour, style.bassin_width
    dated = f"{name} ({millesime})" if millesime else name
    coast = Stroke("Côte", style.coast_colour, style.coast_width)
    return [region, Stroke(dated, colour, width), coast]
