"""The command ``poles-geo analyze flows``: an origin–destination table → nodal places."""

from pathlib import Path

from poles_geo.cli.analyze.tables import check_cartes, check_sortie, save_carte, write
from poles_geo.cli.drawing import DEFAULT_STYLE, style_named, zones_of


def analyze_flows(
    flux: Path,
    /,
    *,
    sortie: Path,
    carte: Path | None = None,
    communes: Path | None = None,
    zone: list[str] | None = None,
    style: str = DEFAULT_STYLE,
) -> None:
    """Trouve le flux dominant de chaque lieu, et les têtes de la hiérarchie qu'ils font.

    Parameters
    ----------
    flux
        Tableau d'une ligne par couple : origine, destination, flux ; ou les colonnes de l'Insee
        (CODGEO, DCLT, NBFLUX…).
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md.
    carte
        Carte à écrire, .pdf, .svg ou .png : un trait de chaque commune vers celle dont elle dépend.
    communes
        Contours des communes ; par défaut, ceux de 2024, embarqués.
    zone
        Zone de la carte, comme pour « poles-geo map » ; sans elle, la France.
    style
        couleur, noir-et-blanc, demi-page ou diapositive.
    """
    from poles_geo.analyses.nodal_flows import nodal_flows
    from poles_geo.cartes.pages.measured.flows_map import map_flows
    from poles_geo.communes.read_communes import read_communes
    from poles_geo.sources.measured.flow_tables import read_flows
    from poles_geo.typography import french_count

    inputs = (flux, communes)
    check_sortie(sortie, inputs)
    page_style = style_named(style)
    check_cartes(sortie, {"--carte": carte}, inputs, zone)
    table = nodal_flows(read_flows(str(flux)))
    heads = french_count(int((table["niveau"] == 0).sum()), "tête")
    write(table, sortie, f"{heads} pour {french_count(len(table), 'lieu', 'lieux')}")
    if carte is not None:
        areas = read_communes(None if communes is None else str(communes))
        save_carte(map_flows(areas, table, zone=zones_of(zone), style=page_style), carte)
