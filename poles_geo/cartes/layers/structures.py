"""Care structures on a map: colour by progress, shape by territory or kind, over grey pôles."""

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from poles_geo.cartes.canvas.areas import bounds_of, projection_fault
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.style import MM, STYLE_REPORT, Style, mixed
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.labels.labelling import Labels, label_map
from poles_geo.cartes.labels.placing import Label
from poles_geo.errors import Faults
from poles_geo.typography import typeset

PROGRESS = ("en fonctionnement", "en opérationnalisation", "en conception", "en réflexion")
"""Progress of a care structure, the most advanced first."""
SIZE = 2.6
"""Width of a symbol, in mm."""
MARKS = ("s", "^", "D", "v")
"""Shapes given to the territories or kinds of structures, in alphabetical order."""
SHAPE_COLUMNS = ("nature", "territoire")
"""Columns that may give the shape, the first that is there."""


def check_structures(structures: pd.DataFrame, *, land: Land | None = None) -> gpd.GeoDataFrame:
    """Return structures as points, with their progress ordered and what gives their shape.

    Raises
    ------
    TableError
        Column missing, unknown progress, more kinds than shapes, neither point nor known commune,
        other projection.
    """
    land = land or embedded_land()
    faults = Faults("table des structures")
    for column in ("nom", "statut"):
        if column not in structures.columns:
            faults.add(f"colonne {column} absente")
    faults.raise_if_any()
    unknown = structures.index[~structures["statut"].isin(PROGRESS)]
    if len(unknown):
        faults.add(f"statut attendu parmi {', '.join(PROGRESS)}", unknown)
    placed = isinstance(structures, gpd.GeoDataFrame) and (structures.geom_type == "Point").all()
    if placed and (fault := projection_fault(gpd.GeoDataFrame(structures))):
        faults.add(fault)
    if not placed:
        if "code_commune" not in structures.columns:
            faults.add("ni point, ni colonne code_commune")
        else:
            known = structures["code_commune"].isin(land.communes.index)
            if not known.all():
                faults.add("code qui n'est pas une commune de 2024", structures.index[~known])
    shape = next((name for name in SHAPE_COLUMNS if name in structures), None)
    kinds = [] if shape is None else sorted(structures[shape].astype(str).unique())
    if len(kinds) > len(MARKS):
        faults.add(f"{shape} : {len(MARKS)} valeurs au plus, trouvé {len(kinds)}")
    faults.raise_if_any()
    geometry = structures.geometry if placed else land.centres(structures["code_commune"])
    table = gpd.GeoDataFrame(
        pd.DataFrame(structures).drop(columns="geometry", errors="ignore"),
        geometry=geometry.to_numpy(),
        crs=2154,
    )
    table["statut"] = pd.Categorical(table["statut"], categories=PROGRESS, ordered=True)
    table["forme"] = "" if shape is None else table[shape].astype(str)
    table.attrs = {**structures.attrs, "forme": shape}
    return table


def side_by_side(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Set symbols that share a point side by side around it, in millimetres."""
    moved = points.copy()
    places, group, counts = np.unique(
        np.round(points, 1), axis=0, return_inverse=True, return_counts=True
    )
    for place in np.flatnonzero(counts > 1):
        members = np.flatnonzero(group.ravel() == place)
        angle = 2 * np.pi * np.arange(len(members)) / len(members) + np.pi / 2
        radius = max(SIZE * len(members) / (2 * np.pi), SIZE * 0.6) * 1.15
        moved[members] = places[place] + radius * np.column_stack([np.cos(angle), np.sin(angle)])
    return moved


def draw_structures(
    structures: pd.DataFrame,
    *,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Drawing:
    """Draw the symbols of structures: colour by progress, shape by nature or territory.

    Those of one place stand side by side around it.

    Parameters
    ----------
    structures : DataFrame or GeoDataFrame
        As for :func:`poles_geo.map_structures`.
    ax : Axes, optional
        The map, in metres of Lambert 93. By default, new axes framed around the structures.
    style : Style
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Returns
    -------
    Drawing
        One :class:`matplotlib.collections.PathCollection` a shape, of the structures that the map
        shows.

    Raises
    ------
    TableError
        With every fault of the table.
    ChoiceError
        Axes that are no map.
    """
    land = land or embedded_land()
    table = check_structures(structures, land=land)
    ax, frame = map_axes(ax, bounds_of(table), style)
    marks = marks_of(table)
    seen, xy = _seen(table, frame)
    colours = np.array([style.progress_colours[code] for code in seen["statut"].cat.codes])
    drawn = []
    for value in sorted(seen["forme"].unique()):
        kind = (seen["forme"] == value).to_numpy()
        ground = frame.to_metres(xy[kind])
        drawn.append(
            ax.scatter(
                ground[:, 0],
                ground[:, 1],
                s=(SIZE * MM) ** 2,
                marker=marks[value],
                c=colours[kind],
                edgecolors=[mixed(colour, "#000000", 0.35) for colour in colours[kind]],
                linewidths=style.ring_width,
                zorder=6,
            )
        )
    return Drawing(ax, tuple(drawn))


def marks_of(structures: gpd.GeoDataFrame) -> dict[str, str]:
    """Shape of each nature or territory, the same on every map of a table."""
    return dict(zip(sorted(structures["forme"].unique()), MARKS, strict=False))


def _seen(
    structures: gpd.GeoDataFrame, frame: Frame
) -> tuple[gpd.GeoDataFrame, NDArray[np.float64]]:
    """Structures that a map shows, and the place in mm of their symbols."""
    seen = gpd.GeoDataFrame(structures[structures.intersects(frame.polygon)])
    return seen, side_by_side(frame.to_mm(seen.get_coordinates()))


def draw_structure_labels(
    structures: pd.DataFrame,
    *,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Labels:
    """Name the structures beside their symbols, the most advanced choosing their place first.

    Parameters and errors as :func:`draw_structures`; names keep clear of what the map already has.
    """
    land = land or embedded_land()
    table = check_structures(structures, land=land)
    ax, frame = map_axes(ax, bounds_of(table), style)
    seen, xy = _seen(table, frame)
    labels = [
        Label(float(x), float(y), SIZE, typeset(name), style.note + 0.5, style.ink)
        for (x, y), name in zip(xy, seen["nom"], strict=True)
    ]
    order = np.argsort(seen["statut"].cat.codes.to_numpy(), kind="stable")
    return label_map(ax, [labels[i] for i in order], style)
