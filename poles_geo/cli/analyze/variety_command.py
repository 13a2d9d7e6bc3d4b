"""The command ``poles-geo analyze variety``: effectifs by profession → how varied each unit is."""

from pathlib import Path

from poles_geo.cli.analyze.tables import check_sortie, write


def analyze_variety(effectifs: Path, /, *, sortie: Path) -> None:
    """Compte les professions de chaque bassin, et mesure leur variété (Shannon, quotients).

    Parameters
    ----------
    effectifs
        Tableau écrit par « poles-geo count --detail profession ».
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md.
    """
    from poles_geo.analyses.variety import variety
    from poles_geo.communes.identity import noun_of
    from poles_geo.tabular.reading import read_table
    from poles_geo.typography import french_count

    check_sortie(sortie, (effectifs,))
    table = variety(read_table(effectifs))
    known = int(table["professions"].notna().sum())
    unit = noun_of(table.index)
    write(table, sortie, french_count(known, f"{unit} compté", f"{unit}s comptés"))
