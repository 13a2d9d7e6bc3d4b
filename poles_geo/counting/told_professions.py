"""What a count knows of the professions of a set: columns that count, are left out, or lack."""

from dataclasses import dataclass

import numpy as np

from poles_geo.counting.decompte import Decompte
from poles_geo.counting.profession_names import GROUPS, profession_of
from poles_geo.counting.professions import PHYSICIAN_CODE, PROFESSIONS, ProfessionSet
from poles_geo.errors import TableError, warn
from poles_geo.typography import french_count, french_number, punctuate


@dataclass(frozen=True)
class ToldProfessions:
    """Professions of a count, beside those of a set.

    Attributes
    ----------
    positions : dict of str to list of int
        By group, positions in ``decompte.professions``.
    absent : list of str
        Codes of the set that a table by commune does not have: they are not counted, not zero.
    notices : list of str
        What maps must say of it, in French.
    remarks : dict of str to int
    """

    positions: dict[str, list[int]]
    absent: list[str]
    notices: list[str]
    remarks: dict[str, int]


def tell_professions(decompte: Decompte, professions: ProfessionSet) -> ToldProfessions:
    """Tell the professions of a count by group, as a set understands them.

    Raises
    ------
    TableError
        When there is none, or when médecins are not told apart.

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
        raise TableError(
            f"{source} : « {name} » compte des médecins sans dire s'ils sont généralistes ou "
            f'spécialistes ; dites-le par columns={{"{name}": "10G"}}, "10S", ou un groupe '
            "(proximite, pole)."
        )
    kept = {rank for ranks in positions.values() for rank in ranks}
    if not kept:
        raise TableError(
            f"aucune profession commune : le décompte a {', '.join(decompte.professions[:15])} ; "
            f"l'ensemble « {professions.name} » a {', '.join(sorted(professions.codes)[:15])}. "
            'Dites ce que comptent vos colonnes par columns={"Infirmiers": "60", "Autres": '
            '"proximite"}, ou « --colonnes colonnes.toml ».'
        )
    if not of_table:
        return ToldProfessions(positions, [], [], {})
    left = [rank for rank in range(len(codes)) if rank not in kept]
    remarks = _left(decompte, left, professions)
    absent = [] if set(codes) & set(GROUPS) else sorted(professions.codes - set(codes))
    notices = []
    if absent:
        counted = [_label(decompte.professions[rank], codes[rank]) for rank in sorted(kept)]
        notices = [f"Professions comptées : {', '.join(dict.fromkeys(counted))} seulement."]
    return ToldProfessions(positions, absent, notices, remarks)


def _left(decompte: Decompte, left: list[int], professions: ProfessionSet) -> dict[str, int]:
    """Count what the columns left out hold, and warn."""
    postes = decompte.placements.by_poste
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
                "columns= dit ce qu'une colonne compte."
            )
        )
    return {f"hors de l'ensemble de professions : {name}": n for name, n in found.items()}


def _label(name: str, code: str) -> str:
    return PROFESSIONS[code].label if code in PROFESSIONS else name
