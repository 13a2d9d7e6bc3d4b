"""The command ``poles-geo classify``: effectifs → each bassin with its rang, motif and marge."""

from pathlib import Path


def classify(effectifs: Path, /, *, sortie: Path, regles: Path | None = None) -> None:
    """Donne à chaque bassin de vie son rang, le motif de ce rang et sa marge.

    Parameters
    ----------
    effectifs
        Tableau CSV, XLSX ou Parquet : code_bassin, effectif, proximite, pole et
        infirmiers_psychiatrie. Le fichier « -metadata.json » à côté, s'il y est, dit d'où ils
        viennent ; la sortie a le sien.
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md.
    regles
        Fichier TOML de règles ; sans lui, celles de l'ORS Nord – Pas-de-Calais (2014).
    """
    from poles_geo.files import check_apart
    from poles_geo.ranking.classify import classify as rank
    from poles_geo.ranking.rule_files import load_rules
    from poles_geo.ranking.rules import RULES_ORS_2014
    from poles_geo.tabular.metadata import metadata_path
    from poles_geo.tabular.reading import read_table
    from poles_geo.tabular.writing import PLACED, check_written, write_table
    from poles_geo.typography import french_count

    written = check_written(sortie, placed=effectifs.suffix.lower() in PLACED)
    check_apart(written, (effectifs, metadata_path(effectifs), regles))
    rules = RULES_ORS_2014 if regles is None else load_rules(regles)
    ranked = rank(read_table(effectifs), rules)
    write_table(ranked, sortie)
    poles = french_count(int(ranked["rang"].notna().sum()), "pôle")
    counted = int(ranked["type_pole"].notna().sum())
    vie = ranked.index.name == "code_bassin"
    nouns = ("bassin de vie", "bassins de vie") if vie else ("territoire", "territoires")
    bassins = french_count(counted, *nouns)
    others = len(ranked) - counted
    without = french_count(others, "autre non compté ou partiel", "autres non comptés ou partiels")
    print(f"{poles} sur {bassins}{f' ({without})' if others else ''}, dans {sortie}")
