"""The commands ``poles-geo analyze exposure`` and ``reilly``: what a heavier pôle takes."""

from pathlib import Path

from poles_geo.cli.analyze.tables import check_sortie, placed_poles, write


def analyze_exposure(
    poles: Path | None = None,
    /,
    *,
    sortie: Path,
    beta: float = 2.0,
    bassins: Path | None = None,
) -> None:
    """Mesure ce que chaque pôle subit d'un plus lourd : qui l'expose, et de combien.

    Parameters
    ----------
    poles
        Tableau des pôles écrit par « poles-geo classify » ; sans lui, les 153 pôles publiés.
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md.
    beta
        Puissance de la distance : 2 est celle de la gravité.
    bassins
        Composition communale, qui place les pôles dont le centre n'est pas une commune de 2024.
    """
    from poles_geo.analyses.pull.exposure import exposure
    from poles_geo.typography import french_count

    check_sortie(sortie, (poles, bassins))
    table = exposure(placed_poles(poles, bassins), beta=beta)
    exposed = int((table["exposition"] >= 1).sum())
    told = f"{french_count(len(table), 'pôle')}, dont {exposed} d'exposition 1 ou plus"
    write(table, sortie, told)


def analyze_reilly(
    poles: Path | None = None,
    /,
    *,
    sortie: Path,
    beta: float = 2.0,
    bassins: Path | None = None,
) -> None:
    """Place sur chaque lien le point où les deux pôles attirent autant (Reilly).

    Parameters
    ----------
    poles
        Tableau des pôles écrit par « poles-geo classify » ; sans lui, les 153 pôles publiés.
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md ; les points eux-mêmes en .gpkg ou
        .geojson.
    beta
        Puissance de la distance : 2 est celle de la gravité.
    bassins
        Composition communale, qui place les pôles dont le centre n'est pas une commune de 2024.
    """
    import pandas as pd

    from poles_geo.analyses.pull.exposure import reilly
    from poles_geo.tabular.gis.layers import WRITERS
    from poles_geo.typography import french_count

    check_sortie(sortie, (poles, bassins), placed=True)
    points = reilly(placed_poles(poles, bassins), beta=beta)
    told = french_count(len(points), "point de rupture", "points de rupture")
    if sortie.suffix.lower() in WRITERS:
        write(points, sortie, told)
        return
    table = pd.DataFrame(points.drop(columns="geometry"))
    table = table.assign(x=points.geometry.x, y=points.geometry.y)
    table.attrs = points.attrs
    write(table, sortie, told)
