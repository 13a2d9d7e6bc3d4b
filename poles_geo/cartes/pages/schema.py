"""The schema of the report: the pôles of a region and the links between them, without a map."""

import geopandas as gpd
import pandas as pd

from poles_geo.analyses.maillage import links
from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.page import Page
from poles_geo.cartes.canvas.style import STYLE_RAPPORT, Style, regional
from poles_geo.cartes.ground import land as fonds
from poles_geo.cartes.ground.base import draw_limits
from poles_geo.cartes.layers.link_lines import draw_links, link_rows
from poles_geo.cartes.layers.poles import check_poles, draw_labels, draw_poles
from poles_geo.cartes.surround.credits import draw_sources, draw_title, notes_of
from poles_geo.cartes.surround.legend import Trait
from poles_geo.cartes.surround.pole_legend import draw_legend
from poles_geo.cartes.surround.scale_bar import draw_scale
from poles_geo.communes.regions import LOCATIFS, region_named
from poles_geo.edition import embedded as edition
from poles_geo.errors import TableError
from poles_geo.ranking.rules import RULES_ORS_2014, Rules

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
        those of :func:`poles_geo.analyses.maillage.links` by default.
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
    table = links(points) if liens is None else liens
    outline = gpd.GeoSeries(fonds.base().regions[[region]])
    page = Page(outline.total_bounds, style)
    ax = page.axes
    ax.set_facecolor(style.pays)
    contour = Trait("Contour de la région", style.trait_departement, style.largeur_cote)
    draw_limits(outline, contour, zorder=2, ax=ax, style=style)
    draw_links(table, points, ax=ax, style=style)
    draw_poles(points, ax=ax, style=style)
    draw_scale(ax=ax, style=style)
    labels = draw_labels(points, ax=ax, style=style)

    title = titre or f"Schéma : pôles d'offre et maillage {LOCATIFS[region]}"
    dated = f", {points.attrs['date']}" if "date" in points.attrs else ""
    subtitle = f"Les pôles, leur rang et les liens entre eux{dated}"
    draw_title(title, subtitle, ax=page.tete, style=style)
    draw_legend(
        points,
        [*link_rows(table, style), contour],
        rules=rules,
        titre_lignes="Liens, selon leur force",
        ax=page.panel,
        style=style,
    )
    notes = [*notes_of(points), *([LIENS] if liens is None else [])]
    draw_sources(points.attrs, notes, ax=page.pied, style=style)
    return page.finish(title, points.attrs, [label.texte for label in labels.left_out])
