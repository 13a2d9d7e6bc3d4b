"""The commands ``poles-geo analyze exposure`` and ``reilly``: what a heavier pôle takes."""

from pathlib import Path

from poles_geo.cli.analyze.tables import check_cartes, check_sortie, placed_poles, save_carte, write
from poles_geo.cli.drawing import DEFAULT_STYLE, style_named, zones_of


def analyze_exposure(
    poles: Path | None = None,
    /,
    *,
    sortie: Path,
    beta: float = 2.0,
    bassins: Path | None = None,
    carte: Path | None = None,
    zone: list[str] | None = None,
    style: str = DEFAULT_STYLE,
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
    carte
        Carte à écrire, .pdf, .svg ou .png : les pôles par classe d'exposition, et qui les expose.
    zone
        Zone de la carte, comme pour « poles-geo map » ; sans elle, la France.
    style
        couleur, noir-et-blanc, demi-page ou diapositive.
    """
    from poles_geo.analyses.pull.exposure import exposure
    from poles_geo.cartes.pages.measured.exposure_map import map_exposure
    from poles_geo.typography import french_count

    check_sortie(sortie, (poles, bassins))
    page_style = style_named(style)
    check_cartes(sortie, {"--carte": carte}, (poles, bassins), zone)
    points = placed_poles(poles, bassins)
    table = exposure(points, beta=beta)
    exposed = int((table["exposition"] >= 1).sum())
    told = f"{french_count(len(table), 'pôle')}, dont {exposed} d'exposition 1 ou plus"
    write(table, sortie, told)
    if carte is not None:
        save_carte(map_exposure(points, zone=zones_of(zone), beta=beta, style=page_style), carte)


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
