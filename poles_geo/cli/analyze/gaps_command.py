"""The command ``poles-geo analyze gaps``: pôles → the communes and people beyond their reach."""

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


def analyze_gaps(
    poles: Path | None = None,
    /,
    *,
    sortie: Path,
    distance: float,
    rang: int | None = None,
    par: str | None = None,
    couts: Path | None = None,
    communes: Path | None = None,
    bassins: Path | None = None,
    carte: Path | None = None,
    zone: list[str] | None = None,
    style: str = DEFAULT_STYLE,
) -> None:
    """Trouve les communes, et leurs habitants, au-delà d'une distance de tout pôle d'un rang.

    Parameters
    ----------
    poles
        Tableau des pôles écrit par « poles-geo classify » ; sans lui, les 153 pôles publiés.
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md.
    distance
        En km à vol d'oiseau, ou dans l'unité des coûts ; une commune à cette distance est à portée.
    rang
        Le rang le plus bas qui compte : 2 pour les pôles de rang 1 et 2 ; sans lui, le dernier de
        la règle.
    par
        Colonne qui regroupe les communes (departement, region_2014, region_2016) : le tableau est
        alors par groupe.
    couts
        Temps ou distances des communes aux pôles : table longue, tableau croisé, ou
        distancier de l'Insee ; sans eux, des lignes droites.
    communes
        Contours des communes, avec leur population ; par défaut, ceux de 2024, embarqués.
    bassins
        Composition communale, qui place les pôles dont le centre n'est pas une commune de 2024.
    carte
        Carte à écrire, .pdf, .svg ou .png : les communes au-delà, et les pôles qui comptent.
    zone
        Zone de la carte, comme pour « poles-geo map » ; sans elle, la France.
    style
        couleur, noir-et-blanc, demi-page ou diapositive.
    """
    import pandas as pd

    from poles_geo.analyses.mesh.gaps import gap_totals, gaps
    from poles_geo.cartes.pages.measured.gaps_map import map_gaps
    from poles_geo.ranking.carried import last_rank
    from poles_geo.typography import french_count, french_percent

    inputs = (poles, couts, communes, bassins)
    check_sortie(sortie, inputs)
    page_style = style_named(style)
    check_cartes(sortie, {"--carte": carte}, inputs, zone)
    costs, points = costs_of(couts), placed_poles(poles, bassins)
    homes = communes_around(communes, points)
    rang = last_rank(points) if rang is None else rang
    found = gaps(points, homes, within=distance, rang=rang, costs=costs)
    whole = gap_totals(found).iloc[0]
    beyond = french_count(int(whole["n_au_dela"]), "commune")
    share = french_percent(float(whole["part_au_dela"]))
    if par is None:
        table = pd.DataFrame(found.drop(columns=found.geometry.name))
        table.attrs = found.attrs
    else:
        table = gap_totals(found, par)
    write(table, sortie, f"{beyond} au-delà, {share} des habitants")
    if carte is not None:
        save_carte(map_gaps(found, points, zone=zones_of(zone), style=page_style), carte)
