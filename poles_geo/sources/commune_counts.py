"""Counts already made by commune: one column a profession, one row a profession, or the BPE.

They count what their producer counted (establishments, practices by address), not persons: a
person in two communes of one bassin is there twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from poles_geo.errors import ChoiceError, LayoutError
from poles_geo.sources.by_commune import CODE_COMMUNE
from poles_geo.tabular.headers import Entete
from poles_geo.tabular.rows import map_rows
from poles_geo.tabular.sheets import numbers, plain
from poles_geo.typography import accorde

COMMUNE = (*CODE_COMMUNE, "codecommuneetablissement")
PROFESSION = ("codeprofession", "profession")
NOMBRE = ("effectif", "nombre", "nb", "n", "valeur")
BPE = {"code": "depcom", "profession": "typequ", "n": "nbequip"}
MELODI = {
    "code": "geo", "maille": "geoobject", "profession": "facilitytype", "n": "obsvalue",
    "annee": "timeperiod",
}  # fmt: skip
MAILLES = ("COM", "ARM")
LA_COMMUNE = "code de commune (clé)"


@dataclass(frozen=True, eq=False)
class TableCommunes:
    """Counts by commune, as the file gives them.

    Attributes
    ----------
    nature : str
        ``table par commune`` or ``BPE``.
    codes : Series of str
        One per row of the file: code of commune as found.
    ecartee : Series of str
        Line of the ledger of the rows that are no count of a commune (totals, empty numbers);
        empty for the others.
    rang, profession, n : arrays
        One per number: row of the file, position in `professions`, number.
    professions : list of str
        Names of the columns, or codes found.
    rejets : list of (int, str)
        Lines of the file that are no row, from 1, with the reason.
    annee : str or None
        Year of the counts, when a column says it.
    remarques : mapping of str to int
    une_ligne_par_commune : bool
        Whether a second row of a commune is a surprise.
    """

    nature: str
    codes: pd.Series
    ecartee: pd.Series
    rang: NDArray[np.int64]
    profession: NDArray[np.int64]
    n: NDArray[np.float64]
    professions: list[str]
    rejets: list[tuple[int, str]]
    annee: str | None
    remarques: Mapping[str, int]
    une_ligne_par_commune: bool = False


def read_table(header: Entete, *, date: str | None, progress: bool) -> TableCommunes:
    """Read counts by commune.

    Parameters
    ----------
    header : Entete
        Of a file with a column of commune codes (CODGEO, DEPCOM, code_commune…) and either one
        column of numbers per profession, or columns ``profession`` and ``effectif``, or the
        columns of the BPE (``DEPCOM;TYPEQU;NB_EQUIP``, or those of Melodi).
    date : str or None
        Year wanted, when the file has several.
    progress : bool

    Raises
    ------
    LayoutError
        When the columns are none of these; a number is unreadable or negative.
    ChoiceError
        When the file has several years and none was chosen.
    """
    names = {plain(name): rank for rank, name in reversed(list(enumerate(header.colonnes)))}
    for nature, columns in (("BPE", MELODI), ("BPE", BPE), ("table par commune", _long(names))):
        if columns and set(columns.values()) <= set(names):
            roles = {role: names[name] for role, name in columns.items()}
            rows, rejected = _read(header, roles, progress)
            return _from_long(nature, rows, rejected, header, date)
    code = next((names[name] for name in COMMUNE if name in names), None)
    if code is None or len(header.colonnes) < 2:
        raise LayoutError(
            f"{header.texte.nom} : ni fichier d'activités de l'Annuaire Santé (colonne "
            "« Identification nationale PP »), ni table par commune (colonne CODGEO, DEPCOM ou "
            f"code_commune). Colonnes trouvées : {', '.join(header.colonnes[:12])}."
        )
    others = {name: rank for rank, name in enumerate(header.colonnes) if rank != code}
    if len(others) < len(header.colonnes) - 1:
        raise LayoutError(f"{header.texte.nom} : des colonnes ont le même nom.")
    rows, rejected = _read(header, {LA_COMMUNE: code, **others}, progress)
    return _from_wide(rows, rejected, header)


def _long(names: Mapping[str, int]) -> dict[str, str]:
    """Columns of a table with one row per commune and profession, when it is one."""
    code = next((name for name in COMMUNE if name in names), None)
    profession = next((name for name in PROFESSION if name in names), None)
    number = next((name for name in NOMBRE if name in names), None)
    if code and profession and number:
        return {"code": code, "profession": profession, "n": number}
    return {}


def _read(
    header: Entete, roles: dict[str, int], progress: bool
) -> tuple[pd.DataFrame, list[tuple[int, str]]]:
    """Read columns as text, and the lines that are no row."""
    columns: dict[str, list[pa.Array]] = {role: [] for role in roles}
    rejected: list[tuple[int, str]] = []
    n_lines = 0
    for rows in map_rows(header, roles, lambda rows: rows, progress=progress):
        rejected += [(n_lines + rank + 2, reason) for rank, reason in rows.rejets]
        n_lines += rows.n_lignes
        for role, column in rows.colonnes.items():
            columns[role].append(column)
    if not any(columns.values()):
        raise LayoutError(
            f"{header.texte.nom} : aucune ligne lisible sur {n_lines} ; "
            f"{header.largeur} champs attendus par ligne."
        )
    table = pd.DataFrame({role: _text(parts) for role, parts in columns.items()})
    return table.apply(lambda column: column.str.strip(' \t"')), rejected


def _text(parts: list[pa.Array]) -> pd.Series:
    joined = pa.chunked_array(parts)
    try:
        texts = joined.cast(pa.string())
    except pa.ArrowInvalid:
        decoded = [value.decode("cp1252", "replace") for value in joined.to_pylist()]
        texts = pa.array(decoded, pa.string())
    return pd.Series(texts.to_pandas(), dtype="str")


def _from_long(
    nature: str, rows: pd.DataFrame, rejected: list[tuple[int, str]], header: Entete,
    date: str | None,
) -> TableCommunes:  # fmt: skip
    left = pd.Series("", index=rows.index)
    year = None
    if "annee" in rows:
        years = sorted(rows["annee"].unique())
        year = date if date in years else years[0] if len(years) == 1 else None
        if year is None:
            raise ChoiceError(
                f"{header.texte.nom} : plusieurs années ({', '.join(years)}) ; choisissez-en une "
                f'par date= (par exemple date="{years[-1]}").'
            )
        left = left.mask(rows["annee"] != year, "autre_annee")
        left = left.mask(~rows["maille"].isin(MAILLES) & (left == ""), "autre_maille")
        left = left.mask((rows["profession"] == "_T") & (left == ""), "total")
    n = _numbers(rows["n"], header)
    left = left.mask(n.isna() & (left == ""), "cellule_vide")
    kept = np.flatnonzero(left == "")
    number, professions = pd.factorize(rows["profession"].iloc[kept], sort=True)
    return TableCommunes(
        nature, rows["code"], left, kept, number, n.iloc[kept].to_numpy(float),
        [str(profession) for profession in professions], rejected, year, {},
    )  # fmt: skip


def _from_wide(
    rows: pd.DataFrame, rejected: list[tuple[int, str]], header: Entete
) -> TableCommunes:
    values, texts = {}, []
    for name in rows.columns[1:]:
        cells = rows[name]
        if cells.str.contains(r"\d", regex=True).any():
            values[name] = _numbers(cells, header)
        else:
            texts.append(name)
    if not values:
        raise LayoutError(
            f"{header.texte.nom} : aucune colonne de nombres à côté du code de commune "
            f"(trouvé : {', '.join(texts[:10])})."
        )
    table = np.column_stack([column.to_numpy(float, na_value=np.nan) for column in values.values()])
    rank, profession = np.nonzero(~np.isnan(table))
    remarks = {}
    if texts:
        remarks[f"colonnes sans nombres, non lues ({', '.join(texts[:5])})"] = len(texts)
    if empty := int(np.isnan(table).sum()):
        remarks["cellules vides, ni comptées ni remplacées par zéro"] = empty
    return TableCommunes(
        "table par commune", rows[LA_COMMUNE], pd.Series("", index=rows.index), rank, profession,
        table[rank, profession], list(values), rejected, None, remarks, True,
    )  # fmt: skip


def _numbers(cells: pd.Series, header: Entete) -> pd.Series:
    """Read numbers; negative ones are refused."""
    try:
        values = numbers(cells)
    except LayoutError as error:
        raise LayoutError(f"{header.texte.nom} : {error}") from error
    negative = values[(values < 0).fillna(False)]
    if len(negative):
        raise LayoutError(
            f"{header.texte.nom} : colonne {cells.name} : "
            f"{accorde(len(negative), 'nombre négatif', 'nombres négatifs')}, "
            f"dont {negative.iloc[0]}."
        )
    return values
