"""The command ``poles-geo analyze attraction``: pôles → who attracts each commune."""

from pathlib import Path

from poles_geo.cli.analyze.tables import (
    check_cartes,
    check_sortie,
    communes_around,
    costs_of,
    placed_poles,
    save_carte,
    write,
)
from poles_geo.cli.drawing import DEFAULT_STYLE, style_named, zones_of
from poles_geo.errors import ChoiceError

AREAS = (".gpkg", ".geojson", ".parquet")
"""Formats that hold areas."""


def analyze_attraction(
    poles: Path | None = None,
    /,
    *,
    sortie: Path,
    beta: float = 2.0,
    par: str | None = None,
    couts: Path | None = None,
    communes: Path | None = None,
    bassins: Path | None = None,
    carte: Path | None = None,
    carte_tunnel: Path | None = None,
    zone: list[str] | None = None,
    style: str = DEFAULT_STYLE,
) -> None:
    """Dit quel pôle attire chaque commune, et s'il passe par-dessus un plus proche (Huff).

    Parameters
    ----------
    poles
        Tableau des pôles écrit par « poles-geo classify » ; sans lui, les 153 pôles publiés.
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md ; en .gpkg ou .geojson, les aires
        des pôles.
    beta
        Puissance de la distance : 2 est celle de la gravité.
    par
        Colonne qui regroupe les communes : region_2014, departement, dominant, rang_proche… Le
        tableau est alors par groupe, pondéré par la population.
    couts
        Temps ou distances des communes aux pôles : table longue, tableau croisé, ou
        distancier de l'Insee ; sans eux, des lignes droites.
    communes
        Contours des communes, avec leur population ; par défaut, ceux de 2024, embarqués.
    bassins
        Composition communale, qui place les pôles dont le centre n'est pas une commune de 2024.
    carte
        Carte à écrire, .pdf, .svg ou .png : l'aire de chaque pôle, et les communes disputées.
    carte_tunnel
        Autre carte à écrire : les communes qu'un pôle plus lointain attire plus que le plus proche.
    zone
        Zone des cartes, comme pour « poles-geo map » ; sans elle, la France.
    style
        couleur, noir-et-blanc, demi-page ou diapositive.
    """
    from poles_geo.analyses.pull.attraction import attraction
    from poles_geo.analyses.pull.attraction_areas import attraction_areas
    from poles_geo.analyses.pull.attraction_summary import attraction_summary
    from poles_geo.cartes.pages.measured.attraction_map import map_attraction, map_tunnel
    from poles_geo.typography import french_count

    inputs = (poles, couts, communes, bassins)
    check_sortie(sortie, inputs, placed=True)
    page_style = style_named(style)
    check_cartes(sortie, {"--carte": carte, "--carte-tunnel": carte_tunnel}, inputs, zone)
    placed = sortie.suffix.lower() in AREAS[:2]
    if placed and par is not None:
        raise ChoiceError("--par : un .csv ou un .xlsx est attendu ; un .gpkg a les aires.")
    points, costs = placed_poles(poles, bassins), costs_of(couts)
    homes = communes_around(communes, points)
    if placed:
        areas = attraction_areas(points, homes, beta=beta, costs=costs)
        areas = areas[~areas.geometry.isna()]
        write(areas, sortie, french_count(len(areas), "aire"))
    elif par is None:
        table = attraction(points, homes, beta=beta, costs=costs)
        write(table, sortie, french_count(len(table), "commune"))
    else:
        table = attraction(points, homes, beta=beta, costs=costs)
        summed = attraction_summary(table, by=par).rename_axis(par)
        write(summed, sortie, french_count(len(summed), "groupe"))
    own = None if communes is None else homes
    for draw, path in ((map_attraction, carte), (map_tunnel, carte_tunnel)):
        if path is not None:
            page = draw(
                *(points, own), zone=zones_of(zone), beta=beta, costs=costs, style=page_style
            )
            save_carte(page, path)
