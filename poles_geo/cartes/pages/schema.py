"""The schema of the report: the pôles of a region and the links between them, without a map."""

import geopandas as gpd
import pandas as pd

from poles_geo.analyses import maillage
from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.page import Page
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks, regional
from poles_geo.cartes.ground.base import draw_limits
from poles_geo.cartes.ground.extents import Zone, extent_named, in_words, land_of
from poles_geo.cartes.ground.land import Land, land_at
from poles_geo.cartes.layers.link_lines import draw_links, link_rows
from poles_geo.cartes.layers.pole_labels import draw_labels
from poles_geo.cartes.layers.poles import check_poles, draw_poles
from poles_geo.cartes.layers.uncounted_areas import KEY as UNCOUNTED
from poles_geo.cartes.legends.columns import box_sizes
from poles_geo.cartes.legends.pole_legend import pole_legend
from poles_geo.cartes.pages.recipe import finish_page
from poles_geo.cartes.surround.credits import credited, notes_of
from poles_geo.cartes.surround.scale_bar import draw_scale
from poles_geo.communes.territory_names import DEPARTEMENT, EPCI, REGION
from poles_geo.errors import TableError
from poles_geo.ranking.carried import rules_of
from poles_geo.ranking.load_report import load_report
from poles_geo.ranking.rules import Rules

SCHEMA_REGION = "Nord - Pas-de-Calais"
"""The region of the report's schema."""
CONTOURS = {
    REGION: "Contour de la région",
    DEPARTEMENT: "Contour du département",
    EPCI: "Contour de l'intercommunalité",
}
LINKS = {
    "gabriel": "entre deux pôles qu'aucun autre ne sépare",
    "relative": "entre deux pôles quand aucun autre n'est plus près des deux",
    "tree": "les plus courts qui joignent tous les pôles",
    "delaunay": "entre deux pôles qu'un cercle vide d'autres peut joindre",
}
"""What the links of a graph are, for the note of the map."""
FORCE = (
    "force : produit des deux nombres de professionnels divisé par le carré de la distance en km."
)


def map_schema(
    poles: pd.DataFrame | None = None,
    zone: Zone = SCHEMA_REGION,
    *,
    graph: str = "gabriel",
    links: pd.DataFrame | None = None,
    title: str = "",
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    rules: Rules | None = None,
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    land: Land | None = None,
) -> Carte:
    """Draw the pôles of an area and the links between them, each pôle at its place.

    Parameters
    ----------
    poles : DataFrame, optional
        As for :func:`map_national`; the 153 published pôles by default.
    zone
        As for :func:`map_poles`.
    graph : {"gabriel", "relative", "tree", "delaunay"}
        As for :func:`poles_geo.links`: which of the pôles of the area are linked.
    links : DataFrame, optional
        Instead: code_a, code_b (`code_bassin` of two pôles of the area) and force, any positive
        number.
    title, subtitle, source, date, author, rules, style, regions_year
        As for :func:`map_poles`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    ChoiceError
        Unknown area or graph.
    TableError
        With every fault of a table; no pôle in the area.
    """
    poles = load_report() if poles is None else poles
    poles = credited(poles, source=source, date=date, author=author)
    land = land_at(poles.attrs, regions_year, land=land)
    extent = extent_named(zone, land=land)
    land = land_of(extent, land)
    style = regional(style)
    points = check_poles(poles, land=land)
    attrs = {name: value for name, value in points.attrs.items() if name != UNCOUNTED}
    points = gpd.GeoDataFrame(points[extent.holds(points)])
    points.attrs = attrs  # a schema has no ground to hatch
    if points.empty:
        where = in_words(extent) or " dans ce périmètre"
        raise TableError(f"table des pôles : aucun pôle{where}, rien à dessiner.")
    rules = rules_of(points, rules)
    style = for_ranks(style, rules.ranks[-1].rang)
    drawn = maillage.links(points, graph=graph) if links is None else links
    outline = gpd.GeoSeries([extent.area], crs=land.crs)
    contour = Stroke(
        CONTOURS.get(extent.kind, "Contour"), style.departement_colour, style.coast_width
    )
    legend = pole_legend(
        points,
        [*link_rows(drawn, style), contour],
        rules=rules,
        lines_title="Liens, selon leur force",
        style=style,
        land=land,
    )
    page = Page(outline.total_bounds, style, subject=extent.area, legends=box_sizes(legend[0]))
    ax = page.axes
    ax.set_facecolor(style.land)
    draw_limits(outline, contour, zorder=2, ax=ax, style=style)
    draw_links(drawn, points, ax=ax, style=style, land=land)
    draw_poles(points, ax=ax, style=style, land=land)
    draw_scale(subject=extent.area, ax=ax, style=style)
    labels = draw_labels(points, ax=ax, style=style, land=land)

    notes = notes_of(points, land=land)
    if links is None:
        notes.append(f"Liens : {LINKS[graph]} ; {FORCE}")
    return finish_page(
        page,
        legend,
        projection=land.projection,
        title=title or f"Schéma : pôles d'offre et maillage{in_words(extent)}",
        subtitle=subtitle or "Les pôles, leur rang et les liens entre eux",
        dated=not subtitle,
        origin=points.attrs,
        notes=notes,
        left_out=[label.text for label in labels.left_out],
    )
