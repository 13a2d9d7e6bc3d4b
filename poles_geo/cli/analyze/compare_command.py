"""The command ``poles-geo analyze compare``: two counts → gains, losses, ranks and causes."""

from pathlib import Path
from typing import TYPE_CHECKING

from poles_geo.cli.analyze.tables import check_cartes, check_sortie, save_carte, write
from poles_geo.cli.drawing import DEFAULT_STYLE, style_named, words_of, zones_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from poles_geo.counting.decompte import Decompte

REGISTERS = {".zip", ".txt", ".gz"}
"""Suffixes of what is never a table by bassin."""


def analyze_compare(
    avant: Path,
    apres: Path,
    /,
    *,
    sortie: Path,
    bassins: Path | None = None,
    bassins_avant: Path | None = None,
    champ: str | None = None,
    regles: Path | None = None,
    matrice: Path | None = None,
    carte: Path | None = None,
    carte_pct: Path | None = None,
    zone: list[str] | None = None,
    style: str = DEFAULT_STYLE,
    forcer: bool = False,
) -> None:
    """Compare deux comptes, de deux dates, sources ou zonages : gains, pertes, rangs et causes.

    Parameters
    ----------
    avant
        Annuaire Santé ou tableau par commune, comme pour « poles-geo count » : les causes sont
        alors distinguées ; ou tableau par bassin, de « poles-geo count » ou « classify ».
    apres
        De même, à l'autre date.
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md.
    bassins
        Un zonage, comme pour « poles-geo count » : celui d'après ; sans lui, bv2022, ou celui que
        les tableaux disent.
    bassins_avant
        Celui d'avant, s'il est autre.
    champ
        Départements que les fichiers comptent en entier, comme 59,62 ou Hauts-de-France ; tout : le
        zonage entier.
    regles
        Fichier TOML de la règle qui donne les rangs, à la place de celle du rapport.
    matrice
        Fichier où écrire la matrice des rangs, avant en lignes, après en colonnes.
    carte
        Carte à écrire, .pdf, .svg ou .png : un cercle par bassin, et dedans, à la même échelle, ce
        qu'il gagne ou perd.
    carte_pct
        Autre carte à écrire : chaque bassin rempli selon son évolution, en %.
    zone
        Zone des cartes, comme pour « poles-geo map » ; sans elle, la France.
    style
        couleur, noir-et-blanc, demi-page ou diapositive.
    forcer
        Comparer malgré des champs, des unités ou des règles qui diffèrent.
    """
    from poles_geo.analyses.changes.compare import compare
    from poles_geo.analyses.changes.rank_changes import rank_matrix
    from poles_geo.communes.identity import noun_of
    from poles_geo.ranking.rule_files import load_rules
    from poles_geo.typography import french_count

    read = (avant, apres, bassins, bassins_avant, regles)
    for written in (sortie, matrice):
        if written is not None:
            check_sortie(written, read)
    drawn = {"map_comparison": carte, "map_gains": carte_pct}
    check_cartes(sortie, {"--carte": carte, "--carte-pct": carte_pct}, read, zone)
    field = "all" if champ == "tout" else words_of(champ) or None
    table = compare(
        _counted(avant),
        _counted(apres),
        zonage=None if bassins is None else str(bassins),
        zonage_before=None if bassins_avant is None else str(bassins_avant),
        rules=None if regles is None else load_rules(regles),
        field=field,
        force=forcer,
    )
    changed = int((table["rang_avant"].fillna(0) != table["rang_apres"].fillna(0)).sum())
    unit = noun_of(table.index)
    told = french_count(int(table["ecart"].notna().sum()), f"{unit} comparé", f"{unit}s comparés")
    moved = french_count(changed, "change de rang", "changent de rang")
    write(table, sortie, f"{told}, dont {moved}")
    if matrice is not None:
        write(rank_matrix(table), matrice, "matrice des rangs")
    if carte is not None or carte_pct is not None:
        _draw(table, drawn, bassins, zone, style)


def _draw(
    table: "pd.DataFrame",
    drawn: "Mapping[str, Path | None]",
    bassins: Path | None,
    zone: list[str] | None,
    style: str,
) -> None:
    """Draw the maps that are asked, on the bassins of the zoning after."""
    from poles_geo.bassins.polygons import read_bassins
    from poles_geo.cartes.pages.measured import comparison_maps
    from poles_geo.cli.count_command import BASSINS

    name = str(table.attrs.get("zonage") or BASSINS) if bassins is None else str(bassins)
    areas = read_bassins(None, composition=name)
    for function, path in drawn.items():
        if path is not None:
            draw = getattr(comparison_maps, function)
            page = draw(table, areas, zone=zones_of(zone), style=style_named(style))
            save_carte(page, path)


def _counted(path: Path) -> "pd.DataFrame | Decompte":
    """Read a table by bassin; else count persons, or a table by commune."""
    from poles_geo.counting.count import count_professionals
    from poles_geo.errors import LayoutError
    from poles_geo.tabular.metadata import metadata_path
    from poles_geo.tabular.reading import read_table

    if path.is_dir() or path.suffix.lower() in REGISTERS:
        return count_professionals(path)
    if metadata_path(path).is_file():
        return read_table(path)
    try:
        return read_table(path)
    except LayoutError:
        return count_professionals(path)
