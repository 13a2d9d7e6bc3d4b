"""The commands ``poles-geo analyze links`` and ``centralities``: pôles → their mesh."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from poles_geo.cli.analyze.tables import check_sortie, costs_of, placed_poles, write

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

Graphe = Literal["gabriel", "relatif", "arbre", "delaunay"]
"""The graphs of :func:`poles_geo.links`, by their French names."""
GRAPHS: dict[Graphe, str] = {
    "gabriel": "gabriel",
    "relatif": "relative",
    "arbre": "tree",
    "delaunay": "delaunay",
}


def analyze_links(
    poles: Path | None = None,
    /,
    *,
    sortie: Path,
    graphe: Graphe = "gabriel",
    couts: Path | None = None,
    bassins: Path | None = None,
) -> None:
    """Relie les pôles qu'aucun troisième ne sépare, et mesure leur attraction.

    Parameters
    ----------
    poles
        Tableau des pôles écrit par « poles-geo classify » ; sans lui, les 153 pôles publiés.
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md.
    graphe
        Ce qui sépare : gabriel, un pôle dans le cercle de diamètre le lien ; relatif, un pôle plus
        près des deux qu'ils ne le sont l'un de l'autre ; arbre, le plus court qui les joint tous ;
        delaunay, les voisins au plus large.
    couts
        Temps ou distances d'un pôle à l'autre : table longue, tableau croisé, ou
        distancier de l'Insee ; sans eux, des lignes droites.
    bassins
        Composition communale, qui place les pôles dont le centre n'est pas une commune de 2024.
    """
    from poles_geo.typography import french_count

    check_sortie(sortie, (poles, couts, bassins))
    table, _ = _mesh(poles, graphe, couts, bassins)
    write(table, sortie, french_count(len(table), "lien"))


def analyze_centralities(
    poles: Path | None = None,
    /,
    *,
    sortie: Path,
    graphe: Graphe = "gabriel",
    couts: Path | None = None,
    bassins: Path | None = None,
) -> None:
    """Dit la place de chaque pôle dans le maillage, et ce que sa perte en couperait.

    Parameters
    ----------
    poles
        Tableau des pôles écrit par « poles-geo classify » ; sans lui, les 153 pôles publiés.
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md.
    graphe
        Les liens : gabriel, relatif, arbre ou delaunay, comme pour « links ».
    couts
        Temps ou distances d'un pôle à l'autre, comme pour « links » ; les chemins les suivent.
    bassins
        Composition communale, qui place les pôles dont le centre n'est pas une commune de 2024.
    """
    from poles_geo.analyses.mesh.centralities import centralities
    from poles_geo.typography import french_count

    check_sortie(sortie, (poles, couts, bassins))
    found, placed = _mesh(poles, graphe, couts, bassins)
    length = next(name for name in ("minutes", "km", "distance_km") if name in found)
    table = centralities(found, placed, length=length)
    held = int(table["articulation"].sum())
    told = f"{french_count(len(table), 'pôle')}, dont {held} que le maillage ne peut perdre"
    write(table, sortie, told)


def _mesh(
    poles: Path | None, graphe: Graphe, couts: Path | None, bassins: Path | None
) -> "tuple[pd.DataFrame, gpd.GeoDataFrame]":
    """Give links and pôles."""
    from poles_geo.analyses.mesh.maillage import links

    placed = placed_poles(poles, bassins)
    return links(placed, graph=GRAPHS[graphe], costs=costs_of(couts)), placed
