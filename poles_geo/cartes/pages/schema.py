"""The schema of the report: the pôles of a region and the links between them, without a map."""

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.analyses.mesh import maillage
from poles_geo.analyses.mesh.dependency import dependency as dependency_of
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.extents import Zone, in_words
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.layers.link_lines import draw_links_between, link_rows
from poles_geo.cartes.layers.measured.mesh_marks import draw_arrows, draw_dots
from poles_geo.cartes.legends.blocks import Row
from poles_geo.cartes.legends.signs import arrow_sign, dotted_sign
from poles_geo.cartes.pages.schema_page import SCHEMA_REGION, schema_ground, schema_page
from poles_geo.cartes.surround.credits import of_things
from poles_geo.coded import note_columns, note_index
from poles_geo.errors import Faults
from poles_geo.ranking.classify import things_of
from poles_geo.ranking.rules import Rules
from poles_geo.typography import french_count, listed

DEPENDING = "De quel pôle chacun dépend"
"""Beginning of the title of dependency, before the zone."""
LINKS = {
    "gabriel": "entre deux pôles qu'aucun autre ne sépare",
    "relative": "entre deux pôles quand aucun autre n'est plus près des deux",
    "tree": "les plus courts qui joignent tous les pôles",
    "delaunay": "entre deux pôles qu'un cercle vide d'autres peut joindre",
}
"""What the links of a graph are, for the note of the map."""
FORCE = "force : produit des deux nombres {of_things} divisé par le carré de la distance en km."

MOST_NAMED = 4
"""Pôles that a note names one by one, those that hold others and those that each holds."""
ARROWS_NOTE = (
    "Flèche : du pôle vers le plus proche de ceux qui ont plus {of_things}, quel que soit "
    "leur rang."
)


