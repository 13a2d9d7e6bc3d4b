"""Care structures on a map: colour by statut, shape by nature or territory, over grey pôles."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import NDArray

from poles_geo.cartes.canvas.areas import bounds_of
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.style import MM, STYLE_REPORT, Style, mark_rim
from poles_geo.cartes.canvas.text import TextLine, text_extent, write
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.labels.label_places import Label
from poles_geo.cartes.labels.labelling import Labels, label_map
from poles_geo.cartes.labels.occupation import boxes_of, written_on
from poles_geo.cartes.layers.poles import has_geometry
from poles_geo.cartes.layers.structural.structure_key import (
    OTHERS,
    StructureKey,
    nature_texts,
    structure_key,
)
from poles_geo.cartes.layers.structural.structure_places import SIZE, symbols_of
from poles_geo.coded import note_columns, plain_table
from poles_geo.codes import CODE, are_in
from poles_geo.communes.structure_points import check_system, read_rows
from poles_geo.errors import Faults
from poles_geo.typography import typeset

SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
"""Sides of a symbol where its number is written, the preferred first."""
CORNER, REACHES = 0.72, (1.0, 1.3)
"""How far a number goes towards a corner, against a side; how far at first, then at most."""
AIR = 0.5
"""Space between a symbol and its number, in mm."""
REACH = 300_000.0
"""Metres around a land beyond which a point is in another."""


def check_structures(
    structures: pd.DataFrame, *, key: StructureKey | None = None, land: Land | None = None
) -> gpd.GeoDataFrame:
    """Return structures as points of a land, with what gives their colour and their shape.

    Those of another land are left out: what is overseas is not on a map of the metropole.

    Parameters
    ----------
    structures : DataFrame or GeoDataFrame
        As for :func:`poles_geo.map_structures`.
    key : StructureKey, optional
        What colours and shapes mean; by default, as :func:`structure_key` says of this table.
    land : Land, optional

    Returns
    -------
    GeoDataFrame
        Its columns; statut, an ordered category (« » when the list has none), forme (the nature
        that the key names), code_commune (missing where a point is in no commune), geometry.

    Raises
    ------
    TableError
        Column missing, unknown statut, more natures than shapes, neither point nor known commune,
        points without system, or in another than the one that they say.
    """
    land = land or embedded_land()
    faults = Faults("table des structures")
    structures = plain_table(structures)
    note_columns(faults, structures, dict.fromkeys(["nom", *structures.columns]))
    faults.raise_if_any()
    points = _points(structures, land, faults)
    faults.raise_if_any()
    key = key or structure_key(structures)
    table = gpd.GeoDataFrame(
        pd.DataFrame(structures).drop(columns="geometry", errors="ignore"), geometry=points
    )
    told = table["statut"].astype("str").str.strip() if key.statuses else ""
    table["statut"] = pd.Categorical(
        pd.Series(told, index=table.index), categories=key.statuses or ("",), ordered=True
    )
    kinds = nature_texts(table[key.shape_column]) if key.shape_column else ""
    table["forme"] = pd.Series(kinds, index=table.index, dtype="str")
    table["forme"] = table["forme"].where(table["forme"].isin(key.natures), OTHERS)
    table["code_commune"] = _communes_of(table, land)
    table.attrs = dict(structures.attrs)
    return gpd.GeoDataFrame(table[~table.geometry.is_empty])


def _points(structures: pd.DataFrame, land: Land, faults: Faults) -> gpd.GeoSeries:
    """Give the point of each structure in the projection of a land, empty in another land."""
    nothing = gpd.GeoSeries()
    if has_geometry(structures):
        table = gpd.GeoDataFrame(structures)
        other = table.index[(table.geom_type != "Point") | table.is_empty]
        if len(other):
            faults.add("un point est attendu ; pg.read_structures place les autres", other)
        elif table.crs is None:
            faults.add("points sans système de coordonnées : table.set_crs(2154), ou 4326, le dit")
        else:
            return _reached(table, land)
        return nothing
    if "code_commune" not in structures.columns:
        faults.add("ni point, ni colonne code_commune ; pg.read_structures lit toute liste")
        return nothing
    codes = structures["code_commune"]
    texts = codes.map(lambda code: code if isinstance(code, str) else "").astype("str")
    here = are_in(texts, land.communes.index)
    overseas = are_in(texts, land.overseas.index)
    away = texts.str.fullmatch(CODE).to_numpy() if land.departement else overseas
    if not (here | away).all():
        faults.add(
            "code qui n'est pas une commune de 2024 ; pg.read_structures(table) reporte les "
            "anciens et répare les zéros perdus",
            structures.index[~(here | away)],
        )
        return nothing
    points = pd.Series(shapely.Point(), index=structures.index, dtype=object)
    points[here] = land.centres(codes[here]).to_numpy()
    return gpd.GeoSeries(points, crs=land.crs)


def _reached(table: gpd.GeoDataFrame, land: Land) -> gpd.GeoSeries:
    """Give points in the projection of a land, empty far from it; refuse those of no system."""
    if "forme" not in table:
        check_system(*read_rows(table), "table des structures")
    placed = table.geometry.to_crs(land.crs).to_numpy()
    low, high = np.reshape(land.regions.total_bounds, (2, 2)) + np.array([[-REACH], [REACH]])
    xy = shapely.get_coordinates(placed)
    here = ((xy >= low) & (xy <= high)).all(axis=1)
    empty = np.full(len(placed), shapely.Point())
    return gpd.GeoSeries(np.where(here, placed, empty), index=table.index, crs=land.crs)


def _communes_of(structures: gpd.GeoDataFrame, land: Land) -> NDArray[np.object_]:
    """Code of the commune of each structure, the one given, else the one its point is in."""
    communes = land.communes
    points, areas = communes.sindex.query(structures.geometry.to_numpy(), predicate="intersects")
    found = np.full(len(structures), None, dtype=object)
    found[points] = communes.index.to_numpy()[areas]
    if "code_commune" not in structures:
        return found
    given = structures["code_commune"]
    return np.where(are_in(given, communes.index), given.astype(object), found)


def draw_structures(
    structures: pd.DataFrame,
    *,
    key: StructureKey | None = None,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Drawing:
    """Draw the symbols of structures: colour by statut, shape by nature or territory.

    Those that would cover one another stand side by side in their commune; where it is too small
    for them, a symbol stands for several, and :func:`draw_structure_labels` writes their number
    beside it.

    Parameters
    ----------
    structures : DataFrame or GeoDataFrame
        As for :func:`poles_geo.map_structures`.
    key : StructureKey, optional
        What colours and shapes mean: :func:`structure_key` makes one; by default, that of the
        table.
    ax : Axes, optional
        The map, in metres of the land's projection. By default, new axes framed around the
        structures.
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
    key = key or structure_key(structures)
    table = check_structures(structures, key=key, land=land)
    ax, frame = map_axes(ax, bounds_of(table), style)
    seen = symbols_shown(table, frame, land, key)
    xy = seen[["x", "y"]].to_numpy()
    told = seen["statut" if key.statuses else "forme"].astype("str")
    colours = told.map(key.colour_of(style)).to_numpy()
    drawn = []
    for value, mark in key.marks.items():
        kind = (seen["forme"] == value).to_numpy()
        if not kind.any():
            continue
        ground = frame.to_metres(xy[kind])
        drawn.append(
            ax.scatter(
                ground[:, 0],
                ground[:, 1],
                s=(SIZE * MM) ** 2,
                marker=mark,
                c=colours[kind],
                edgecolors=[mark_rim(colour, style) for colour in colours[kind]],
                linewidths=style.ring_width,
                zorder=6,
            )
        )
    return Drawing(ax, tuple(drawn))


