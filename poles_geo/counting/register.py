"""Counts from a register: rows of activities → persons, places, ledger.

Only the free-access files of the Annuaire Santé identify persons; they are forgotten here.
"""

import re
import warnings
from collections import Counter
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from poles_geo.counting.activities import (
    AUTRE,
    GENERALISTE,
    ROLES_DE_LIEU,
    SPECIALISTE,
    Filtres,
    Journal,
    encode,
    skill_classes,
)
from poles_geo.counting.bilan import RANG, Bilan, ledger_table
from poles_geo.counting.decompte import SOURCE_RPPS, Decompte
from poles_geo.counting.persons import Assemblage, Lecture, Savoirs, assemble
from poles_geo.counting.placements import By
from poles_geo.counting.places import Lieux, Postal, locate
from poles_geo.counting.professions import CODE_MEDECIN, PROFESSIONS
from poles_geo.counting.spool import gather
from poles_geo.counting.words import PROFESSION_INCONNUE, Ints, Words, person_keys, profession_code
from poles_geo.counting.words import PROFESSIONS as NUMBERS
from poles_geo.errors import ChoiceError, LayoutError
from poles_geo.sources.rpps import OF_FILTERS, PUBLISHED, ROLES, FichierRPPS
from poles_geo.tabular.rows import Lignes, map_rows
from poles_geo.tabular.streams import Texte
from poles_geo.typography import accorde, nombre, ponctue, pourcent

DOUBTFUL_SHARE = 0.5
FEW = 100


@dataclass(frozen=True)
class Localisation:
    """How rows without commune code are placed: see :func:`poles_geo.counting.places.locate`."""

    postal: Postal = "unique"
    codes_postaux: pd.DataFrame | None = None
    populations: pd.Series | None = None


def count_register(
    file: FichierRPPS,
    filters: Filtres,
    places: Localisation,
    *,
    by: By,
    no_speciality: str,
    date: str | None,
    progress: bool,
) -> Decompte:
    """Count the persons of an activity file; arguments as in `count_professionals`."""
    _check_filters(file, filters)
    unused = OF_FILTERS - filters.roles
    roles = {role: rank for role, rank in file.roles.items() if role not in unused}
    journal = []
    with gather() as recueil:
        encoded = partial(encode, filters=filters)
        for lot, notes in map_rows(file.entete, roles, encoded, progress=progress):
            recueil.add(lot)
            journal.append(notes)
        if not recueil.n_lignes:
            raise _nothing_read(file, sum(notes.n_lignes for notes in journal))
        said, position = recueil.places()
        lieux = locate(
            pd.DataFrame(said, columns=list(ROLES_DE_LIEU), dtype="str"),
            codes_postaux=places.codes_postaux,
            postal=places.postal,
            weights=places.populations,
        )
        professions = _in_reading_order(recueil.professions)
        positions = {code: position for position, code in enumerate(professions)}
        reading = Lecture(
            professions=np.array(
                [positions.get(profession_code(number), 0) for number in range(NUMBERS)]
            ),
            medecin=int(CODE_MEDECIN),
            generaliste=positions["10G"],
            specialiste=positions["10S"],
            sans_specialite_generaliste=no_speciality == "generaliste",
            lieux=position,
            rangs=ranks_of(lieux),
            savoirs=_read_skills(file, progress) if file.savoir_faire else None,
        )
        assembled = assemble(recueil, reading)
    date = date or date_of(file.entete.texte)
    bilan = _ledger(file, journal, lieux, assembled, date)
    _warn(bilan, assembled.medecins)
    return Decompte(
        bilan=bilan,
        by=by,
        postal=places.postal,
        nature="personnes",
        source=SOURCE_RPPS,
        date=date,
        professions=tuple(professions),
        lieux=lieux,
        placements=assembled.placements,
    )


