"""The command ``poles-geo analyze configurations``: pôles → how those of each region are set."""

from pathlib import Path

from poles_geo.cli.analyze.tables import check_sortie, placed_poles, write


def analyze_configurations(
    poles: Path | None = None,
    /,
    *,
    sortie: Path,
    par: str = "region_2014",
    population: Path | None = None,
    region: str | None = None,
    carte: Path | None = None,
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
        Colonne qui groupe les pôles : region_2014, region_2016, ou une autre de leur tableau. Les
        types sont ceux des 22 régions de 2014.
    population
        Habitants par commune (Insee) ; sans ce fichier, ceux de 2022.
    region
        Région que la carte compare aux autres.
    carte
        Carte à écrire aussi : .pdf, .svg ou .png. Elle demande --region.
    bassins
        Composition communale, qui place les pôles dont le centre n'est pas une commune de 2024.
    """
    from poles_geo.analyses.regional.configurations import configurations
    from poles_geo.cartes.canvas.output.carte import check_suffix
    from poles_geo.cartes.pages.measured.configuration_page import REGIONS, map_configuration
    from poles_geo.communes.read_communes import read_communes
    from poles_geo.errors import ChoiceError
    from poles_geo.files import check_apart, check_writable
    from poles_geo.sources.cog import read_populations
    from poles_geo.typography import french_count

    check_sortie(sortie, (poles, population, bassins))
    if (carte is None) != (region is None):
        raise ChoiceError("--carte et --region vont ensemble : la carte est celle d'une région.")
    if carte is not None:
        check_suffix(carte)
        check_writable(carte)
        check_apart([(sortie, "--sortie"), (carte, "--carte")], (poles, population, bassins))
        if par not in REGIONS:
            raise ChoiceError(f"--par = {par!r} : une carte est par {' ou '.join(REGIONS)}.")
    people = read_communes() if population is None else read_populations(population)
    points = placed_poles(poles, bassins)
    table = configurations(points, people, by=par)
    write(table, sortie, french_count(len(table), "ligne"))
    if carte is not None and region is not None:
        page = map_configuration(points, people, region, regions_year=REGIONS[par])
        print(f"{page.title}, dans {page.save(carte)}")