def symbols_shown(
    structures: gpd.GeoDataFrame, frame: Frame, land: Land, key: StructureKey
) -> pd.DataFrame:
    """Symbols of the structures that a map shows, of a table that has been checked."""
    shown = gpd.GeoDataFrame(structures[structures.intersects(frame.polygon)])
    return symbols_of(shown, frame, land, fanned=key.several == "fan")


def draw_structure_labels(
    structures: pd.DataFrame,
    *,
    key: StructureKey | None = None,
    names: bool = True,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Labels:
    """Name the structures beside their symbols, the most advanced choosing their place first.

    Parameters and errors as :func:`draw_structures`; names keep clear of what the map already has.
    Beside a symbol of several structures stands their number; their names are in `left_out`. With
    `names=False`, numbers alone are written, and nothing is left out.
    """
    land = land or embedded_land()
    key = key or structure_key(structures)
    table = check_structures(structures, key=key, land=land)
    ax, frame = map_axes(ax, bounds_of(table), style)
    seen = symbols_shown(table, frame, land, key)
    order = np.argsort(seen["statut"].cat.codes.to_numpy(), kind="stable")
    seen = seen.iloc[order]
    size = style.note + 0.5
    several = seen["nombre"] > 1
    numbers = several & (
        ~pd.Series(names, index=seen.index) | (seen["texte"] == seen["nombre"].astype(str))
    )
    drawn = _write_numbers(ax, frame, style, seen, numbers.to_numpy())
    if not names:
        return Labels(ax, tuple(drawn), (), ())
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
    middles = seen[["x", "y"]].to_numpy().T
    font = style.font(style.note + 0.5)
    lines = []
    for x, y, number, dx, dy in seen.loc[rows, ["x", "y", "nombre", "dx", "dy"]].itertuples(
        index=False
    ):
        wide, high = np.add(text_extent(str(number), font)[:2], SIZE + 2 * AIR) / 2
        sides = sorted(SIDES, key=lambda side: -(side[0] * dx + side[1] * dy))
        half = np.array([wide, high]) - SIZE / 2 - AIR
        boxes = [
            shapely.box(*centre - half, *centre + half)
            for reach in REACHES
            for side in sides
            for share in [reach * (CORNER if all(side) else 1.0)]
            for centre in [np.array([x, y]) + np.multiply(side, (wide, high)) * share]
        ]
        hidden = [sum(box.intersects(other) for other in taken) for box in boxes]
        centres = [bool(shapely.intersects_xy(box, *middles).any()) for box in boxes]
        best = min(range(len(boxes)), key=lambda rank: (centres[rank], hidden[rank], rank))
        taken.append(boxes[best])
        low = taken[-1].bounds[:2]
        lines.append(TextLine(str(number), low, font, style.ink))
    return write(ax, frame, style, lines)
