"""Care structures on a map: colour by progress, shape by territory or kind, over grey pôles."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from numpy.typing import NDArray

from poles_geo.cartes import fonds, legende
from poles_geo.cartes.cadre import Cadre
from poles_geo.cartes.carte import Carte
from poles_geo.cartes.echelle import draw_scale
from poles_geo.cartes.etiquettes import Label, draw_labels, place_labels
from poles_geo.cartes.page import Page
from poles_geo.cartes.poles import check_poles, circles_boxes, labels_of
from poles_geo.cartes.style import MM, STYLE_RAPPORT, Style, melange, regional
from poles_geo.cartes.symboles import diameters, draw_circles
from poles_geo.errors import Faults
from poles_geo.regions import region_named
from poles_geo.sources import edition
from poles_geo.sources.edition import STATUTS
from poles_geo.typographie import imprime

TAILLE = 2.6
"""Width of a symbol, in mm."""
MARQUES = ("s", "^", "D", "v")
"""Shapes given to the territories or kinds of structures, in alphabetical order."""
FORMES = ("nature", "territoire")
"""Columns that may give the shape, the first that is there."""


def map_structures(
    structures: pd.DataFrame | None = None,
    poles: pd.DataFrame | None = None,
    *,
    regions: Sequence[str] = ("Nord - Pas-de-Calais",),
    titre: str = "Les maisons et pôles de santé en mai 2013",
    style: Style = STYLE_RAPPORT,
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
    titre, style
        As for :func:`map_national`.

    Raises
    ------
    TableError
        With every fault of the table.
    """
    names = [region_named(name) for name in regions]
    style = regional(style)
    points = check_poles(edition.load_report() if poles is None else poles, style)
    structures = check_structures(edition.load_structures() if structures is None else structures)
    bounds = shapely.total_bounds([fonds.base().regions[name] for name in names])
    page = Page(bounds, style)
    cadre = page.cadre
    fonds.draw_land(page.axes, cadre, style, shown=names)
    around = gpd.GeoDataFrame(points[points.intersects(cadre.polygon)])
    draw_circles(
        page.axes,
        around.get_coordinates(),
        diameters(around["effectif"], style),
        [style.fond_poles] * len(around),
        style,
        zorder=4.5,
    )
    seen = gpd.GeoDataFrame(structures[structures.intersects(cadre.polygon)])
    xy = spread(cadre.to_mm(seen.get_coordinates()))
    draw_structures(page.axes, cadre, seen, xy, style)

    scale = draw_scale(page.axes, cadre, style, circles_boxes(around, cadre, style))
    labels = [
        Label(float(x), float(y), TAILLE, imprime(nom), style.note + 0.5, style.encre)
        for (x, y), nom in zip(xy, seen["nom"], strict=True)
    ]
    order = np.argsort(seen["statut"].cat.codes.to_numpy(), kind="stable")
    labels = [labels[i] for i in order]
    faint = labels_of(around, cadre, style, faint=True)
    placed, left_out = place_labels([*labels, *faint], cadre, style, obstacles=scale)
    draw_labels(page.axes, placed, cadre, style)
    page.draw_title(titre, "Avancement, et pôles d'offre de soins en fond")
    _draw_legend(page, seen, around, style)
    page.draw_sources(structures.attrs, [f"Pôles : {points.attrs.get('source', 'non précisés')}."])
    named = [label.texte for label in left_out if label in labels]
    return page.finish(titre, structures.attrs, named)


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
    unknown = structures.index[~structures["statut"].isin(STATUTS)]
    if len(unknown):
        faults.add(f"statut attendu parmi {', '.join(STATUTS)}", unknown)
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
    shape = next((name for name in FORMES if name in structures), None)
    kinds = [] if shape is None else sorted(structures[shape].astype(str).unique())
    if len(kinds) > len(MARQUES):
        faults.add(f"{shape} : {len(MARQUES)} valeurs au plus, trouvé {len(kinds)}")
    faults.raise_if_any()
    geometry = structures.geometry if placed else edition.centres(structures["code_commune"])
    table = gpd.GeoDataFrame(
        pd.DataFrame(structures).drop(columns="geometry", errors="ignore"),
        geometry=geometry.to_numpy(),
        crs=2154,
    )
    table["statut"] = pd.Categorical(table["statut"], categories=STATUTS, ordered=True)
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
        radius = max(TAILLE * len(members) / (2 * np.pi), TAILLE * 0.6) * 1.15
        moved[members] = places[place] + radius * np.column_stack([np.cos(angle), np.sin(angle)])
    return moved


def draw_structures(
    ax: Axes,
    cadre: Cadre,
    structures: gpd.GeoDataFrame,
    xy: NDArray[np.float64],
    style: Style,
) -> list[PathCollection]:
    """Draw the symbols, one collection a shape."""
    colours = np.array([style.statuts[code] for code in structures["statut"].cat.codes])
    drawn = []
    for marker, value in zip(MARQUES, sorted(structures["forme"].unique()), strict=False):
        kind = (structures["forme"] == value).to_numpy()
        ground = cadre.to_metres(xy[kind])
        drawn.append(
            ax.scatter(
                ground[:, 0],
                ground[:, 1],
                s=(TAILLE * MM) ** 2,
                marker=marker,
                c=colours[kind],
                edgecolors=[melange(colour, "#000000", 0.35) for colour in colours[kind]],
                linewidths=style.largeur_cerne,
                zorder=6,
            )
        )
    return drawn


def _draw_legend(
    page: Page, structures: gpd.GeoDataFrame, poles: gpd.GeoDataFrame, style: Style
) -> None:
    """Draw the legend: progress, shapes where they differ, pôles by size, limits."""
    counts = structures["statut"].value_counts()
    rows = [
        legende.Rang((), f"{statut[:1].upper()}{statut[1:]} ({counts[statut]})", fonds=(colour,))
        for statut, colour in zip(STATUTS, style.statuts, strict=True)
    ]
    panel, top = page.panel, page.panel.get_ylim()[1] - 3
    y = legende.draw_ranks(panel, 0, top, rows, style, titre="Avancement (nombre)")
    shapes = structures["forme"].value_counts().sort_index()
    if len(shapes) > 1:
        heading = f"{str(structures.attrs['forme']).capitalize()} (nombre)"
        y = legende.draw_heading(panel, 0, y - 1, heading, style)
        for marker, (value, count) in zip(MARQUES, shapes.items(), strict=False):
            panel.scatter([2.5], [y], s=(TAILLE * MM) ** 2, marker=marker, c=style.gris)
            legende.write(panel, 7.2, y, f"{value} ({count})", style)
            y -= legende.ROW
    x, y = (72, top) if page.debout else (0, y - 1)
    if len(poles):
        sizes = legende.round_sizes(poles["effectif"].min(), poles["effectif"].max())
        heading = "Pôle d'offre : nombre de professionnels"
        y = legende.draw_sizes(panel, x, y, sizes, style, imprime(heading), style.fond_poles)
    x, y = (138, top) if page.debout else (0, y - 1)
    legende.draw_lines(panel, x, y, legende.limites(style, None), style)
