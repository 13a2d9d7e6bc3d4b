"""The command ``poles-geo analyze cooperations``: groupings → the pairs of bassins they join."""

from pathlib import Path
from typing import Literal

from poles_geo.cli.analyze.tables import (
    check_cartes,
    check_sortie,
    placed_poles,
    save_carte,
    write,
)
from poles_geo.cli.drawing import DEFAULT_STYLE, style_named, zones_of


def analyze_cooperations(
    groupements: Path | None = None,
    /,
    *,
    sortie: Path,
    bassins: str = "bv2012",
    poles: Path | None = None,
    paires: Literal["toutes", "etoile"] = "toutes",
    carte: Path | None = None,
    zone: list[str] | None = None,
    style: str = DEFAULT_STYLE,
) -> None:
    """Place des groupements dans les bassins, et dit quelles paires de bassins ils joignent.

    Parameters
    ----------
    groupements
        Une ligne par membre : id, forme, nom, membre, code_commune ; sans lui, les 18 que le
        rapport nomme.
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md.
    bassins
        Un zonage, comme pour « poles-geo count ».
    poles
        Tableau des pôles écrit par « poles-geo classify » ; sans lui, les 153 pôles publiés.
    paires
        toutes celles des bassins d'un groupement, ou etoile : le premier nommé avec chacun.
    carte
        Carte à écrire, .pdf, .svg ou .png : les paires de pôles, et le maillage.
    zone
        Zone de la carte, comme pour « poles-geo map » ; sans elle, la métropole.
    style
        couleur, noir-et-blanc, demi-page ou diapositive.
    """
    from poles_geo.analyses.mesh.cooperations import cooperations
    from poles_geo.cartes.pages.cooperation_map import map_cooperations
    from poles_geo.edition.embedded import load_cooperations
    from poles_geo.sources.measured.groupings import read_groupings
    from poles_geo.sources.zonings.compositions import embedded_zoning, read_composition
    from poles_geo.typography import french_count

    inputs = (groupements, poles, None if embedded_zoning(bassins) else Path(bassins))
    check_sortie(sortie, inputs)
    page_style, asked = style_named(style), zones_of(zone)
    check_cartes(sortie, {"--carte": carte}, inputs, zone)
    members = load_cooperations() if groupements is None else read_groupings(groupements)
    composition = read_composition(bassins)
    expansion = "all" if paires == "toutes" else "star"
    points = placed_poles(poles)
    table = cooperations(members, composition, points, expansion=expansion)
    joined = int(table["entre_poles"].sum())
    told = f"{french_count(len(table), 'paire')} de bassins, dont {joined} de pôles"
    write(table, sortie, told)
    if carte is not None:
        save_carte(map_cooperations(table, points, asked, style=page_style), carte)
