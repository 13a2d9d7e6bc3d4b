"""What a count knows of the professions of a set: columns that count, are left out, or lack."""

from dataclasses import dataclass

import numpy as np

from poles_geo.counting.decompte import Decompte
from poles_geo.counting.known_professions.profession_names import GROUPS, key_of, profession_of
from poles_geo.counting.known_professions.professions import (
    PHYSICIAN_CODE,
    PROFESSIONS,
    ProfessionSet,
)
from poles_geo.errors import TableError, warn, worded
from poles_geo.typography import french_count, french_number, listed, punctuate

ABSENT_PROFESSIONS = "professions_absentes"
"""Key, in the `attrs` of counts, of the professions of the set that the source does not have."""
SHORT = 3
"""Professions named one by one in a subtitle."""
RARE = frozenset({"32", "81", "82", "83", "84", "85", "97", "194"})
"""Professions of so few people that a whole region may have none."""

OWN_COLUMNS = (
    'columns={"Infirmiers": "60", "Autres": "proximite"}',
    '--colonnes colonnes.toml (une ligne comme "Infirmiers" = "60")',
)
"""What says the professions of columns, in Python and on the command line."""
GROUP_LABELS = {
    "proximite": "professions de proximité",
    "pole": "professions de pôle",
    "psychiatrie": "infirmiers psychiatriques",
}


@dataclass(frozen=True)
class ToldProfessions:
    """Professions of a count, beside those of a set.

    Attributes
    ----------
    positions : dict of str to list of int
        By group, positions in ``decompte.professions``.
    codes : list of str
        Code or group that each of ``decompte.professions`` counts; its name where it is neither.
    labels : dict of str to str
        By code of those that count, their name in the plural.
    absent : list of str
        Codes of the set that the source does not have: they are not counted, not zero.
    only : str
        « médecins généralistes et infirmiers seulement »; empty when no profession of the set that
        a region must have is absent.
    notices : list of str
        What maps must say of it, in French.
    remarks : dict of str to int
    """

    positions: dict[str, list[int]]
    codes: list[str]
    labels: dict[str, str]
    absent: list[str]
    only: str
    notices: list[str]
    remarks: dict[str, int]


def tell_professions(decompte: Decompte, professions: ProfessionSet) -> ToldProfessions:
    """Tell the professions of a count by group, as a set understands them.

    Raises
    ------
    TableError
        When there is none, when médecins are not told apart, or when a profession of a commune is
        under several names, of which one may be the total of the others.

    Warns
    -----
    UserWarning
        When columns of a table are not counted, each with its number.
    """
    of_table = decompte.placements.n_persons is None
    codes = [
        name if name in professions.codes or not of_table else (profession_of(name) or name)
        for name in decompte.professions
    ]
    positions: dict[str, list[int]] = {group: [] for group in GROUPS}
    for rank, code in enumerate(codes):
        if group := code if of_table and code in GROUPS else professions.group(code):
            positions[group].append(rank)
    source = decompte.bilan.source
    if of_table and PHYSICIAN_CODE in codes:
        name = decompte.professions[codes.index(PHYSICIAN_CODE)]
        how = worded(f'columns={{"{name}": "10G"}}', f"""--colonnes (une ligne "{name}" = "10G")""")
        raise TableError(
            f"{source} : « {name} » compte des médecins sans dire s'ils sont généralistes ou "
            f'spécialistes ; dites-le par {how}, "10S", ou un groupe (proximite, pole).'
        )
    if of_table:
        _refuse_several_names(decompte, codes)
    kept = {rank for ranks in positions.values() for rank in ranks}
    if not kept:
        raise TableError(
            f"aucune profession commune : le décompte a {', '.join(decompte.professions[:15])} ; "
            f"l'ensemble « {professions.name} » a {', '.join(sorted(professions.codes)[:15])}. "
            f"Dites ce que comptent vos colonnes par {worded(*OWN_COLUMNS)}."
        )
    left = [rank for rank in range(len(codes)) if rank not in kept]
    remarks = _left(decompte, left, professions) if of_table else {}
    groups = set(codes) & set(GROUPS) if of_table else set()
    absent = sorted(
        code for code in professions.codes - set(codes) if professions.group(code) not in groups
    )
    labels = {codes[rank]: _label(decompte.professions[rank], codes[rank]) for rank in sorted(kept)}
    names = list(dict.fromkeys(labels.values()))
    only = _only(names, absent, professions)
    told = only and len(names) > SHORT
    notices = [f"Professions comptées : {', '.join(names)}."] if told else []
    return ToldProfessions(positions, codes, labels, absent, only, notices, remarks)


