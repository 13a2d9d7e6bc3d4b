"""The command ``poles-geo analyze sensitivity``: effectifs → how sure each rank is."""

from pathlib import Path

from poles_geo.cli.analyze.tables import check_cartes, check_sortie, save_carte, write

REPORT = "bv2012"
"""Bassins of a table that does not say its own."""


def analyze_sensitivity(
    effectifs: Path | None = None,
    /,
    *,
    sortie: Path,
    seuils: Path | None = None,
    carte: Path | None = None,
    bassins: str | None = None,
    zone: list[str] | None = None,
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
    carte
        Carte à écrire (.pdf, .svg ou .png) : ce que devient chaque rang quand un seuil bouge.
    bassins
        Bassins de la carte, comme pour « poles-geo count » ; sans lui, ceux que le tableau dit.
    zone
        Aire de la carte, comme pour « poles-geo map » ; sans elle, la France.
    regles
        Fichier TOML de règles ; sans lui, celles que porte le tableau, ou celles de l'ORS Nord –
        Pas-de-Calais (2014).
    variation
        De combien bougent les seuils : 0.05 pour 5 % en plus et en moins.
    erreur
        Écart type de l'erreur sur un compte : 0.05 pour 5 % de ce compte.
    tirages
        Nombre de tirages.
    graine
        Graine des tirages : la même donne les mêmes.
    """
    from poles_geo.analyses.certainty.sensitivity import sensitivity
    from poles_geo.analyses.certainty.thresholds import thresholds_moved
    from poles_geo.bassins.polygons import read_bassins
    from poles_geo.cartes.pages.measured.sensitivity_map import map_sensitivity
    from poles_geo.cli.drawing import zones_of
    from poles_geo.communes.field import COVERAGE
    from poles_geo.communes.identity import noun_of
    from poles_geo.files import check_apart
    from poles_geo.ranking.carried import rules_given
    from poles_geo.ranking.load_report import load_report
    from poles_geo.ranking.rule_files import load_rules
    from poles_geo.tabular.reading import read_table
    from poles_geo.tabular.writing import PLACED
    from poles_geo.typography import french_count, french_number

    placed = effectifs is not None and effectifs.suffix.lower() in PLACED
    check_sortie(sortie, (effectifs, regles), placed=placed)
    if seuils is not None:
        check_sortie(seuils, (effectifs, regles))
    check_cartes(sortie, {"--carte": carte}, (effectifs, regles), zone)
    if seuils is not None:
        check_apart([(sortie, "--sortie"), (seuils, "--seuils")], [effectifs, regles])
    table = load_report().drop(columns="geometry") if effectifs is None else read_table(effectifs)
    rules = rules_given(table, None if regles is None else load_rules(regles))
    told = sensitivity(table, rules, change=variation, error=erreur, draws=tirages, seed=graine)
    unit = noun_of(told.index)
    fragile = french_count(int(told["fragile"].sum()), f"{unit} fragile", f"{unit}s fragiles")
    whole = told["effectif"].notna()
    if COVERAGE in told:
        whole &= told[COVERAGE] == 1
    write(told, sortie, f"{fragile} sur {french_number(int(whole.sum()))}")
    if seuils is not None:
        moved = thresholds_moved(table, rules)
        write(moved, seuils, french_count(len(moved), "seuil déplacé", "seuils déplacés"))
    if carte is not None:
        own = bassins or str(table.attrs.get("zonage") or REPORT)
        areas = read_bassins(None, composition=own)
        page = map_sensitivity(
            *(areas, table), rules=rules, change=variation, error=erreur, draws=tirages,
            seed=graine, zone=zones_of(zone),
        )  # fmt: skip
        save_carte(page, carte)
