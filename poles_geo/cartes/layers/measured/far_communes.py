"""Communes that are far from every pôle: filled by how far they are beyond a distance."""

from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from shapely.geometry.base import BaseGeometry

from poles_geo.analyses.mesh.gaps import BEYOND
from poles_geo.analyses.pull.attraction_areas import covered
from poles_geo.analyses.reach.checked_costs import COLUMN, MEASURES
from poles_geo.cartes.canvas.areas import at_scale, fill_some, visible
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.text import KIND
from poles_geo.cartes.layers.filled.ramps import along, without_hue
from poles_geo.cartes.layers.filled.ratio import hatched
from poles_geo.coded import note_columns
from poles_geo.errors import Faults, TableError
from poles_geo.palette import SEQUENTIAL
from poles_geo.typography import french_number

STEPS = (1.0, 1.5, 2.0)
"""Where the fills change, in times the distance."""
HUE = "teal"
WITHIN, NO_WAY = -1, len(STEPS)


@dataclass(frozen=True)
class FarCommunes:
    """How far the communes of a map are from the pôles that count.

    Attributes
    ----------
    shapes : GeoSeries
        Polygons of those that the map is about, a coverage, index their code.
    people : Series of float
        Inhabitants of each.
    step : Series of int
        Place in :data:`STEPS` of the last that the commune is beyond; -1 within the distance; one
        more than the last where no pôle can be reached.
    names : tuple of str
        What each step is, « De 50 à 75 km »; then where no pôle can be reached.
    within : str
        What is not beyond, « 50 km ou moins ».
    """

    shapes: gpd.GeoSeries
    people: "pd.Series[float]"
    step: "pd.Series[int]"
    names: tuple[str, ...]
    within: str


def far_communes(gaps: gpd.GeoDataFrame, area: BaseGeometry | None) -> FarCommunes:
    """Sort communes by how far they are.

    Parameters
    ----------
    gaps : GeoDataFrame
        As :func:`poles_geo.gaps` gives it, of polygons.
    area : polygon, optional
        What the map is about; None: all of them.

    Raises
    ------
    TableError
        A column that is not there, geometries that are no polygons, a table that does not say its
        distance, no commune in the area.
    """
    faults = Faults("gaps")
    unit = next((unit for unit, name in COLUMN.items() if name in gaps), "km")
    note_columns(faults, gaps, (COLUMN[unit], BEYOND, "population"))
    if not gaps.geom_type.isin(["Polygon", "MultiPolygon"]).all():
        faults.add("des polygones de communes sont attendus (pg.read_communes())")
    limit = (gaps.attrs.get("remarques") or {}).get("limite")
    if limit is None:
        faults.add("la table ne dit pas sa distance (attrs, remarques, limite) ; pg.gaps la dit")
    faults.raise_if_any(TableError)
    shapes = covered(gaps)
    if area is not None:
        shapely.prepare(area)
        inside = shapely.contains(area, shapely.point_on_surface(shapes.to_numpy()))
        shapes = gpd.GeoSeries(shapes[inside])
    if shapes.empty:
        raise TableError("gaps : aucune commune de la table n'est dans la zone.")
    table = pd.DataFrame(gaps).loc[shapes.index]
    far = table[COLUMN[unit]].to_numpy(dtype=float)
    beyond = table[BEYOND].to_numpy(dtype=bool)
    bounds = np.array(STEPS) * float(limit or 0)
    step = np.clip(np.searchsorted(bounds, far, side="left") - 1, 0, len(STEPS) - 1)
    step = np.where(np.isfinite(far), step, NO_WAY)
    said, measure = [french_number(bound, int(bound % 1 > 0)) for bound in bounds], MEASURES[unit]
    names = [f"De {low} à {high} {measure}" for low, high in pairwise(said)]
    return FarCommunes(
        shapes,
        table["population"].astype(float),
        pd.Series(np.where(beyond, step, WITHIN), index=table.index, dtype="int64"),
        (*names, f"Plus de {said[-1]} {measure}", "Aucun trajet"),
        f"{said[0]} {measure} ou moins",
    )


def draw_far(far: FarCommunes, *, ax: Axes, frame: Frame, style: Style) -> None:
    """Fill communes by how far they are; hatch those without any way; leave the others."""
    shown = at_scale(visible(far.shapes, frame), frame)
    step = far.step[shown.index]
    for rank, colour in enumerate(far_colours(style)):
        patch = fill_some(ax, shown, step.index[step == rank], colour, gid=f"{KIND}-{rank}")
        tell(patch, count=int((step == rank).sum()))
    fill_some(ax, shown, step.index[step == NO_WAY], style.land, **hatched(style))


def far_colours(style: Style) -> list[str]:
    """Colour of each of :data:`STEPS`, from light to dark."""
    return along(SEQUENTIAL["grey" if without_hue(style) else HUE], len(STEPS))
