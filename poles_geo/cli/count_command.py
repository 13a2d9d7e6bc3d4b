"""The command ``poles-geo count``: a register of professionals → effectifs by bassin de vie."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from poles_geo.cli.provenance import KEY, provenance
from poles_geo.errors import ChoiceError, check_choice
from poles_geo.typography import french_count, french_number, punctuate

if TYPE_CHECKING:
    from poles_geo.counting.located.placements import By
    from poles_geo.counting.located.places import Postal

BASSINS = "bv2022"
"""Zoning of a count when none is asked for: today's bassins de vie."""
PAR: dict[str, "By"] = {"personne": "person", "fraction": "fraction", "activite": "activity"}
UNKNOWN_MODE = "inconnu"
MODES = ("L", "S", "B", "I", UNKNOWN_MODE)
POSTAL: dict[str, "Postal"] = {"unique": "unique", "partage": "share", "aucun": "none"}


def count(
    fichier: Path,
    /,
    *,
    bassins: Path = Path(BASSINS),
    sortie: Path,
    codes_postaux: Path | None = None,
    mouvements: Path | None = None,
    bilan: Path | None = None,
    colonnes: Path | None = None,
    lignes: str | None = None,
    par: Literal["personne", "fraction", "activite"] = "personne",
    postal: Literal["unique", "partage", "aucun"] = "unique",
    professions: Literal["2014", "actuelles"] = "2014",
    champ: str | None = None,
    modes: str | None = None,
    detail: Literal["profession", "mode"] | None = None,
    date: str | None = None,
) -> None:
    """Compte les professionnels de santé par bassin de vie, et rend compte de chaque ligne lue.

    Parameters
    ----------
    fichier
        Annuaire Santé en libre accès (zip, dossier ou texte), ou tableau par commune.
    bassins
        Zonage embarqué : bv2012 ou bv2022, les bassins de vie de l'Insee, epci, departement ou
        region, de 2024 ; ou le fichier d'une composition communale : zip ou classeur de l'Insee,
        CSV, tout zonage à une ligne par commune.
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md. « poles-geo classify » lit les
        trois premiers ; la source et les avertissements sont dans le fichier « -metadata.json »
        écrit à côté, ou dans le .parquet lui-même.
    codes_postaux
        Table de La Poste (laposte_hexasmal.csv), pour les lignes sans code de commune ; celle qui
        est embarquée suffit d'ordinaire.
    mouvements
        Mouvements de communes de l'Insee (v_mvt_commune), s'ils sont plus récents que ceux qui
        sont embarqués.
    bilan
        Dossier où écrire le bilan et la liste des codes concernés.
    colonnes
        Fichier TOML qui dit ce que compte chaque colonne d'un tableau par commune, comme
        "Médecins généralistes" = "10G" ou "Kinés" = "proximite".
    lignes
        Lignes à compter d'un tableau par commune qui a des années, des âges ou des sexes, comme
        sexe=Ensemble ; plusieurs, séparées par des virgules.
    par
        Une personne compte une fois dans chaque bassin (personne), une fois en tout, partagée
        (fraction), ou une fois par activité (activite).
    postal
        Que faire d'un code postal de plusieurs communes : le placer si toutes sont d'un même
        bassin (unique), le partager (partage), n'en placer aucun (aucun).
    professions
        Celles du rapport de 2014, ou celles des registres d'aujourd'hui.
    champ
        Départements que le fichier compte en entier, par leur code ou leur nom ou ceux de leur
        région, comme 59,62 ou Hauts-de-France ; tout : le zonage entier. Sans cela, ceux dont neuf
        bassins de vie sur dix ont leur commune la plus peuplée dans le fichier ; ailleurs, rien
        n'est zéro qui n'ait été compté.
    modes
        Modes d'exercice comptés d'un registre, séparés par des virgules : L libéral, S salarié,
        B bénévole, I indirect, inconnu. Tous, sans cela.
    detail
        Une colonne de plus pour chaque profession, ou pour chaque mode d'exercice ; leur somme est
        l'effectif.
    date
        Date des comptes, comme 2026-01-01, quand le nom du fichier ne la dit pas. D'une BPE de
        plusieurs années, celle voulue.
    """
    import poles_geo as pg
    from poles_geo.coded import WARNINGS
    from poles_geo.communes.identity import unit_of
    from poles_geo.counting.aggregate import aggregate_with_bilan, tell_field
    from poles_geo.counting.ledger.bilan import export_paths
    from poles_geo.edition import embedded as edition
    from poles_geo.files import check_apart, check_folder
    from poles_geo.tabular.writing import check_written, write_table

    written = check_written(sortie, placed=False)
    if bilan is not None:
        check_folder(bilan)
        written += [(path, "--bilan") for path in export_paths(bilan)]
    read = (fichier, bassins, codes_postaux, mouvements, colonnes)
    check_apart(written, read, folders=True)
    composition = pg.read_composition(str(bassins))
    movements = edition.load_movements().attrs["source"] if mouvements is None else None
    editions = [composition.attrs["source"], *([movements] if movements else [])]
    pool = ThreadPoolExecutor(1)
    made_from = pool.submit(provenance, read, editions)  # while the file is counted
    decompte = pg.count_professionals(
        fichier,
        by=PAR[par],
        columns=colonnes,
        rows=_rows(lignes),
        postal=POSTAL[postal],
        postal_codes=codes_postaux,
        modes=None if modes is None else _modes(modes),
        date=date,
    )
    effectifs, ledger = aggregate_with_bilan(
        decompte,
        composition,
        professions=pg.PROFESSIONS_2014 if professions == "2014" else pg.PROFESSIONS_TODAY,
        detail=detail,
        movements=mouvements,
        field=None if champ is None else _field(champ),
    )
    tell_field(effectifs, told=champ is not None)
    effectifs.attrs[KEY] = made_from.result()
    by_row = decompte.bilan if decompte.placements.n_persons is None else ledger
    if bilan is not None:
        by_row.export(bilan)
    write_table(effectifs, sortie)
    print(by_row)
    for notice in effectifs.attrs[WARNINGS]:
        print(punctuate(f"! {notice}"))
    told = by_row.remarks
    for remark, number in effectifs.attrs["remarques"].items():
        if remark not in told:
            print(punctuate(f"  {remark} : {french_number(number)}"))
    people = french_count(int(effectifs["effectif"].sum()), "professionnel")
    unit = unit_of(composition.attrs["zonage"])
    counted = int(effectifs["effectif"].notna().sum())
    units = french_count(counted, unit.one, unit.several)
    print(punctuate(f"{people} dans {units} ({composition.attrs['source']}) : {sortie}"))


def _field(champ: str) -> str | list[str]:
    return "all" if champ.strip().lower() == "tout" else champ.split(",")


def _modes(modes: str) -> set[str]:
    """Read « L,S » ; « inconnu » is the mode that nothing says."""
    known = [mode.strip() for mode in modes.split(",")]
    chosen = {UNKNOWN_MODE if mode.casefold() == UNKNOWN_MODE else mode.upper() for mode in known}
    for mode in chosen:
        check_choice(mode, MODES, "--modes")
    return {"" if mode == UNKNOWN_MODE else mode for mode in chosen}


def _rows(lignes: str | None) -> dict[str, str]:
    """Read « sexe=Ensemble,annee=2021 »."""
    chosen = dict(part.partition("=")[::2] for part in (lignes or "").split(",") if part)
    if not all(name.strip() and value.strip() for name, value in chosen.items()):
        raise ChoiceError(f"--lignes : « {lignes} » ; colonne=valeur est attendu.")
    return {name.strip(): value.strip() for name, value in chosen.items()}
