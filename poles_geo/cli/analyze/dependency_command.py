"""The command ``poles-geo analyze dependency``: pôles → the nearest heavier of each."""

from pathlib import Path

from poles_geo.cli.analyze.tables import check_sortie, costs_of, placed_poles, write


def analyze_dependency(
    poles: Path | None = None,
    /,
    *,
    sortie: Path,
    couts: Path | None = None,
    bassins: Path | None = None,
) -> None:
    """Dit de quel pôle plus lourd chacun dépend : le plus proche, et la chaîne qu'ils forment.

    Parameters
    ----------
    poles
        Tableau des pôles écrit par « poles-geo classify » ; sans lui, les 153 pôles publiés.
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md.
    couts
        Temps ou distances d'un pôle à l'autre : table longue, tableau croisé, ou
        distancier de l'Insee ; sans eux, des lignes droites.
    bassins
        Composition communale, qui place les pôles dont le centre n'est pas une commune de 2024.
    """
    import pandas as pd

    from poles_geo.analyses.mesh.dependency import dependency
    from poles_geo.typography import french_count

    check_sortie(sortie, (poles, couts, bassins))
    placed = dependency(placed_poles(poles, bassins), costs=costs_of(couts))
    table = pd.DataFrame(placed.drop(columns=placed.geometry.name))
    table.attrs = placed.attrs
    levels = int(table["niveau"].max()) + 1 if len(table) else 0
    told = f"{french_count(len(table), 'pôle')} sur {french_count(levels, 'niveau', 'niveaux')}"
    write(table, sortie, told)
