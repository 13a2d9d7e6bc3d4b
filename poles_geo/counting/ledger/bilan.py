"""The ledger of a count: where every row and every person went.

Each row of the source is in exactly one line. Each person is in one line too: the first, in the
order of the table, that one of their rows is in.
"""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from poles_geo.errors import TableError
from poles_geo.files import atomic, make_folder
from poles_geo.tabular.writing import to_html
from poles_geo.typography import french_count, french_number, punctuate

PLACED = {
    "code": "placées par le code de commune",
    "arrondissement": "placées par un code d'arrondissement (Paris, Lyon, Marseille)",
    "reparation": "placées par un code de commune réparé",
    "postal": "placées par un code postal d'une seule commune",
    "libelle": "placées par le code postal et le libellé",
    "cedex": "placées par le libellé d'un code CEDEX, unique dans son département",
    "partage": "partagées entre les communes de leur code postal",
    "postal_un_bassin": "placées par un code postal compris dans une seule unité du zonage",
    "outre_mer": "placées dans un département d'outre-mer",
}
NOT_PLACED = {
    "hors_zonage": "commune absente du zonage",
    "outre_mer_hors_zonage": "département d'outre-mer, hors du zonage",
    "postal_multiple": "code postal de plusieurs communes, non partagé",
    "collectivite": "collectivité d'outre-mer, hors du champ",
    "etranger": "à l'étranger",
    "postal_inconnu": "code postal inconnu",
    "postal_non_utilise": 'code postal seul, écarté par postal="none"',
    "code_refuse": "code de commune refusé, sans code postal",
    "sans_lieu": "sans aucun lieu",
    "cellule_vide": "cellule vide",
    "total": "totaux et sous-totaux",
    "detail": "détail d'une ville déjà comptée entière",
    "autre_maille": "autre maille que la commune",
    "autre_annee": "autre année",
    "autre_valeur": "autre valeur que celle choisie par rows=",
}
OUTSIDE_FIELD = {
    "hors_professions": "profession hors de l'ensemble compté",
    "profession_illisible": "profession absente ou illisible",
    "militaire": "militaires",
    "etudiant": "étudiants",
    "remplacement": "remplacements",
    "mode": "mode d'exercice écarté",
}
REJECTED = {
    "rejet_identifiant": "rejetées : identifiant de la personne absent ou illisible",
    "rejet_colonnes": "rejetées : nombre de champs inattendu",
    "rejet_vide": "rejetées : lignes vides",
}
ROWS = {**PLACED, **NOT_PLACED, **OUTSIDE_FIELD, **REJECTED}
"""Every line a ledger may have, in order of precedence, with its wording."""

ORDER = {key: rank for rank, key in enumerate(ROWS)}
KEYS = tuple(ROWS)


@dataclass(frozen=True, eq=False, repr=False)
class Bilan:
    """Ledger of a count.

    Parameters
    ----------
    table : DataFrame
        Index ``ligne`` (keys of :data:`ROWS`, in that order; only those met), columns
        ``libelle``, ``place`` (whether the rows are in the result), ``lignes`` (number of rows)
        and ``personnes`` (missing when the source has no persons).
    codes : DataFrame
        ``ligne``, ``code``, ``lignes``: codes concerned by each line but the first ones, with
        their number of rows. Line numbers for the rejected rows of a file; a table has none.
    n_rows : int
        Rows of the source, counted apart.
    n_persons : int or None
        Persons of the source, counted apart; None when it has none.
    remarks : mapping of str to int
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
    n_rows: int
    n_persons: int | None = None
    remarks: Mapping[str, int] = field(default_factory=dict)
    source: str = ""
    date: str | None = None
    edition: str = ""

    def __post_init__(self) -> None:
        rows, persons = self.table["lignes"].sum(), self.table["personnes"].sum()
        if rows != self.n_rows or persons != (self.n_persons or 0):
            raise TableError(
                f"{self.source} : bilan qui ne tombe pas juste : {french_number(rows)} lignes sur "
                f"{french_number(self.n_rows)}, {french_number(persons)} personnes sur "
                f"{french_number(self.n_persons or 0)}. C'est un défaut du programme : signalez-le."
            )

    @property
    def persons_placed(self) -> int:
        """Persons with at least one row in the result."""
        return int(self.table.loc[self.table["place"], "personnes"].sum())

    @property
    def rows_placed(self) -> int:
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
        make_folder(folder)
        tables = (self.table.reset_index(), self.codes)
        for path, table in zip(export_paths(folder), tables, strict=True):
            with atomic(path) as temporary:
                table.to_csv(temporary, index=False)

    @property
    def title(self) -> str:
        """« Bilan de … : 2 101 lignes, 1 050 personnes »."""
        dated = f" ({self.date})" if self.date else ""
        title = f"Bilan de {self.source}{dated} : {french_count(self.n_rows, 'ligne')}"
        if self.n_persons is not None:
            title += f", {french_count(self.n_persons, 'personne')}"
        return punctuate(title)

    def _repr_html_(self) -> str:
        """Show the ledger at the end of a notebook cell."""
        table = self.table[["libelle", "lignes", "personnes"]].reset_index(drop=True)
        if self.n_persons is None:
            table = table.drop(columns="personnes")
        result = self.table["place"].map({True: "dans le résultat", False: "hors du résultat"})
        table.insert(1, "place", result.to_numpy())
        remarks = "".join(
            f"<li>{html.escape(punctuate(f'{remark} : {french_number(count)}'))}</li>"
            for remark, count in self.remarks.items()
        )
        return to_html(table, self.title) + (f"<ul>{remarks}</ul>" if remarks else "")

    def __repr__(self) -> str:
        return f"Bilan({self.title!r})"

    def __str__(self) -> str:
        lines = [self.title]
        for row in self.records():
            mark = "  " if row["place"] else "– "
            persons = "" if row["personnes"] is None else f"{french_number(row['personnes']):>14}"
            lines.append(f"{mark}{row['libelle']:<72}{french_number(row['lignes']):>14}{persons}")
        lines += [f"· {remark} : {french_number(count)}" for remark, count in self.remarks.items()]
        return punctuate("\n".join(lines))


def export_paths(folder: Path) -> list[Path]:
    """Name the files that :meth:`Bilan.export` writes."""
    return [folder / "bilan.csv", folder / "bilan_codes.csv"]


def exportable(text: nw.Expr) -> nw.Expr:
    """Give codes as found; their length alone when they may be something else than codes."""
    size = nw.concat_str(nw.lit("("), text.str.len_chars().cast(nw.String), nw.lit(" caractères)"))
    return (
        nw.when(text.str.contains("^([0-9AB.,]{1,8}|[A-Z]|GENR[0-9]{2})$")).then(text)
        .when(text == "").then(nw.lit("(vide)"))
        .otherwise(size)
    )  # fmt: skip


def ledger_table(rows: np.ndarray, persons: np.ndarray | None) -> pd.DataFrame:
    """Make the table of a ledger from numbers by rank of line (see :data:`ORDER`).

    Parameters
    ----------
    rows, persons : array of int
        One number per key of :data:`ROWS`; lines without row are left out. No persons: the
        column is missing.
    """
    met = np.flatnonzero(rows)
    keys = [KEYS[rank] for rank in met]
    return pd.DataFrame(
        {
            "libelle": [ROWS[key] for key in keys],
            "place": [key in PLACED for key in keys],
            "lignes": rows[met],
            "personnes": pd.array(
                [pd.NA] * len(met) if persons is None else persons[met], dtype="Int64"
            ),
        },
        index=pd.Index(keys, name="ligne"),
    )
