"""The assembly of a map page: what every map of pôles has, drawn in one order.

Land, bassins, circles, scale, labels, names of areas, title, legend, sources.
"""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from poles_geo.cartes import fonds, legende
from poles_geo.cartes.bassins import check_bassins, draw_bassins, tint
from poles_geo.cartes.carte import Carte
from poles_geo.cartes.echelle import draw_scale
from poles_geo.cartes.encarts import LARGEUR_EMPRISE, Encart, draw_inset
from poles_geo.cartes.etiquettes import Label, draw_labels, place_labels
from poles_geo.cartes.noms import draw_area_names
from poles_geo.cartes.page import FONDS, Page
from poles_geo.cartes.poles import (
    circles_boxes,
    draw_poles,
    labels_of,
    notes_of,
    rank_colour,
    rank_rows,
    ranks_of,
)
from poles_geo.cartes.tuiles import Tuiles, attribution, draw_tiles
from poles_geo.rules import Rules

SOUS_TITRE = "Nombre de professionnels de santé et rang du pôle, par bassin de vie"


def assemble(
    page: Page,
    points: gpd.GeoDataFrame,
    rules: Rules,
    *,
    titre: str,
    shown: Sequence[str] | None = None,
    about: "pd.Series[bool] | None" = None,
    names: gpd.GeoSeries | None = None,
    bassins: gpd.GeoDataFrame | None = None,
    lines: Sequence[legende.Trait] = (),
    insets: Sequence[Encart] = (),
    tuiles: Tuiles = None,
) -> Carte:
    """Draw the pôles that the page shows, and finish it.

    Parameters
    ----------
    page : Page
        May already hold layers of its own.
    points : GeoDataFrame
        As :func:`poles_geo.cartes.poles.check_poles` gives them.
    shown : names of regions, optional
        Those the map is about; the pôles of the others are fainter. None: the whole country.
    about : Series of bool, optional
        Pôles that the map is about, index those of `points`, where regions do not say it.
    names : GeoSeries, optional
        Areas to name first, index their names.
    bassins : GeoDataFrame, optional
        Polygons outlined, and filled by rank.
    lines : sequence of Trait
        Lines already on the page, for the legend.
    insets : sequence of Encart
        Parts drawn larger; the pôles that they show are named there.
    tuiles : str or TileProvider, optional
        Tiles drawn in place of the fills of the land.
    """
    style, cadre = page.style, page.cadre
    if tuiles is not None:
        draw_tiles(page.axes, cadre, style, tuiles)
    fonds.draw_land(
        page.axes,
        cadre,
        style,
        shown=shown,
        departements=bassins is None,
        filled=tuiles is None,
    )
    visible = points[points.intersects(cadre.polygon)]
    if about is None:
        everything = pd.Series(True, index=points.index)
        about = points["region"].isin(shown) if shown else everything
    about = about[visible.index]
    if bassins is not None:
        areas = check_bassins(bassins, points)
        draw_bassins(page.axes, cadre, areas, visible, about, style)
    draw_poles(page.axes, visible[~about], style, faint=True)
    draw_poles(page.axes, visible[about], style)

    circles = circles_boxes(visible, cadre, style)
    frames = np.array([inset.boite for inset in insets]).reshape(-1, 4)
    circles = np.vstack([circles, frames])
    scale = draw_scale(page.axes, cadre, style, circles)
    inside = np.zeros(len(visible), dtype=bool)
    unnamed: list[Label] = []
    for inset in insets:
        here, missing = draw_inset(page, inset, visible, None if bassins is None else areas)
        inside |= here
        unnamed += missing
    labels = labels_of(visible[about & ~inside], cadre, style)
    others = labels_of(visible[~about], cadre, style, faint=True)
    placed, left_out = place_labels(
        [*labels, *others],
        cadre,
        style,
        obstacles=np.vstack([scale, frames]),
        unnamed=labels_of(gpd.GeoDataFrame(visible[inside]), cadre, style),
    )
    draw_labels(page.axes, placed, cadre, style)
    taken = np.vstack([scale, circles, *([item.box] for item in placed)])
    layers = fonds.names_around(cadre, shown)
    if shown and bassins is None:
        layers.insert(0, fonds.departement_names(cadre, shown))
    if names is not None:
        layers = [names, *(areas.difference(names.union_all()) for areas in layers)]
    unwritten: list[list[str]] = []
    for areas in layers:
        taken, unnamed_areas = draw_area_names(page.axes, areas, cadre, style, taken=taken)
        unwritten.append(unnamed_areas)

    dated = f", {points.attrs['date']}" if "date" in points.attrs else ""
    page.draw_title(titre, SOUS_TITRE + dated)
    counts = visible["effectif"]
    sizes = [] if counts.empty else legende.round_sizes(counts.min(), counts.max())
    ranks = rank_rows(visible, about, rules, style, filled=bassins is not None)
    if bassins is not None and tuiles is None:
        ranks.append(legende.Rang((), "Bassin de vie hors pôle", fonds=(style.pays,)))
    if not about.all():
        elsewhere_ranks = ranks_of(visible[~about])
        faint = [rank_colour(rang, style, faint=True) for rang in elsewhere_ranks]
        fills = (
            [] if bassins is None else [tint(rang, style, faint=True) for rang in elsewhere_ranks]
        )
        elsewhere = "d'une autre région" if shown else "hors du périmètre"
        text = f"Pôles {elsewhere}, mêmes rangs"
        ranks.append(legende.Rang(tuple(faint), text, fonds=tuple(fills)))
    if visible.empty:
        ranks.append(legende.Rang((), "Aucun pôle dans le cadre"))
    millesime = None if bassins is None else str(bassins.attrs.get("millesime") or "")
    limits = legende.limites(style, millesime)
    if len(fonds.visible(fonds.base().regions, cadre)) == 1:
        del limits[0]
    if fonds.base().seas.disjoint(cadre.polygon).all():
        limits.pop()
    if insets:
        limits.append(legende.Trait("Étendue d'un encart", style.encre, LARGEUR_EMPRISE))
    page.draw_legend(ranks, sizes, [*lines, *limits])
    zoning = "" if bassins is None else f" ; bassins de vie {millesime} (Insee)"
    notes = notes_of(visible)
    if tuiles is not None:
        notes.append(f"Tuiles du fond : {attribution(tuiles)}.")
    page.draw_sources(points.attrs, notes, FONDS + zoning)
    labelled = [*(label for label in left_out if label in labels), *unnamed]
    return page.finish(
        titre,
        points.attrs,
        [label.texte for label in labelled] + (unwritten[0] if names is not None else []),
    )
