"""The command ``poles-geo analyze dependency``: pôles → the nearest heavier of each."""

from pathlib import Path

from poles_geo.cli.analyze.tables import (
    check_cartes,
    check_sortie,
    costs_of,
    placed_poles,
    save_carte,
    write,
)
from poles_geo.cli.drawing import DEFAULT_STYLE, style_named, zones_of


def analyze_dependency(
    poles: Path | None = None,
    /,
    *,
    sortie: Path,
    couts: Path | None = None,
    bassins: Path | None = None,
    carte: Path | None = None,
    zone: list[str] | None = None,
    style: str = DEFAULT_STYLE,
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
    carte
        Carte à écrire, .pdf, .svg ou .png : une flèche de chaque pôle de la zone vers le plus lourd
        dont il dépend.
    zone
        Zone de la carte, comme pour « poles-geo map » ; sans elle, la métropole.
    style
        couleur, noir-et-blanc, demi-page ou diapositive.
    """
    import pandas as pd

    from poles_geo.analyses.mesh.dependency import dependency
    from poles_geo.cartes.pages.schema import map_dependency
    from poles_geo.typography import french_count

    inputs = (poles, couts, bassins)
    check_sortie(sortie, inputs)
    page_style = style_named(style)
    check_cartes(sortie, {"--carte": carte}, inputs, zone)
    asked = zones_of(zone)
    points = placed_poles(poles, bassins)
    placed = dependency(points, costs=costs_of(couts))
    table = pd.DataFrame(placed.drop(columns=placed.geometry.name))
    table.attrs = placed.attrs
    levels = int(table["niveau"].max()) + 1 if len(table) else 0
    told = f"{french_count(len(table), 'pôle')} sur {french_count(levels, 'niveau', 'niveaux')}"
    write(table, sortie, told)
    if carte is not None:
        save_carte(map_dependency(points, asked, dependency=placed, style=page_style), carte)
