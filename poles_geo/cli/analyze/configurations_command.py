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
    bassins
        Composition communale, qui place les pôles dont le centre n'est pas une commune de 2024.
    """
    from poles_geo.analyses.configurations import configurations
    from poles_geo.communes.read_communes import read_communes
    from poles_geo.sources.cog import read_populations
    from poles_geo.typography import french_count

    check_sortie(sortie, (poles, population, bassins))
    people = read_communes() if population is None else read_populations(population)
    table = configurations(placed_poles(poles, bassins), people, by=par)
    write(table, sortie, french_count(len(table), "ligne"))
