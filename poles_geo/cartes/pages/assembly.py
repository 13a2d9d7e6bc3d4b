"""The assembly of a map page: what every map of pôles has, piece by piece, in one order.

Tiles, land, bassins, circles, insets, scale, labels, names of places, title, legend, sources.
"""

from collections.abc import Sequence
from functools import partial

import geopandas as gpd
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.insets import LARGEUR_EMPRISE, Encart, draw_inset
from poles_geo.cartes.canvas.page import Page
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.ground.base import draw_base, draw_limits, draw_places, limits_shown
from poles_geo.cartes.ground.extents import Etendue
from poles_geo.cartes.ground.tiles import Tuiles, attribution, draw_tiles
from poles_geo.cartes.labels.area_names import draw_names
from poles_geo.cartes.labels.placing import Label
from poles_geo.cartes.layers.bassin_areas import draw_bassins
from poles_geo.cartes.layers.poles import CheckedPoles, draw_labels, draw_poles
from poles_geo.cartes.pages.overseas import OutreMer, draw_overseas, notes_of_overseas
from poles_geo.cartes.surround.credits import FONDS, draw_sources, draw_title, notes_of
from poles_geo.cartes.surround.legend import Trait
from poles_geo.cartes.surround.pole_legend import draw_legend
from poles_geo.cartes.surround.scale_bar import draw_scale
from poles_geo.ranking.rules import Rules

SOUS_TITRE = "Nombre de professionnels de santé et rang du pôle, par bassin de vie"


def assemble(
    page: Page,
    points: gpd.GeoDataFrame,
    rules: Rules,
    *,
    titre: str,
    zone: Etendue | None = None,
    perimetre: Trait | None = None,
    clair: Etendue | None = None,
    noms: gpd.GeoSeries | None = None,
    bassins: gpd.GeoDataFrame | None = None,
    lignes: Sequence[Trait] = (),
    encarts: Sequence[Encart] = (),
    outremer: OutreMer | None = None,
    tuiles: Tuiles = None,
) -> Carte:
    """Draw the pôles that the page shows, and finish it.

    Parameters
    ----------
    page : Page
        May already hold layers of its own.
    points : GeoDataFrame
        As :func:`poles_geo.cartes.layers.poles.check_poles` gives them.
    zone : Etendue, optional
        What the map is about; the pôles elsewhere are fainter. None: the whole country.
    perimetre : Trait, optional
        Line around `zone`.
    clair : Etendue, optional
        Ground lighter than the rest, where it is not `zone`.
    noms : GeoSeries, optional
        Areas to name first, index their names.
    bassins : GeoDataFrame, optional
        Polygons outlined, and filled by rank.
    lignes : sequence of Trait
        Lines already on the page, for the legend.
    encarts : sequence of Encart
        Parts drawn larger; the pôles that they show are named there.
    outremer : OutreMer, optional
        Pôles overseas, in the frames of their départements.
    tuiles : str or TileProvider, optional
        Tiles drawn in place of the fills of the land.
    """
    points = CheckedPoles(points)
    style, ax, ground = page.style, page.axes, zone or clair
    draw_layers = partial(
        _draw_layers,
        ground=ground,
        zone=zone,
        perimetre=perimetre,
        bassins=bassins,
        tuiles=tuiles,
        style=style,
    )
    draw_layers(points, points, ax=ax)
    named, shown = points, points.intersects(page.cadre.polygon)
    crowded: list[Label] = []
    for encart in encarts:
        inside = points.intersects(encart.cadre.polygon)
        inset = draw_inset(encart, ax=ax, style=style).axes
        known = inside if bassins is None else inside & points.index.isin(bassins.index)
        draw_layers(points[inside], points[known], ax=inset)  # the map has told of the others
        draw_scale(ax=inset, style=style)
        labels = draw_labels(points[inside], zone=zone, ax=inset, style=style)
        crowded += [label for label in labels.left_out if not label.faible]
        if not encart.lettre:
            draw_places(ground, departements=bassins is None, ax=inset, style=style)
        named, shown = named[~inside.loc[named.index]], shown | inside
    if outremer is not None:
        crowded += draw_overseas(outremer, ax=ax, style=style)
    draw_scale(ax=ax, style=style)
    labels = draw_labels(named, zone=zone, ax=ax, style=style)
    unwritten = () if noms is None else draw_names(noms, ax=ax, style=style).left_out
    draw_places(
        ground,
        departements=bassins is None,
        without=None if noms is None else noms.union_all(),
        ax=ax,
        style=style,
    )

    dated = f", {points.attrs['date']}" if "date" in points.attrs else ""
    draw_title(titre, SOUS_TITRE + dated, ax=page.tete, style=style)
    around = () if perimetre is None else (perimetre,)
    lines = [*around, *lignes, *limits_shown(ax, bassins=bassins, style=style)]
    if any(encart.lettre for encart in encarts):
        lines.append(Trait("Étendue d'un encart", style.encre, LARGEUR_EMPRISE))
    draw_legend(
        points,
        lines,
        carte=ax,
        encarts=encarts,
        zone=zone,
        bassins=bassins,
        outremer=outremer.shown if outremer else None,
        rules=rules,
        ax=page.panel,
        style=style,
    )
    notes = notes_of(points[shown])
    if outremer is not None:
        notes += notes_of_overseas(outremer)
    if tuiles is not None:
        notes.append(f"Tuiles du fond : {attribution(tuiles)}.")
    zoning = ""
    if bassins is not None:
        zoning = f" ; bassins de vie {bassins.attrs.get('millesime') or ''} (Insee)"
    draw_sources(points.attrs, notes, FONDS + zoning, ax=page.pied, style=style)
    left_out = [label.texte for label in labels.left_out if not label.faible]
    left_out += [label.texte for label in crowded]
    return page.finish(titre, points.attrs, [*left_out, *unwritten])


def _draw_layers(
    points: gpd.GeoDataFrame,
    filled: gpd.GeoDataFrame,
    *,
    ground: Etendue | None,
    zone: Etendue | None,
    perimetre: Trait | None,
    bassins: gpd.GeoDataFrame | None,
    tuiles: Tuiles,
    ax: Axes,
    style: Style,
) -> None:
    """Draw what a map and its insets have: tiles, land, perimeter, bassins, circles.

    `filled`: pôles whose bassins are filled.
    """
    if tuiles is not None:
        draw_tiles(tuiles, ax=ax, style=style)
    draw_base(ground, departements=bassins is None, filled=tuiles is None, ax=ax, style=style)
    if zone is not None and perimetre is not None:
        draw_limits(gpd.GeoSeries([zone.aire], crs=2154), perimetre, ax=ax, style=style)
    if bassins is not None:
        draw_bassins(bassins, filled, zone=zone, ax=ax, style=style)
    draw_poles(points, zone=zone, ax=ax, style=style)