def _refuse_several_names(decompte: Decompte, codes: list[str]) -> None:
    """Refuse a profession that a commune has under two names, unless the caller has said them.

    Raises
    ------
    TableError
        The message names them.
    """
    at: dict[str, dict[str, set[int]]] = {}
    postes = decompte.placements.by_poste
    for rank, (code, name) in enumerate(zip(codes, decompte.professions, strict=True)):
        places = postes.loc[postes["profession"] == rank, "lieu"]
        at.setdefault(code, {}).setdefault(name, set()).update(places)
    for code, names in at.items():
        several = [
            name
            for name, places in names.items()
            if any(key_of(other) != key_of(name) and places & at_other
                   for other, at_other in names.items())
        ]  # fmt: skip
        if several:
            quoted = [f"« {name} »" for name in several]
            asked = worded(
                f'columns={{"{several[0]}": "{code}"}}',
                f"""--colonnes (une ligne "{several[0]}" = "{code}")""",
            )
            raise TableError(
                f"{decompte.bilan.source} : {listed(quoted)} nomment la même profession ({code}), "
                "dans les mêmes communes : l'une est-elle le total, ou s'ajoutent-elles ? Dites "
                f"celles à compter par {asked}."
            )


def _only(counted: list[str], absent: list[str], professions: ProfessionSet) -> str:
    """Say in a few words which professions of a set are counted, when some are not."""
    lacking = [PROFESSIONS[code].plural if code in PROFESSIONS else code
               for code in absent if code not in RARE]  # fmt: skip
    if not lacking:
        return ""
    if len(counted) <= SHORT:
        return f"{listed(counted)} seulement"
    if len(lacking) <= SHORT:
        return f"sans les {listed(lacking)}"
    total = len(professions.codes - RARE)
    return f"{total - len(lacking)} professions sur {total} seulement"


def _left(decompte: Decompte, left: list[int], professions: ProfessionSet) -> dict[str, int]:
    """Count what the columns left out hold of communes, and warn: no row of a total is there."""
    postes = decompte.placements.by_poste
    postes = postes[postes["lieu"].isin(decompte.places.communes["lieu"])]
    sums = np.bincount(postes["profession"], postes["n"], len(decompte.professions))
    found = {decompte.professions[rank]: int(sums[rank]) for rank in left if sums[rank]}
    if found:
        shown = [f"« {name} » ({french_number(n)})" for name, n in list(found.items())[:8]]
        more = f" et {len(found) - 8} autres" if len(found) > 8 else ""
        warn(
            punctuate(
                f"{decompte.bilan.source} : "
                f"{french_count(len(found), 'colonne ou valeur', 'colonnes ou valeurs')} hors de "
                f"l'ensemble « {professions.name} », non comptées : {', '.join(shown)}{more} ; "
                f"{worded('columns=', '--colonnes')} dit ce qu'une colonne compte."
            )
        )
    return {f"hors de l'ensemble de professions : {name}": n for name, n in found.items()}


def _label(name: str, code: str) -> str:
    return PROFESSIONS[code].plural if code in PROFESSIONS else GROUP_LABELS.get(code, name)
