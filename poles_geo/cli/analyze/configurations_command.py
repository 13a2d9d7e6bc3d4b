"""The command ``poles-geo analyze configurations``: pôles → how those of each region are set."""

from pathlib import Path
from typing import TYPE_CHECKING

from poles_geo.cli.analyze.tables import (
    check_cartes,
    check_sortie,
    communes_under,
    placed_poles,
    save_carte,
    write,
)

if TYPE_CHECKING:
    import pandas as pd


def analyze_configurations(
    poles: Path | None = None,
    /,
    *,
    sortie: Path,
    par: str = "region_2014",
    population: Path | None = None,
    region: str | None = None,
    carte: Path | None = None,
    contours: Path | None = None,
    bassins: Path | None = None,
) -> None:
    """Mesure les pôles de chaque région : tête, relais, Crunch, profil, type.

    Parameters
    ----------
    poles
        Tableau des pôles écrit par « poles-geo classify » ; sans lui, les 153 pôles publiés.
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md.
    par
        Colonne qui groupe les pôles : region_2014, region_2016, departement, ou une autre de leur
        tableau. Les types sont ceux des 22 régions de 2014.
    population
        Habitants par commune (Insee) ; sans ce fichier, ceux de 2022, ou ceux des bassins du
        tableau quand une colonne à vous les groupe.
    region
        Région, ou autre groupe, que la carte compare aux autres.
    carte
        Carte à écrire aussi : .pdf, .svg ou .png. Elle demande --region.
    contours
        Contours des groupes d'une colonne à vous, pour la carte : .gpkg, .geojson ou .shp, avec
        une colonne de ce nom.
    bassins
        Composition communale, qui place les pôles dont le centre n'est pas une commune de 2024.
    """
    from poles_geo.analyses.regional.configurations import configurations
    from poles_geo.cartes.pages.configuration.configuration_page import map_configuration
    from poles_geo.errors import ChoiceError
    from poles_geo.sources.zonings.outlines import read_outlines
    from poles_geo.typography import french_count

    inputs = (poles, population, bassins, contours)
    check_sortie(sortie, inputs)
    if (carte is None) != (region is None):
        raise ChoiceError("--carte et --region vont ensemble : la carte est celle d'une région.")
    if contours is not None and carte is None:
        raise ChoiceError("--contours est pour la carte ; donnez aussi --carte et --region.")
    check_cartes(sortie, {"--carte": carte}, inputs)
    areas = None if contours is None else read_outlines(contours, par)
    points = placed_poles(poles, bassins)
    people = _given_people(poles, par, population)
    people = communes_under(points) if people is None else people
    table = configurations(points, people, by=par)
    write(table, sortie, french_count(len(table), "ligne"))
    if carte is not None and region is not None:
        save_carte(map_configuration(points, people, region, by=par, areas=areas), carte)


def _given_people(
    poles: Path | None, par: str, population: Path | None
) -> "pd.DataFrame | pd.Series | None":
    """Give the inhabitants of a file, or of the bassins of a table; None where neither is given."""
    from poles_geo.analyses.regional.inhabitants import BY_CODE, POPULATION
    from poles_geo.sources.cog import read_populations
    from poles_geo.tabular.reading import read_table

    if population is not None:
        return read_populations(population)
    if poles is not None and par not in BY_CODE:
        bassins = read_table(poles)
        if {par, POPULATION} <= set(bassins.columns):
            return bassins[bassins[par].notna()]
    return None
