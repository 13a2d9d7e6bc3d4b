"""Care structures on a map: colour by progress, shape by territory or kind, over grey pôles."""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from poles_geo.cartes.canvas.axes import Drawing, map_axes, panel_axes
from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.page import Page
from poles_geo.cartes.canvas.style import MM, STYLE_REPORT, Style, mixed, regional
from poles_geo.cartes.ground import land
from poles_geo.cartes.ground.base import draw_base, limits_shown
from poles_geo.cartes.ground.extents import extent_of
from poles_geo.cartes.labels.labelling import Labels, label_map
from poles_geo.cartes.labels.placing import Label
from poles_geo.cartes.layers.poles import check_poles, draw_labels, draw_poles
from poles_geo.cartes.surround import legend
from poles_geo.cartes.surround.credits import draw_sources, draw_title
from poles_geo.cartes.surround.scale_bar import draw_scale
from poles_geo.communes.regions import region_named
from poles_geo.edition import embedded as edition
from poles_geo.edition.embedded import PROGRESS
from poles_geo.errors import Faults
from poles_geo.ranking.load_report import load_report
from poles_geo.typography import typeset

SIZE = 2.6
"""Width of a symbol, in mm."""
MARKS = ("s", "^", "D", "v")
"""Shapes given to the territories or kinds of structures, in alphabetical order."""
PANEL = (64.0, 140.0)
"""Width and height, in mm, of the panel that a legend makes when it has no axes."""
SHAPE_COLUMNS = ("nature", "territoire")
"""Columns that may give the shape, the first that is there."""


def map_structures(
    structures: pd.DataFrame | None = None,
    poles: pd.DataFrame | None = None,
    *,
    regions: Sequence[str] = ("Nord - Pas-de-Calais",),
    title: str = "Les maisons et pôles de santé en mai 2013",
    style: Style = STYLE_REPORT,
) -> Carte:
    """Draw coordinated care structures over the pôles.

    Parameters
    ----------
    structures : DataFrame or GeoDataFrame, optional
        One row a structure: nom, statut (« en fonctionnement », « en opérationnalisation »,
        « en conception » or « en réflexion »), a point geometry (EPSG:2154)
        or a `code_commune` of 2024, and the column that gives the shapes, `nature` or else
        `territoire`, of four values at most. By default the 53 maisons and pôles de santé of
        May 2013.
    poles : DataFrame, optional
        As for :func:`map_national`; the 153 published pôles by default. Drawn faintly.
    regions : sequence of str
        Regions of 2014 that the page frames.
    title, style
        As for :func:`map_national`.

    Raises
    ------
    TableError
        With every fault of the table.
    """
    names = [region_named(name) for name in regions]
    style = regional(style)
    points = check_poles(load_report() if poles is None else poles, style)
    structures = check_structures(edition.load_structures() if structures is None else structures)
    zone = extent_of("", tuple(names))
    page = Page(zone.area.bounds, style)
    ax = page.axes
    grey = replace(
        style, rank_colours=MappingProxyType(dict.fromkeys(style.rank_colours, style.poles_fill))
    )
    draw_base(zone, ax=ax, style=style)
    draw_poles(points, ax=ax, style=grey)
    draw_structures(structures, ax=ax, style=style)
    draw_scale(ax=ax, style=style)
    labels = draw_structure_labels(structures, ax=ax, style=style)
    draw_labels(points, faint=True, ax=ax, style=style)
    draw_title(title, "Avancement, et pôles d'offre de soins en fond", ax=page.head, style=style)
    draw_structure_legend(structures, points, carte=ax, ax=page.panel, style=style)
    notes = [f"Pôles : {points.attrs.get('source', 'non précisés')}."]
    draw_sources(structures.attrs, notes, ax=page.foot, style=style)
    return page.finish(title, structures.attrs, [label.text for label in labels.left_out])