def map_schema(
    poles: pd.DataFrame | None = None,
    zone: Zone | None = SCHEMA_REGION,
    *,
    graph: str = "gabriel",
    links: pd.DataFrame | None = None,
    centralities: pd.DataFrame | None = None,
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
    zone : optional
        As for :func:`map_poles`: the report's region by default, all the regions for None.
    graph : {"gabriel", "relative", "tree", "delaunay"}
        As for :func:`poles_geo.links`: which of the pôles of the area are linked.
    links : DataFrame, optional
        Instead: code_a, code_b (`code_bassin` of two pôles of the area) and force, any positive
        number.
    centralities : DataFrame, optional
        As :func:`poles_geo.centralities` gives it, of the links drawn: a dot marks each pôle
        whose loss would cut off others, and a note says which, unless they are many.
    title, subtitle, source, date, author, rules, style, regions_year
        As for :func:`map_poles`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    ChoiceError
        Unknown area or graph.
    TableError
        With every fault of a table; no pôle in the area; centralities of other pôles.
    """
    ground = schema_ground(
        poles, zone, rules, style, regions_year, land, source=source, date=date, author=author
    )
    points = ground.points
    drawn = maillage.links(points, graph=graph) if links is None else links
    held = _articulations(centralities, points)
    notes = [] if len(drawn) else ["Aucun lien entre des pôles de la carte."]
    if links is None and len(drawn):
        notes.append(f"Liens : {LINKS[graph]} ; {FORCE.format(of_things=_of(points))}")
    marks = []
    if len(held):
        text = f"Pôle dont la perte en isole d'autres ({len(held)})"
        marks.append(Row(text, dotted_sign(ground.style), short="Pôle qui en tient d'autres"))
        notes += _cut_off(held, points)

    def draw(ax: Axes) -> None:
        draw_links_between(points, drawn, ax=ax, style=ground.style)

    def mark(ax: Axes) -> None:
        draw_dots(gpd.GeoDataFrame(points.loc[held.index]), ax=ax, style=ground.style)

    return schema_page(
        ground,
        draw,
        mark if len(held) else None,
        strokes=link_rows(drawn, ground.style),
        lines_title="Liens, selon leur force" if len(drawn) else "Limites",
        rows=marks,
        title=title or f"Schéma : pôles d'offre et maillage{in_words(ground.extent)}",
        subtitle=subtitle or "Les pôles, leur rang et les liens entre eux",
        dated=not subtitle,
        notes=notes,
    )


def map_dependency(
    poles: pd.DataFrame | None = None,
    zone: Zone | None = SCHEMA_REGION,
    *,
    dependency: pd.DataFrame | None = None,
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
    """Draw an arrow from each pôle of an area to the nearest that is heavier.

    Parameters
    ----------
    poles : DataFrame, optional
        As for :func:`map_national`; the 153 published pôles by default. Those outside the area
        are where chains may lead: an arrow that leaves it is told in a note.
    zone : optional
        As for :func:`map_poles`: the report's region by default, all the regions for None.
    dependency : DataFrame, optional
        As :func:`poles_geo.dependency` gives it, with the costs of one's own; by default, that of
        `poles` in straight lines.
    title, subtitle, source, date, author, rules, style, regions_year
        As for :func:`map_poles`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    ChoiceError
        Unknown area.
    TableError
        With every fault of a table; no pôle in the area; a dependency without its pôles.
    """
    ground = schema_ground(
        poles, zone, rules, style, regions_year, land, source=source, date=date, author=author
    )
    points = ground.points
    if dependency is None:
        dependency = dependency_of(ground.everywhere)
    faults = Faults("dependency")
    note_columns(faults, dependency, ("code_dominant",))
    note_index(faults, dependency.index)
    faults.raise_if_any()
    if len(lost := points.index[~points.index.isin(dependency.index)]):
        faults.add("pôle de la carte sans ligne : pg.dependency(poles) les donne tous", lost)
    faults.raise_if_any()
    here = dependency.loc[points.index]
    inside = here[here["code_dominant"].isin(points.index)]
    names = ground.everywhere["nom"]
    leaving = here[here["code_dominant"].isin(names.index) & ~here.index.isin(inside.index)]
    notes = [ARROWS_NOTE.format(of_things=_of(points))]
    if len(leaving):
        ends = zip(leaving.index, leaving["code_dominant"], strict=True)
        pairs = [f"{names.loc[code]} ({names.loc[dominant]})" for code, dominant in ends]
        notes.append(f"Vers un pôle hors de la carte : {', '.join(pairs)}.")

    def draw(ax: Axes) -> None:
        draw_arrows(inside, points, ax=ax, style=ground.style)

    return schema_page(
        ground,
        draw,
        None,
        strokes=[],
        lines_title="",
        rows=[Row("Vers le plus proche qui soit plus lourd", arrow_sign(ground.style))],
        title=title or f"{DEPENDING}{in_words(ground.extent)}",
        subtitle=subtitle or "Le pôle plus lourd le plus proche de chacun",
        dated=not subtitle,
        notes=notes,
    )


def _of(points: gpd.GeoDataFrame) -> str:
    return of_things(things_of(points.attrs))


def _articulations(centralities: pd.DataFrame | None, points: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give the rows of the pôles that hold others, or every fault."""
    if centralities is None:
        return pd.DataFrame()
    faults = Faults("centralities")
    note_columns(faults, centralities, ("articulation", "coupes"))
    note_index(faults, centralities.index)
    faults.raise_if_any()
    if not pd.api.types.is_bool_dtype(centralities["articulation"]):
        faults.add("articulation : True ou False est attendu, comme pg.centralities les donne")
    if len(lost := points.index[~points.index.isin(centralities.index)]):
        faults.add("pôle de la carte sans ligne : pg.centralities(liens, poles) les donne", lost)
    faults.raise_if_any()
    here = centralities.loc[points.index]
    return here[here["articulation"]]


def _cut_off(held: pd.DataFrame, points: gpd.GeoDataFrame) -> list[str]:
    """Say what the loss of each pôle would cut off, a number when it is much; nothing of many."""
    if len(held) > MOST_NAMED:
        return []
    told = []
    for code, cut in zip(held.index, held["coupes"], strict=True):
        others = [str(points["nom"].get(other, other)) for other in str(cut).split(", ")]
        count = len(others)
        named = listed(others) if count <= MOST_NAMED else french_count(count, "pôle")
        told.append(f"{points.loc[code, 'nom']} ({named})")
    return [f"Pôles qui en tiennent d'autres : {', '.join(told)}."]
