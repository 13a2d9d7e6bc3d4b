"""The command ``poles-geo analyze sensitivity``: effectifs → how sure each rank is."""

from pathlib import Path

from poles_geo.cli.analyze.tables import check_sortie, write


def analyze_sensitivity(
    effectifs: Path | None = None,
    /,
    *,
    sortie: Path,
    seuils: Path | None = None,
    regles: Path | None = None,
    variation: float = 0.05,
    erreur: float = 0.05,
    tirages: int = 1000,
    graine: int = 0,
) -> None:
    """Dit combien chaque rang est sûr, quand les seuils bougent ou que les comptes se trompent.

    Parameters
    ----------
    effectifs
        Tableau des effectifs de « poles-geo count », ou des pôles de « poles-geo classify » ; sans
        lui, les 153 pôles publiés, dont les parts ne sont pas connues.
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md.
    seuils
        Second tableau à écrire : les bassins de chaque rang quand les seuils bougent de −10 % à
        10 %.
    regles
        Fichier TOML de règles ; sans lui, celles de l'ORS Nord – Pas-de-Calais (2014).
    variation
        De combien bougent les seuils : 0.05 pour 5 % en plus et en moins.
    erreur
        Écart type de l'erreur sur un compte : 0.05 pour 5 % de ce compte.
    tirages
        Nombre de tirages.
    graine
        Graine des tirages : la même donne les mêmes.
    """
    from poles_geo.analyses.sensitivity import sensitivity
    from poles_geo.analyses.thresholds import thresholds_moved
    from poles_geo.files import check_apart
    from poles_geo.ranking.load_report import load_report
    from poles_geo.ranking.rule_files import load_rules
    from poles_geo.ranking.rules import RULES_ORS_2014
    from poles_geo.tabular.reading import read_table
    from poles_geo.tabular.writing import PLACED
    from poles_geo.typography import french_count

    placed = effectifs is not None and effectifs.suffix.lower() in PLACED
    check_sortie(sortie, (effectifs, regles), placed=placed)
    if seuils is not None:
        check_sortie(seuils, (effectifs, regles))
        check_apart([(sortie, "--sortie"), (seuils, "--seuils")])
    table = load_report().drop(columns="geometry") if effectifs is None else read_table(effectifs)
    rules = RULES_ORS_2014 if regles is None else load_rules(regles)
    told = sensitivity(table, rules, change=variation, error=erreur, draws=tirages, seed=graine)
    fragile = french_count(int(told["fragile"].sum()), "bassin fragile", "bassins fragiles")
    write(told, sortie, f"{fragile} sur {len(told)}")
    if seuils is not None:
        moved = thresholds_moved(table, rules)
        write(moved, seuils, french_count(len(moved), "seuil déplacé", "seuils déplacés"))
