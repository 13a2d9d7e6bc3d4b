"""Care structures on a map: colour by progress, shape by territory or kind, over grey pôles."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import NDArray

from poles_geo.cartes.canvas.areas import bounds_of, projection_fault
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.style import MM, STYLE_REPORT, Style, mixed
from poles_geo.cartes.canvas.text import TextLine, text_extent, write
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.labels.labelling import Labels, label_map
from poles_geo.cartes.labels.occupation import boxes_of, written_on
from poles_geo.cartes.labels.placing import Label
from poles_geo.cartes.layers.structure_places import SIZE, symbols_of
from poles_geo.errors import Faults
from poles_geo.typography import typeset

PROGRESS = ("en fonctionnement", "en opérationnalisation", "en conception", "en réflexion")
"""Progress of a care structure, the most advanced first."""
MARKS = ("s", "^", "D", "v")
"""Shapes given to the territories or kinds of structures, in alphabetical order."""
SHAPE_COLUMNS = ("nature", "territoire")
"""Columns that may give the shape, the first that is there."""


SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))
"""Sides of a symbol where its number is written, the preferred first."""
AIR = 0.5
"""Space between a symbol and its number, in mm."""


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


def draw_structures(
    structures: pd.DataFrame,
    *,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Drawing:
    """Draw the symbols of structures: colour by progress, shape by nature or territory.

    Those of one place stand side by side in their commune; where it is too small for them, a
    symbol stands for several, and :func:`draw_structure_labels` writes their number beside it.

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
    seen = symbols_shown(table, frame, land)
    xy = seen[["x", "y"]].to_numpy()
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


def symbols_shown(structures: gpd.GeoDataFrame, frame: Frame, land: Land) -> pd.DataFrame:
    """Symbols of the structures that a map shows."""
    shown = gpd.GeoDataFrame(structures[structures.intersects(frame.polygon)])
    return symbols_of(shown, frame, land)


def draw_structure_labels(
    structures: pd.DataFrame,
    *,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Labels:
    """Name the structures beside their symbols, the most advanced choosing their place first.

    Parameters and errors as :func:`draw_structures`; names keep clear of what the map already has.
    Beside a symbol of several structures stands their number; their names are in `left_out`.
    """
    land = land or embedded_land()
    table = check_structures(structures, land=land)
    ax, frame = map_axes(ax, bounds_of(table), style)
    seen = symbols_shown(table, frame, land)
    order = np.argsort(seen["statut"].cat.codes.to_numpy(), kind="stable")
    seen = seen.iloc[order]
    size = style.note + 0.5
    numbers = (seen["nombre"] > 1) & (seen["texte"] == seen["nombre"].astype(str))
    drawn = _write_numbers(ax, frame, style, seen, numbers.to_numpy())
    labels = {
        row: Label(x, y, SIZE, typeset(text), size, style.ink, main=number > 1)
        for row, x, y, text, number in seen.loc[
            ~numbers, ["x", "y", "texte", "nombre"]
        ].itertuples()
    }
    named = label_map(ax, sorted(labels.values(), key=lambda label: not label.main), style)
    crowded = [row for row, label in labels.items() if label.main and label in named.left_out]
    drawn += _write_numbers(ax, frame, style, seen, seen.index.isin(crowded))
    kept = [label for label in named.left_out if not label.main]
    unnamed = [
        Label(x, y, SIZE, typeset(name), size, style.ink)
        for x, y, names in seen[["x", "y", "noms"]].itertuples(index=False)
        for name in names
    ]
    return Labels(ax, (*named.artists, *drawn), named.placed, (*kept, *unnamed))


def _write_numbers(
    ax: Axes, frame: Frame, style: Style, seen: pd.DataFrame, rows: NDArray[np.bool_]
) -> list[Artist]:
    """Write how many structures symbols stand for against them, away from those of their place."""
    sizes = np.column_stack([seen[["x", "y"]], np.full(len(seen), SIZE)])
    taken = [shapely.box(*box) for box in (*boxes_of(sizes), *written_on(ax, frame))]
    font = style.font(style.note + 0.5)
    lines = []
    for x, y, number, dx, dy in seen.loc[rows, ["x", "y", "nombre", "dx", "dy"]].itertuples(
        index=False
    ):
        wide, high = np.add(text_extent(str(number), font)[:2], SIZE + 2 * AIR) / 2
        sides = sorted(SIDES, key=lambda side: -(side[0] * dx + side[1] * dy))
        boxes = [
            shapely.box(*centre - half, *centre + half)
            for side in sides
            for half in [np.array([wide, high]) - SIZE / 2 - AIR]
            for centre in [np.array([x, y]) + np.multiply(side, (wide, high))]
        ]
        free = (box for box in boxes if not any(box.intersects(other) for other in taken))
        taken.append(next(free, boxes[0]))
        low = taken[-1].bounds[:2]
        lines.append(TextLine(str(number), low, font, style.ink))
    return write(ax, frame, style, lines)
