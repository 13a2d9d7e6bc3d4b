"""The command ``poles-geo analyze links``: pôles → the links between neighbours."""

from pathlib import Path

from poles_geo.cli.analyze.tables import check_sortie, placed_poles, write


def analyze_links(
    poles: Path | None = None, /, *, sortie: Path, bassins: Path | None = None
) -> None:
    """Relie les pôles qu'aucun troisième ne sépare, et mesure leur attraction.

    Parameters
    ----------
    poles
        Tableau des pôles écrit par « poles-geo classify » ; sans lui, les 153 pôles publiés.
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md.
    bassins
        Composition communale, qui place les pôles dont le centre n'est pas une commune de 2024.
    """
    from poles_geo.analyses.maillage import links
    from poles_geo.typography import french_count

    check_sortie(sortie, (poles, bassins))
    table = links(placed_poles(poles, bassins))
    write(table, sortie, french_count(len(table), "lien"))
