"""The ledger of a count: where every row and every person went.

Each row of the source is in exactly one line. Each person is in one line too: the first, in the
order of the table, that one of their rows is in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from poles_geo.errors import TableError
from poles_geo.files import atomic
from poles_geo.typography import nombre, ponctue

PLACE = {
    "code": "placées par le code de commune",
    "arrondissement": "placées par un code d'arrondissement (Paris, Lyon, Marseille)",
    "reparation": "placées par un code de commune réparé",
    "postal": "placées par un code postal d'une seule commune",
    "libelle": "placées par le code postal et le libellé",
    "cedex": "placées par le libellé d'un code CEDEX, unique dans son département",
    "partage": "partagées entre les communes de leur code postal",
    "postal_un_bassin": "placées par un code postal compris dans un seul bassin",
    "outre_mer": "placées dans un département d'outre-mer",
}
NON_PLACE = {
    "hors_zonage": "commune absente du zonage",
    "outre_mer_hors_zonage": "département d'outre-mer, hors du zonage",
    "postal_multiple": "code postal de plusieurs communes, non partagé",
    "collectivite": "collectivité d'outre-mer, hors du champ",
    "etranger": "à l'étranger",
    "postal_inconnu": "code postal inconnu",
    "postal_sans_table": "code postal seul, sans table des codes postaux",
    "postal_non_utilise": 'code postal seul, écarté par postal="none"',
    "code_refuse": "code de commune refusé, sans code postal",
    "sans_lieu": "sans aucun lieu",
    "cellule_vide": "cellule vide",
    "total": "total déjà compté en détail",
    "autre_maille": "autre maille que la commune",
    "autre_annee": "autre année",
}
HORS_CHAMP = {
    "hors_professions": "profession hors de l'ensemble compté",
    "profession_illisible": "profession absente ou illisible",
    "militaire": "militaires",
    "etudiant": "étudiants",
    "remplacement": "remplacements",
    "mode": "mode d'exercice écarté",
}
REJET = {
    "rejet_identifiant": "rejetées : identifiant de la personne absent ou illisible",
    "rejet_colonnes": "rejetées : nombre de champs inattendu",
    "rejet_vide": "rejetées : lignes vides",
}
LIGNES = {**PLACE, **NON_PLACE, **HORS_CHAMP, **REJET}
"""Every line a ledger may have, in order of precedence, with its wording."""

RANG = {key: rank for rank, key in enumerate(LIGNES)}
CLES = tuple(LIGNES)


@dataclass(frozen=True, eq=False)
class Bilan:
    """Ledger of a count.

    Parameters
    ----------
    table : DataFrame
        Index ``ligne`` (keys of :data:`LIGNES`, in that order; only those met), columns
        ``libelle``, ``place`` (whether the rows are in the result), ``lignes`` (number of rows)
        and ``personnes`` (missing when the source has no persons).
    codes : DataFrame
        ``ligne``, ``code``, ``lignes``: codes concerned by each line but the first ones, with
        their number of rows. Line numbers of the file for rejected rows.
    n_lignes : int
        Rows of the source, counted apart.
    n_personnes : int or None
        Persons of the source, counted apart; None when it has none.
    remarques : mapping of str to int
        What is worth knowing besides, in French, with its number.
    source, date, edition : str
        Name of the file, date of its content, layout.

    Raises
    ------
    TableError
        When rows or persons do not add up: a fault of the library.
    """

    table: pd.DataFrame
    codes: pd.DataFrame
    n_lignes: int
    n_personnes: int | None = None
    remarques: Mapping[str, int] = field(default_factory=dict)
    source: str = ""
    date: str | None = None
    edition: str = ""

    def __post_init__(self) -> None:
        rows, persons = self.table["lignes"].sum(), self.table["personnes"].sum()
        if rows != self.n_lignes or persons != (self.n_personnes or 0):
            raise TableError(
                f"{self.source} : bilan qui ne tombe pas juste : {nombre(rows)} lignes sur "
                f"{nombre(self.n_lignes)}, {nombre(persons)} personnes sur "
                f"{nombre(self.n_personnes or 0)}. C'est un défaut du programme : signalez-le."
            )

    @property
    def personnes_placees(self) -> int:
        """Persons with at least one row in the result."""
        return int(self.table.loc[self.table["place"], "personnes"].sum())

    @property
    def lignes_placees(self) -> int:
        """Rows in the result."""
        return int(self.table.loc[self.table["place"], "lignes"].sum())

    def records(self) -> list[dict[str, Any]]:
        """Lines as plain values, which any format of file can carry."""
        return [
            {
                "ligne": key,
                "libelle": str(row["libelle"]),
                "place": bool(row["place"]),
                "lignes": int(row["lignes"]),
                "personnes": None if pd.isna(row["personnes"]) else int(row["personnes"]),
            }
            for key, row in self.table.iterrows()
        ]

    def export(self, folder: str | Path) -> None:
        """Write ``bilan.csv`` and ``bilan_codes.csv`` in a folder, made if need be."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in (("bilan", self.table.reset_index()), ("bilan_codes", self.codes)):
            with atomic(folder / f"{name}.csv") as path:
                table.to_csv(path, index=False)

    def __str__(self) -> str:
        dated = f" ({self.date})" if self.date else ""
        title = f"Bilan de {self.source}{dated} : {nombre(self.n_lignes)} lignes"
        if self.n_personnes is not None:
            title += f", {nombre(self.n_personnes)} personnes"
        lines = [title]
        for row in self.records():
            mark = "  " if row["place"] else "– "
            persons = "" if row["personnes"] is None else f"{nombre(row['personnes']):>14}"
            lines.append(f"{mark}{row['libelle']:<72}{nombre(row['lignes']):>14}{persons}")
        lines += [f"· {remark} : {nombre(count)}" for remark, count in self.remarques.items()]
        return ponctue("\n".join(lines))


def exportable(text: str) -> str:
    """Give a code as found; its length alone when it may be something else than a code."""
    if re.fullmatch(r"[0-9AB.,]{1,8}|[A-Z]|GENR[0-9]{2}", text):
        return text
    return f"({len(text)} caractères)" if text else "(vide)"


def ledger_table(
    rows: np.ndarray, persons: np.ndarray | None, *, place: frozenset[str] = frozenset(PLACE)
) -> pd.DataFrame:
    """Make the table of a ledger from numbers by rank of line (see :data:`RANG`).

    Parameters
    ----------
    rows, persons : array of int
        One number per key of :data:`LIGNES`; lines without row are left out. No persons: the
        column is missing.
    place : frozenset of str
        Keys of the lines that are in the result.
    """
    met = np.flatnonzero(rows)
    keys = [CLES[rank] for rank in met]
    return pd.DataFrame(
        {
            "libelle": [LIGNES[key] for key in keys],
            "place": [key in place for key in keys],
            "lignes": rows[met],
            "personnes": pd.array(
                [pd.NA] * len(met) if persons is None else persons[met], dtype="Int64"
            ),
        },
        index=pd.Index(keys, name="ligne"),
    )
