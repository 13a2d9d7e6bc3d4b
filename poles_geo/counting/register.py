"""Counts from a register: rows of activities → persons, places, ledger.

Only the free-access files of the Annuaire Santé identify persons; they are forgotten here.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from poles_geo.counting.activities import (
    GENERALIST,
    OTHER_SKILL,
    PLACE_ROLES,
    SPECIALIST,
    Filters,
    Journal,
    encode,
    skill_classes,
)
from poles_geo.counting.bilan import ORDER, Bilan, ledger_table
from poles_geo.counting.decompte import SOURCE_RPPS, Decompte
from poles_geo.counting.persons import Assembled, Reading, Skills, assemble_persons
from poles_geo.counting.placements import By
from poles_geo.counting.places import Places, Postal, locate
from poles_geo.counting.professions import PHYSICIAN_CODE, PROFESSIONS
from poles_geo.counting.spool import gather
from poles_geo.counting.words import PROFESSIONS as NUMBERS
from poles_geo.counting.words import UNKNOWN_PROFESSION, Ints, Words, person_keys, profession_code
from poles_geo.errors import ChoiceError, LayoutError, warn
from poles_geo.sources.rpps import RegisterFile, published_name
from poles_geo.tabular.rows import Rows, map_rows
from poles_geo.tabular.streams import TextFile
from poles_geo.typography import french_count, french_number, french_percent, punctuate

DOUBTFUL_SHARE = 0.5
FEW = 100


@dataclass(frozen=True)
class Location:
    """How rows without commune code are placed: see :func:`poles_geo.counting.places.locate`."""

    postal: Postal = "unique"
    postal_codes: pd.DataFrame | None = None
    populations: pd.Series | None = None


def count_register(
    file: RegisterFile,
    filters: Filters,
    location: Location,
    *,
    by: By,
    no_speciality: str,
    date: str | None,
    progress: bool,
) -> Decompte:
    """Count the persons of an activity file; arguments as in `count_professionals`."""
    _check_filters(file, filters)
    roles = file.roles_for(filters.roles)
    journal = []
    with gather() as spool:
        encoded = partial(encode, filters=filters)
        for batch, notes in map_rows(file.header, roles, encoded, progress=progress):
            spool.add(batch)
            journal.append(notes)
        if not spool.n_rows:
            raise _nothing_read(file, sum(notes.n_rows for notes in journal))
        said, position = spool.places()
        places = locate(
            pd.DataFrame(said, columns=list(PLACE_ROLES), dtype="str"),
            postal_codes=location.postal_codes,
            postal=location.postal,
            weights=location.populations,
        )
        professions = _in_reading_order(spool.professions)
        positions = {code: position for position, code in enumerate(professions)}
        reading = Reading(
            professions=np.array(
                [positions.get(profession_code(number), 0) for number in range(NUMBERS)]
            ),
            physician=int(PHYSICIAN_CODE),
            generalist=positions["10G"],
            specialist=positions["10S"],
            unspecialised_generalist=no_speciality == "generalist",
            places=position,
            rangs=ranks_of(places),
            skills=_read_skills(file, progress) if file.skills else None,
        )
        assembled = assemble_persons(spool, reading)
    date = date or date_of(file.header.text)
    bilan = _ledger(file, journal, places, assembled, date)
    _warn(bilan, assembled.physicians)
    return Decompte(
        bilan=bilan,
        by=by,
        postal=location.postal,
        nature="personnes",
        source=SOURCE_RPPS,
        date=date,
        professions=tuple(professions),
        places=places,
        placements=assembled.placements,
    )


def date_of(text: TextFile) -> str | None:
    """Date in the name of a file, else in that of its archive: 2026-10-08, 2021-12 or 2019."""
    day = r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(?:(0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?)?(?!\d)"
    for pattern in (day, r"(?<!\d)(20\d\d)(?!\d)"):
        for name in (text.name, text.path.name):
            if match := re.search(pattern, name):
                return "-".join(part for part in match.groups() if part)
    return None


def _check_filters(file: RegisterFile, filters: Filters) -> None:
    """Refuse a filter on a column that this edition does not have."""
    wanted = {"modes": ("mode", filters.modes is not None),
              "replacements": ("genre", not filters.replacements)}  # fmt: skip
    for argument, (role, used) in wanted.items():
        if used and role not in file.roles:
            raise ChoiceError(
                f"{argument} : {file.header.text.name} ({file.edition}) n'a pas la colonne "
                f"« {published_name(role)} »."
            )


def _nothing_read(file: RegisterFile, n_lines: int) -> LayoutError:
    return LayoutError(
        f"{file.header.text.name} : aucune ligne lisible sur {french_number(n_lines)} ; "
        f"{file.header.width} champs attendus par ligne, séparés par "
        f"« {file.header.separator} »."
    )


def _in_reading_order(register: list[int]) -> list[str]:
    """Professions of the counts: those of :data:`PROFESSIONS` first, in its order."""
    order = {code: rank for rank, code in enumerate(PROFESSIONS)}
    met = {profession_code(number) for number in register if number != UNKNOWN_PROFESSION}
    met = (met - {PHYSICIAN_CODE}) | {"10G", "10S"}
    return sorted(met, key=lambda code: (order.get(code, len(order)), code))


def _read_skills(file: RegisterFile, progress: bool) -> Skills:
    """Read the savoir-faire of persons from their own file."""
    header = file.skills
    if header is None:
        raise ValueError("no SavoirFaire file")
    blocks = map_rows(header, file.skill_roles, _persons_by_class, progress=progress)
    by_class = zip(*blocks, strict=True)
    return Skills(*(np.unique(np.concatenate(keys)) for keys in by_class))


def _persons_by_class(rows: Rows) -> list[Words]:
    """Keys of the persons who have a savoir-faire of each class."""
    if not rows.columns:
        return [np.zeros(0, np.uint64)] * 3
    keys, known = person_keys(rows.columns["personne"])
    classes = skill_classes(rows.columns["savoir_faire"], len(keys))
    return [keys[known & (classes == rank)] for rank in (GENERALIST, SPECIALIST, OTHER_SKILL)]


def _ledger(
    file: RegisterFile,
    journal: list[Journal],
    places: Places,
    assembled: Assembled,
    date: str | None,
) -> Bilan:
    """Account for every line of the file."""
    rows = assembled.lines.copy()
    codes: list[tuple[str, str, int]] = []
    n_lines = 0
    set_aside: Counter[tuple[str, str]] = Counter()
    for notes in journal:
        for rank, reason in notes.rejected:
            rows[ORDER[reason]] += 1
            codes.append((reason, f"ligne {n_lines + rank + 2}", 1))
        n_lines += notes.n_rows
        set_aside += notes.set_aside
    codes += [(line, value, count) for (line, value), count in sorted(set_aside.items())]
    remarks = {
        "médecins avec un savoir-faire de généraliste et une autre spécialité, "
        "comptés généralistes": assembled.physicians["ambigus"],
        "médecins sans aucun savoir-faire": assembled.physicians["sans"],
        "médecins avec un savoir-faire qui n'est pas une spécialité, comptés spécialistes":
            assembled.physicians["autre"],
    }  # fmt: skip
    if file.header.encoding != "utf-8":
        remarks["fichier lu en Windows-1252 (il n'est pas en UTF-8)"] = 1
    return Bilan(
        table=ledger_table(rows, assembled.persons),
        codes=pd.concat(
            [
                place_codes(places, assembled),
                pd.DataFrame(codes, columns=["ligne", "code", "lignes"]),
            ],
            ignore_index=True,
        ),
        n_rows=n_lines,
        n_persons=assembled.n_persons,
        remarks={remark: count for remark, count in remarks.items() if count},
        source=file.header.text.name,
        date=date,
        edition=file.edition,
    )


def ranks_of(places: Places) -> Ints:
    """Rank of the line of the ledger of each place."""
    ranks: Ints = places.table["ligne"].map(ORDER).to_numpy().astype(np.int64)
    return ranks


def place_codes(places: Places, assembled: Assembled) -> pd.DataFrame:
    """Codes of the places that are not plain communes, with their rows."""
    rows = assembled.placements.rows_by_place(len(places.table))
    table = places.table.assign(lignes=rows)
    table = table[(rows > 0) & (table["ligne"] != "code")]
    return table.groupby(["ligne", "code"])[["lignes"]].sum().reset_index()


def _warn(bilan: Bilan, doctors: dict[str, int]) -> None:
    """Say in warnings what may change the counts."""
    rows = bilan.table["lignes"]
    rejected = int(rows[rows.index.str.startswith("rejet_")].sum())
    if rejected:
        warn(
            punctuate(
                f"{bilan.source} : {french_count(rejected, 'ligne rejetée', 'lignes rejetées')} ; "
                "leurs numéros sont dans bilan.codes."
            )
        )
    if "postal_sans_table" in rows:
        share = rows["postal_sans_table"] / bilan.n_rows
        warn(
            punctuate(
                f"{bilan.source} : {french_count(rows['postal_sans_table'], 'ligne')} "
                f"({french_percent(share)}) sans autre lieu qu'un code postal, non placées ; "
                "donnez la "
                "table de La Poste par postal_codes= (« poles-geo data fetch codes-postaux » la "
                "télécharge)."
            )
        )
    if doctors["total"] >= FEW and doctors["sans"] > DOUBTFUL_SHARE * doctors["total"]:
        warn(
            punctuate(
                f"{bilan.source} : {french_percent(doctors['sans'] / doctors['total'])} des "
                "médecins "
                "n'ont aucun savoir-faire ; leur partage entre généralistes et spécialistes est "
                "douteux."
            )
        )
