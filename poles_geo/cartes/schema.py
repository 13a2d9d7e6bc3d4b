"""The schema of the report: the pôles of a region and the links between them, without a map."""

import geopandas as gpd
import pandas as pd
import shapely

from poles_geo.cartes import fonds, legende
from poles_geo.cartes.carte import Carte
from poles_geo.cartes.echelle import draw_scale
from poles_geo.cartes.etiquettes import draw_labels, place_labels
from poles_geo.cartes.liens import check_links, draw_links, link_rows
from poles_geo.cartes.page import Page
from poles_geo.cartes.poles import (
    check_poles,
    circles_boxes,
    draw_poles,
    labels_of,
    notes_of,
    rank_rows,
)
from poles_geo.cartes.style import STYLE_RAPPORT, Style, regional
from poles_geo.errors import TableError
from poles_geo.maillage import links
from poles_geo.regions import LOCATIFS, region_named
from poles_geo.rules import RULES_ORS_2014, Rules
from poles_geo.sources import edition

REGION_DU_SCHEMA = "Nord - Pas-de-Calais"
"""The region of the report's schema."""
LIENS = (
    "Liens : entre deux pôles qu'aucun autre ne sépare ; force : produit des deux nombres de "
    "professionnels divisé par le carré de la distance en km."
)


def map_schema(
    poles: pd.DataFrame | None = None,
    region: str = REGION_DU_SCHEMA,
    *,
    liens: pd.DataFrame | None = None,
    titre: str = "",
    rules: Rules = RULES_ORS_2014,
    style: Style = STYLE_RAPPORT,
) -> Carte:
    """Draw the pôles of a region and the links between them, each pôle at its place.

    Parameters
    ----------
    poles : DataFrame, optional
        As for :func:`map_national`; the 153 published pôles by default.
    region : str
        One of the 22 regions of 2014.
    liens : DataFrame, optional
        code_a, code_b (`code_bassin` of two pôles of the region) and force, any positive number;
        those of :func:`poles_geo.maillage.links` by default.
    titre, rules, style
        As for :func:`map_national`.

    Raises
    ------
    ChoiceError
        Unknown region.
    TableError
        With every fault of a table; no pôle in the region.
    """
    region = region_named(region)
    style = regional(style)
    points = check_poles(edition.load_report() if poles is None else poles, style)
    points = gpd.GeoDataFrame(points[points["region"] == region])
    if points.empty:
        raise TableError(f"table des pôles : aucun pôle {LOCATIFS[region]}, rien à dessiner.")
    table = links(points) if liens is None else check_links(liens, points)
    outline = gpd.GeoSeries(fonds.base().regions[[region]])
    page = Page(outline.total_bounds, style)
    cadre = page.cadre
    page.axes.set_facecolor(style.pays)
    fonds.outline(page.axes, outline, style.trait_departement, style.largeur_cote, zorder=2)
    lines = draw_links(page.axes, table, points, style)
    draw_poles(page.axes, points, style)
    scale = draw_scale(page.axes, cadre, style, circles_boxes(points, cadre, style))
    labels = labels_of(points, cadre, style)
    drawn = [shapely.LineString(cadre.to_mm(line)) for line in lines.get_segments()]
    placed, left_out = place_labels(labels, cadre, style, obstacles=scale, lines=drawn)
    draw_labels(page.axes, placed, cadre, style)

    title = titre or f"Schéma : pôles d'offre et maillage {LOCATIFS[region]}"
    dated = f", {points.attrs['date']}" if "date" in points.attrs else ""
    page.draw_title(title, f"Les pôles, leur rang et les liens entre eux{dated}")
    every = pd.Series(True, index=points.index)
    page.draw_legend(
        rank_rows(points, every, rules, style, filled=False),
        legende.round_sizes(points["effectif"].min(), points["effectif"].max()),
        [
            *link_rows(table, style),
            legende.Trait("Contour de la région", style.trait_departement, style.largeur_cote),
        ],
        traits="Liens, selon leur force",
    )
    notes = [*notes_of(points), *([LIENS] if liens is None else [])]
    page.draw_sources(points.attrs, notes)
    return page.finish(title, points.attrs, [label.texte for label in left_out])