def check_structures(structures: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return structures as points, with their progress ordered and what gives their shape.

    Raises
    ------
    TableError
        Column missing, unknown progress, more kinds than shapes, neither point nor known commune,
        other projection.
    """
    faults = Faults("table des structures")
    for column in ("nom", "statut"):
        if column not in structures.columns:
            faults.add(f"colonne {column} absente")
    faults.raise_if_any()
    unknown = structures.index[~structures["statut"].isin(PROGRESS)]
    if len(unknown):
        faults.add(f"statut attendu parmi {', '.join(PROGRESS)}", unknown)
    placed = isinstance(structures, gpd.GeoDataFrame) and (structures.geom_type == "Point").all()
    if placed and (structures.crs is None or structures.crs.to_epsg() != 2154):
        faults.add(f"projection attendue : EPSG:2154 ; trouvée : {structures.crs}")
    if not placed:
        if "code_commune" not in structures.columns:
            faults.add("ni point, ni colonne code_commune")
        else:
            known = structures["code_commune"].isin(edition.load_communes().index)
            if not known.all():
                faults.add("code qui n'est pas une commune de 2024", structures.index[~known])
    shape = next((name for name in SHAPE_COLUMNS if name in structures), None)
    kinds = [] if shape is None else sorted(structures[shape].astype(str).unique())
    if len(kinds) > len(MARKS):
        faults.add(f"{shape} : {len(MARKS)} valeurs au plus, trouvé {len(kinds)}")
    faults.raise_if_any()
    geometry = structures.geometry if placed else edition.centres(structures["code_commune"])
    table = gpd.GeoDataFrame(
        pd.DataFrame(structures).drop(columns="geometry", errors="ignore"),
        geometry=geometry.to_numpy(),
        crs=2154,
    )
    table["statut"] = pd.Categorical(table["statut"], categories=PROGRESS, ordered=True)
    table["forme"] = "" if shape is None else table[shape].astype(str)
    table.attrs = {**structures.attrs, "forme": shape}
    return table


def spread(points: NDArray[np.float64]) -> NDArray[np.float64]:
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
    structures: pd.DataFrame, *, ax: Axes | None = None, style: Style = STYLE_REPORT
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
    table = check_structures(structures)
    ax, frame = map_axes(ax, land.bounds_of(table), style)
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
    return seen, spread(frame.to_mm(seen.get_coordinates()))


def draw_structure_labels(
    structures: pd.DataFrame, *, ax: Axes | None = None, style: Style = STYLE_REPORT
) -> Labels:
    """Name the structures beside their symbols, the most advanced choosing their place first.

    Parameters and errors as :func:`draw_structures`; names keep clear of what the map already has.
    """
    table = check_structures(structures)
    ax, frame = map_axes(ax, land.bounds_of(table), style)
    seen, xy = _seen(table, frame)
    labels = [
        Label(float(x), float(y), SIZE, typeset(name), style.note + 0.5, style.ink)
        for (x, y), name in zip(xy, seen["nom"], strict=True)
    ]
    order = np.argsort(seen["statut"].cat.codes.to_numpy(), kind="stable")
    return label_map(ax, [labels[i] for i in order], style)


def draw_structure_legend(
    structures: pd.DataFrame,
    poles: pd.DataFrame,
    *,
    carte: Axes | None = None,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
) -> Drawing:
    """Draw the legend: progress, shapes where they differ, pôles by size, limits.

    Parameters
    ----------
    structures, poles
        As for :func:`poles_geo.map_structures`.
    carte : Axes, optional
        The map that it explains: only what that map shows is counted. By default, everything.
    ax : Axes, optional
        Axes of its own, which become a panel without frame, in mm. By default, a new panel.
    style : Style
    """
    table, points = check_structures(structures), check_poles(poles, style)
    marks = marks_of(table)
    if carte is not None:
        frame = Frame.of(carte).polygon
        shown = table.intersects(frame)
        table, points = gpd.GeoDataFrame(table[shown]), points[points.intersects(frame)]
    counts = table["statut"].value_counts()
    rows = [
        legend.RankRow(
            (), f"{progress[:1].upper()}{progress[1:]} ({counts[progress]})", fills=(colour,)
        )
        for progress, colour in zip(PROGRESS, style.progress_colours, strict=True)
    ]
    panel, wide, high = panel_axes(ax, *PANEL)
    before = panel.get_children()
    beside, top = wide >= legend.SIDE_BY_SIDE, high - 3
    y = legend.draw_ranks(panel, 0, top, rows, style, title="Avancement (nombre)")
    shapes = table["forme"].value_counts().sort_index()
    if len(shapes) > 1:
        heading = f"{str(table.attrs['forme']).capitalize()} (nombre)"
        y = legend.draw_heading(panel, 0, y - 1, heading, style)
        for value, count in shapes.items():
            panel.scatter([2.5], [y], s=(SIZE * MM) ** 2, marker=marks[str(value)], c=style.grey)
            legend.write(panel, 7.2, y, f"{value} ({count})", style)
            y -= legend.ROW
    x, y = (72, top) if beside else (0, y - 1)
    if len(points):
        sizes = legend.sizes_of(points["effectif"], style)
        heading = "Pôle d'offre : nombre de professionnels"
        y = legend.draw_sizes(panel, x, y, sizes, style, typeset(heading), style.poles_fill)
    x, y = (138, top) if beside else (0, y - 1)
    legend.draw_lines(panel, x, y, limits_shown(carte, style=style), style)
    drawn = [artist for artist in panel.get_children() if artist not in before]
    return Drawing(panel, tuple(drawn))