def date_of(text: Texte) -> str | None:
    """Date in the name of a file, else in that of its archive: 2026-10-08, 2021-12 or 2019."""
    day = r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(?:(0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?)?(?!\d)"
    for pattern in (day, r"(?<!\d)(20\d\d)(?!\d)"):
        for name in (text.nom, text.chemin.name):
            if match := re.search(pattern, name):
                return "-".join(part for part in match.groups() if part)
    return None


def _check_filters(file: FichierRPPS, filters: Filtres) -> None:
    """Refuse a filter on a column that this edition does not have."""
    wanted = {"modes": ("mode", filters.modes is not None),
              "replacements": ("genre", not filters.remplacements)}  # fmt: skip
    for argument, (role, used) in wanted.items():
        if used and role not in file.roles:
            raise ChoiceError(
                f"{argument} : {file.entete.texte.nom} ({file.edition}) n'a pas la colonne "
                f"« {PUBLISHED[role]} »."
            )


def _nothing_read(file: FichierRPPS, n_lines: int) -> LayoutError:
    return LayoutError(
        f"{file.entete.texte.nom} : aucune ligne lisible sur {nombre(n_lines)} ; "
        f"{file.entete.largeur} champs attendus par ligne, séparés par "
        f"« {file.entete.separateur} »."
    )


def _in_reading_order(register: list[int]) -> list[str]:
    """Professions of the counts: those of :data:`PROFESSIONS` first, in its order."""
    order = {code: rank for rank, code in enumerate(PROFESSIONS)}
    met = {profession_code(number) for number in register if number != PROFESSION_INCONNUE}
    met = (met - {CODE_MEDECIN}) | {"10G", "10S"}
    return sorted(met, key=lambda code: (order.get(code, len(order)), code))


def _read_skills(file: FichierRPPS, progress: bool) -> Savoirs:
    """Read the savoir-faire of persons from their own file."""
    header = file.savoir_faire
    if header is None:
        raise ValueError("no SavoirFaire file")
    roles = {role: rank for role in ("personne", "savoir_faire")
             if (rank := header.rang(ROLES[role])) is not None}  # fmt: skip
    blocks = map_rows(header, roles, _persons_by_class, progress=progress)
    by_class = zip(*blocks, strict=True)
    return Savoirs(*(np.unique(np.concatenate(keys)) for keys in by_class))


def _persons_by_class(rows: Lignes) -> list[Words]:
    """Keys of the persons who have a savoir-faire of each class."""
    if not rows.colonnes:
        return [np.zeros(0, np.uint64)] * 3
    keys, known = person_keys(rows.colonnes["personne"])
    classes = skill_classes(rows.colonnes["savoir_faire"], len(keys))
    return [keys[known & (classes == rank)] for rank in (GENERALISTE, SPECIALISTE, AUTRE)]


def _ledger(
    file: FichierRPPS, journal: list[Journal], lieux: Lieux, assembled: Assemblage, date: str | None
) -> Bilan:
    """Account for every line of the file."""
    rows = assembled.lignes.copy()
    codes: list[tuple[str, str, int]] = []
    n_lines = 0
    values: Counter[tuple[str, str]] = Counter()
    for notes in journal:
        for rank, reason in notes.rejets:
            rows[RANG[reason]] += 1
            codes.append((reason, f"ligne {n_lines + rank + 2}", 1))
        n_lines += notes.n_lignes
        values += notes.valeurs
    codes += [(line, value, count) for (line, value), count in sorted(values.items())]
    remarks = {
        "médecins avec un savoir-faire de généraliste et une autre spécialité, "
        "comptés généralistes": assembled.medecins["ambigus"],
        "médecins sans aucun savoir-faire": assembled.medecins["sans"],
        "médecins avec un savoir-faire qui n'est pas une spécialité, comptés spécialistes":
            assembled.medecins["autre"],
    }  # fmt: skip
    if file.entete.encodage != "utf-8":
        remarks["fichier lu en Windows-1252 (il n'est pas en UTF-8)"] = 1
    return Bilan(
        table=ledger_table(rows, assembled.personnes),
        codes=pd.concat(
            [
                place_codes(lieux, assembled),
                pd.DataFrame(codes, columns=["ligne", "code", "lignes"]),
            ],
            ignore_index=True,
        ),
        n_lignes=n_lines,
        n_personnes=assembled.n_personnes,
        remarques={remark: count for remark, count in remarks.items() if count},
        source=file.entete.texte.nom,
        date=date,
        edition=file.edition,
    )


def ranks_of(lieux: Lieux) -> Ints:
    """Rank of the line of the ledger of each place."""
    ranks: Ints = lieux.table["ligne"].map(RANG).to_numpy().astype(np.int64)
    return ranks


def place_codes(lieux: Lieux, assembled: Assemblage) -> pd.DataFrame:
    """Codes of the places that are not plain communes, with their rows."""
    rows = assembled.placements.rows_by_place(len(lieux.table))
    table = lieux.table.assign(lignes=rows)
    table = table[(rows > 0) & (table["ligne"] != "code")]
    return table.groupby(["ligne", "code"])[["lignes"]].sum().reset_index()


def _warn(bilan: Bilan, doctors: dict[str, int]) -> None:
    """Say in warnings what may change the counts."""
    rows = bilan.table["lignes"]
    rejected = int(rows[rows.index.str.startswith("rejet_")].sum())
    if rejected:
        warnings.warn(
            ponctue(
                f"{bilan.source} : {accorde(rejected, 'ligne rejetée', 'lignes rejetées')} ; "
                "leurs numéros sont dans bilan.codes."
            ),
            stacklevel=4,
        )
    if "postal_sans_table" in rows:
        share = rows["postal_sans_table"] / bilan.n_lignes
        warnings.warn(
            ponctue(
                f"{bilan.source} : {accorde(rows['postal_sans_table'], 'ligne')} "
                f"({pourcent(share)}) sans autre lieu qu'un code postal, non placées ; donnez la "
                "table de La Poste par codes_postaux= (« poles-geo data fetch codes-postaux » la "
                "télécharge)."
            ),
            stacklevel=4,
        )
    if doctors["total"] >= FEW and doctors["sans"] > DOUBTFUL_SHARE * doctors["total"]:
        warnings.warn(
            ponctue(
                f"{bilan.source} : {pourcent(doctors['sans'] / doctors['total'])} des médecins "
                "n'ont aucun savoir-faire ; leur partage entre généralistes et spécialistes est "
                "douteux."
            ),
            stacklevel=4,
        )
