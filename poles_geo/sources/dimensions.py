"""Dimensions of a table by commune beside the profession: years, ages, sexes.

Rows that differ by them are never added over: one value is chosen, or the table is refused.
"""

from collections.abc import Mapping

import pandas as pd

from poles_geo.errors import ChoiceError
from poles_geo.tabular.sheets import Table, plain

YEARS = frozenset({"an", "annee", "year", "millesime", "timeperiod"})
DIMENSIONS = YEARS | {
    "age", "classeage", "classedage", "trancheage", "tranchedage", "groupeage", "sexe", "genre",
    "trimestre", "semestre", "mois", "periode", "date",
}  # fmt: skip
SHOWN = 6


def choose_rows(
    table: Table,
    keys: list[str],
    chosen: Mapping[str, str],
    date: str | None,
    *,
    repeats: bool = False,
) -> tuple[pd.Series, str | None]:
    """Tell the rows of the values chosen, in each dimension of a table.

    Parameters
    ----------
    table : Table
    keys : list of str
        Columns that a row should be alone to have: the commune, the profession.
    chosen : mapping of str to str
        Value wanted by column, as published or in any spelling of it.
    date : str or None
        Chooses the year, when a column of years has it.
    repeats : bool
        Rows of one key are expected, and add up whatever their other words.

    Returns
    -------
    Series of bool, str or None
        The rows to count; the year, when a column says it.

    Raises
    ------
    ChoiceError
        A dimension has several values and none was chosen; an unknown column or value.
    """
    data, year = table.data, None
    kept = pd.Series(True, index=data.index)
    wanted = {plain(name): (name, str(value).strip()) for name, value in chosen.items()}
    for key, (name, _) in wanted.items():
        if key not in table.columns:
            raise ChoiceError(
                f"rows : {table.name} n'a pas de colonne « {name} » ; colonnes : "
                f"{', '.join(data.columns[:15])}."
            )
    repeated = data.duplicated(keys, keep=False)
    for key, column in table.columns.items():
        if column in keys:
            continue
        values = sorted(set(data[column]) - {""})
        value = wanted[key][1] if key in wanted else None
        if value is None and key in YEARS:
            value = date if date in values else values[0] if len(values) == 1 else None
        if value is None:
            several = key in DIMENSIONS or (
                not repeats and _tells_apart(data, column, keys, repeated)
            )
            if several and len(values) > 1:
                raise ChoiceError(_several(table, column, values, key))
            continue
        if value not in values:
            raise ChoiceError(
                f"rows : la colonne « {column} » de {table.name} n'a pas « {value} » ; valeurs : "
                f"{', '.join(values[:SHOWN])}."
            )
        kept &= data[column] == value
        year = value if key in YEARS else year
    return kept, year


def _tells_apart(data: pd.DataFrame, column: str, keys: list[str], repeated: pd.Series) -> bool:
    """Whether a column of words tells apart every row that its keys do not."""
    cells = data.loc[repeated, column]
    if cells.empty or cells.str.contains(r"^[\d.,\s-]*$").any():
        return False
    return not data[repeated].duplicated([*keys, column]).any()


def _several(table: Table, column: str, values: list[str], key: str) -> str:
    shown = ", ".join(values[:SHOWN]) + ("…" if len(values) > SHOWN else "")
    how = f'date="{values[-1]}"' if key in YEARS else f'rows={{"{column}": "{values[-1]}"}}'
    return (
        f"{table.name} : la colonne « {column} » a plusieurs valeurs ({shown}), qui ne "
        f"s'additionnent pas ; choisissez-en une par {how} (« --lignes » de la commande)."
    )
