"""The schema of the report: the pôles of a region and the links between them, without a map."""

from functools import partial

import geopandas as gpd
import pandas as pd

from poles_geo.analyses import maillage
from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.page import Page
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks, regional
from poles_geo.cartes.ground.base import draw_limits
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.layers.link_lines import draw_links, link_rows
from poles_geo.cartes.layers.poles import check_poles, draw_labels, draw_poles
from poles_geo.cartes.pages.recipe import finish_page
from poles_geo.cartes.surround.credits import notes_of
from poles_geo.cartes.surround.pole_legend import draw_legend
from poles_geo.cartes.surround.scale_bar import draw_scale
from poles_geo.communes.regions import LOCATIVES, region_named
from poles_geo.errors import TableError
from poles_geo.ranking.carried import rules_of
from poles_geo.ranking.load_report import load_report
from poles_geo.ranking.rules import Rules

SCHEMA_REGION = "Nord - Pas-de-Calais"
"""The region of the report's schema."""
LINKS_NOTE = (
    "Liens : entre deux pôles qu'aucun autre ne sépare ; force : produit des deux nombres de "
    "professionnels divisé par le carré de la distance en km."
)


def map_schema(
    poles: pd.DataFrame | None = None,
    region: str = SCHEMA_REGION,
    *,
    links: pd.DataFrame | None = None,
    title: str = "",
    rules: Rules | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Carte:
    """Draw the pôles of a region and the links between them, each pôle at its place.

    Parameters
    ----------
    poles : DataFrame, optional
        As for :func:`map_national`; the 153 published pôles by default.
    region : str
        One of the 22 regions of 2014.
    links : DataFrame, optional
        code_a, code_b (`code_bassin` of two pôles of the region) and force, any positive number;
        those of :func:`poles_geo.links` by default.
    title, rules, style
        As for :func:`map_national`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    ChoiceError
        Unknown region.
    TableError
        With every fault of a table; no pôle in the region.
    """
    land = land or embedded_land()
    region = region_named(region)
    style = regional(style)
    points = check_poles(load_report() if poles is None else poles, land=land)
    points = gpd.GeoDataFrame(points[points["region_2014"] == region])
    if points.empty:
        raise TableError(f"table des pôles : aucun pôle {LOCATIVES[region]}, rien à dessiner.")
    rules = rules_of(points, rules)
    style = for_ranks(style, rules.ranks[-1].rang)
    drawn = maillage.links(points) if links is None else links
    outline = gpd.GeoSeries(land.regions[[region]])
    page = Page(outline.total_bounds, style)
    ax = page.axes
    ax.set_facecolor(style.land)
    contour = Stroke("Contour de la région", style.departement_colour, style.coast_width)
    draw_limits(outline, contour, zorder=2, ax=ax, style=style)
    draw_links(drawn, points, ax=ax, style=style, land=land)
    draw_poles(points, ax=ax, style=style, land=land)
    draw_scale(ax=ax, style=style)
    labels = draw_labels(points, ax=ax, style=style, land=land)

    notes = [*notes_of(points, land=land), *([LINKS_NOTE] if links is None else [])]
    legend = partial(
        draw_legend,
        points,
        [*link_rows(drawn, style), contour],
        rules=rules,
        lines_title="Liens, selon leur force",
        land=land,
    )
    return finish_page(
        page,
        legend,
        title=title or f"Schéma : pôles d'offre et maillage {LOCATIVES[region]}",
        subtitle="Les pôles, leur rang et les liens entre eux",
        origin=points.attrs,
        notes=notes,
        left_out=[label.text for label in labels.left_out],
    )
