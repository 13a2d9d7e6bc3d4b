"""The command ``poles-geo analyze flows``: an origin–destination table → nodal places."""

from pathlib import Path

from poles_geo.cli.analyze.tables import check_sortie, write


def analyze_flows(flux: Path, /, *, sortie: Path) -> None:
    """Trouve le flux dominant de chaque lieu, et les têtes de la hiérarchie qu'ils font.

    Parameters
    ----------
    flux
        Tableau d'une ligne par couple : origine, destination, flux ; ou les colonnes de l'Insee
        (CODGEO, DCLT, NBFLUX…).
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md.
    """
    from poles_geo.analyses.nodal_flows import nodal_flows
    from poles_geo.sources.measured.flow_tables import read_flows
    from poles_geo.typography import french_count

    check_sortie(sortie, (flux,))
    table = nodal_flows(read_flows(str(flux)))
    heads = french_count(int((table["niveau"] == 0).sum()), "tête")
    write(table, sortie, f"{heads} pour {french_count(len(table), 'lieu', 'lieux')}")
