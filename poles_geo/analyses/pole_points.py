"""Pôles as what an analysis weighs: where they are, how heavy they are, or all that is wrong.

Counted: a point and a mass a pôle. Not counted: their areas.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from pandas.api.types import is_bool_dtype, is_complex_dtype, is_numeric_dtype

from poles_geo.coded import note_columns, note_index, plain_table
from poles_geo.communes.identity import IDENTITY
from poles_geo.errors import Faults, TableError, worded

KM = 1000.0
"""Metres in a kilometre."""
TABLES = {
    "capacity": "table des sites",
    "communes": "table des communes",
    "demand": "table des communes",
    "links": "maillage",
    "poles": "table des pôles",
    "supply": "table des sites",
}
"""What a command calls the tables that functions have by their argument."""
TOLD = (*IDENTITY, "rang", "type_pole", "sigle", "effectif")
"""Columns of the pôles that a measure of them repeats, where they are there."""
EACH = ", pour chaque commune"
"""What ends the message of a number that no commune may lack."""
NAMED = 3
"""Places that a message names."""


@dataclass(frozen=True)
class Places:
    """Pôles, in the order of their table.

    Attributes
    ----------
    codes : Index
        n codes, each once.
    km : ndarray
        n × 2, kilometres of a projection, no two the same.
    masses : ndarray
        n, over 0.
    """

    codes: pd.Index
    km: NDArray[np.float64]
    masses: NDArray[np.float64]


def table_called(argument: str) -> str:
    """Give the name of a table for who reads the message: its argument, or what it is.

    Examples
    --------
    >>> table_called("demand")
    'demand'
    """
    return worded(argument, TABLES.get(argument, argument))


def some_named(codes: pd.Index, *tables: pd.DataFrame, most: int = NAMED) -> str:
    """Name the first of some places, with their codes: their `nom` in the first table that has it.

    Examples
    --------
    >>> table = pd.DataFrame({"nom": ["Lille", "Douai"]}, index=["59350", "59178"])
    >>> some_named(pd.Index(["59178", "99999"]), table)
    'Douai (59178), 99999'
    """
    first = codes[:most]
    names = pd.Series(index=first, dtype=object)
    for table in tables:
        if "nom" in table and table.index.is_unique:
            names = names.fillna(plain_table(table)["nom"].reindex(first).astype(object))
    told = [f"{name} ({code})" if pd.notna(name) else str(code) for code, name in names.items()]
    return ", ".join([*told, "…"] if len(codes) > most else told)


def places_of(poles: gpd.GeoDataFrame, *, mass: str = "effectif") -> Places:
    """Give the place and the mass of each pôle, or every fault of the table.

    Parameters
    ----------
    poles : GeoDataFrame
        Points in metres, index `code_bassin`; the column `mass`.
    mass : str
        What a pôle weighs.

    Raises
    ------
    TableError
        With every fault: no row, no column or no point; degrees or no projection; a code that is
        no text or is there twice; a mass that is no number over 0; two pôles at one place.
    """
    faults = Faults(table_called("poles"))
    table = plain_table(poles)
    note_columns(faults, table, (mass,))
    note_index(faults, table.index)
    faults.raise_if_any(TableError)
    note_repeated(faults, table.index)
    note_some(faults, table[mass])
    numbers = numbers_of(table[mass])
    note_rows(
        faults,
        f"{mass} : un nombre de plus de 0 est attendu ; donnez-le, ou ôtez la ligne",
        ~((numbers > 0) & np.isfinite(numbers)),
        table.index,
    )
    km = points_of(faults, table)
    if not faults.messages:
        again = pd.DataFrame(km).duplicated(keep=False).to_numpy()
        remedy = "faites-en un, ou corrigez leurs points"
        note_rows(faults, f"deux pôles au même endroit ; {remedy}", again, table.index)
    faults.raise_if_any(TableError)
    return Places(table.index, km, numbers)


def points_of(faults: Faults, table: pd.DataFrame, what: str = "code") -> NDArray[np.float64]:
    """Give the points of a table in kilometres (n × 2), and note those that are none.

    Parameters
    ----------
    faults : Faults
    table : DataFrame
    what : str
        What a row is, before its codes: « pôle », « site ».
    """
    nowhere = np.full((len(table), 2), np.nan)
    if not isinstance(table, gpd.GeoDataFrame) or table.active_geometry_name is None:
        faults.add(
            "aucune géométrie : "
            + worded(
                "pg.cartes.check_poles(poles) place chaque pôle à la mairie de son centre, "
                'table.set_geometry("…") dit quelle colonne en est une',
                "un point par ligne est attendu",
            )
        )
        return nowhere
    if table.crs is None or not table.crs.is_projected:
        found = "aucune" if table.crs is None else table.crs.to_string()
        remedy = worded("table.to_crs(2154)", "reprojetez le fichier en EPSG:2154")
        faults.add(f"projection en mètres attendue ({remedy}) ; trouvée : {found}")
        return nowhere
    if table.crs.axis_info[0].unit_conversion_factor != 1:
        unit = table.crs.axis_info[0].unit_name
        faults.add(f"projection en mètres attendue (table.to_crs(2154)) ; trouvée en {unit}")
        return nowhere
    away = ~table.geom_type.eq("Point").to_numpy() | table.is_empty.to_numpy()
    note_rows(faults, f"{what} sans point (un point par ligne est attendu)", away, table.index)
    if away.any():
        return nowhere
    km: NDArray[np.float64] = table.get_coordinates().to_numpy(dtype=float) / KM
    endless = ~np.isfinite(km).all(axis=1)
    note_rows(faults, "point dont les coordonnées ne sont pas des nombres", endless, table.index)
    return km


def numbers_of(column: pd.Series) -> NDArray[np.float64]:
    """Give a column as numbers; NaN for a text, a truth value and what is missing."""
    if is_numeric_dtype(column) and not (is_bool_dtype(column) or is_complex_dtype(column)):
        return column.to_numpy(float, na_value=np.nan)
    plain = column.map(lambda value: np.nan if isinstance(value, str | bool | complex) else value)
    return pd.to_numeric(plain, errors="coerce").to_numpy(float, na_value=np.nan)


def as_counts(masses: NDArray[np.float64]) -> NDArray[np.float64] | NDArray[np.int64]:
    """Give sums of masses as whole numbers when all are."""
    return masses.astype(np.int64) if (masses % 1 == 0).all() else masses


def note_some(faults: Faults, counts: pd.Series) -> None:
    """Note a table without row, or that counts nothing: it would give a result that says nothing.

    Parameters
    ----------
    faults : Faults
    counts : Series
        What the table counts.
    """
    if counts.empty:
        faults.add("la table n'a aucune ligne")
    elif counts.isna().all():
        faults.add(f"{counts.name} : vide à toutes les lignes ; aucune n'est comptée")


def note_negative(
    faults: Faults,
    name: str,
    numbers: NDArray[np.float64],
    index: pd.Index,
    *,
    missing: ArrayLike = False,
    more: str = "",
) -> None:
    """Note the numbers that are not 0 or more, with their codes.

    Parameters
    ----------
    faults : Faults
    name : str
        What they are.
    numbers : array
        As :func:`numbers_of` gives them.
    index : Index
        Their codes.
    missing : array of bool
        Rows that may have none.
    more : str
        What the message says then.
    """
    wrong = ~np.asarray(missing, dtype=bool) & ~((numbers >= 0) & np.isfinite(numbers))
    note_rows(faults, f"{name} : un nombre d'au moins 0 est attendu{more}", wrong, index)


def note_repeated(faults: Faults, index: pd.Index, what: str = "code de bassin répété") -> None:
    """Note the codes that are there twice."""
    if again := index[index.duplicated()].unique().tolist():
        faults.add(f"{what} ; n'en gardez qu'une ligne", again)


def note_rows(faults: Faults, message: str, wrong: ArrayLike, index: pd.Index) -> None:
    """Note a fault when some rows have it, with their codes."""
    codes = index[np.asarray(wrong, dtype=bool)]
    if len(codes):
        faults.add(message, codes)
