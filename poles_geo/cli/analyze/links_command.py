"""The command ``poles-geo analyze links``: pôles → the links between neighbours."""

from pathlib import Path
from typing import Literal

from poles_geo.cli.analyze.tables import check_sortie, placed_poles, write

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
    bassins
        Composition communale, qui place les pôles dont le centre n'est pas une commune de 2024.
    """
    from poles_geo.analyses.maillage import links
    from poles_geo.typography import french_count

    check_sortie(sortie, (poles, bassins))
    table = links(placed_poles(poles, bassins), graph=GRAPHS[graphe])
    write(table, sortie, french_count(len(table), "lien"))
