"""Dimensions of a table by commune beside the profession: years, ages, sexes.

Rows that differ by them are never added over: one value is chosen, or the table is refused.
"""

from collections.abc import Mapping

import pandas as pd

from poles_geo.errors import ChoiceError, worded
from poles_geo.tabular.books.sheet_tables import Table
from poles_geo.tabular.headings import plain, words
from poles_geo.tabular.numbers import at_lines
from poles_geo.tabular.texts.quoting import quoted
from poles_geo.typography import french_count

YEARS = frozenset({"an", "annee", "year", "millesime", "timeperiod"})
DIMENSIONS = YEARS | {
    "age", "classeage", "classedage", "trancheage", "tranchedage", "groupeage", "sexe", "genre",
    "trimestre", "semestre", "mois", "periode", "date",
}  # fmt: skip
NAMES = ("lib", "nom", "commune", "ville")
"""How the plain name of a column of names begins: these are no dimension."""
SHOWN = 6
COMMON, COMMON_SHARE = 3, 0.02
"""Rows, and share of the rows, that have a value common in a file."""


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
                f"{worded('rows', '--lignes')} : {table.name} n'a pas de colonne « {name} » ; "
                f"colonnes : {table.sheet.columns}."
            )
    repeated = data.duplicated(keys, keep=False)
    for key, column in table.columns.items():
        if column in keys and key not in wanted:
            continue
        value = wanted[key][1] if key in wanted else None
        several = value is None and (
            key in DIMENSIONS or (not repeats and _tells_apart(data, column, keys, repeated))
        )
        if value is None and not several:
            continue
        values = sorted(set(data[column].unique()) - {""})
        if value is None and key in YEARS:
            value = date if date in values else values[0] if len(values) == 1 else None
        if value is None:
            if len(values) > 1 and key.startswith(NAMES):
                raise ChoiceError(_repeated(table, column, keys[0], repeated))
            if len(values) > 1:
                raise ChoiceError(_several(table, column, key))
            continue
        if value not in values:
            raise ChoiceError(
                f"{worded('rows', '--lignes')} : la colonne « {column} » de {table.name} n'a pas "
                f"« {value} » ; valeurs : {_shown(data[column])}."
            )
        kept &= data[column] == value
        year = value if key in YEARS else year
    return kept, year


WHOLE = frozenset({"total", "ensemble", "tous", "toutes", "effectif", "nombre"})
"""Words of the value that a message proposes: rows of all ages, of both sexes, of numbers."""


def _tells_apart(data: pd.DataFrame, column: str, keys: list[str], repeated: pd.Series) -> bool:
    """Whether a column of words tells apart every row that its keys do not."""
    cells = data.loc[repeated, column]
    if cells.empty or cells.str.contains(r"^[\d.,\s-]*$").any():
        return False
    return not data[repeated].duplicated([*keys, column]).any()


def _repeated(table: Table, column: str, key: str, repeated: pd.Series) -> str:
    """Say which codes a column of words, names most often, gives otherwise to each of their rows.

    The words are not told: they may be those of a person.
    """
    codes = table.data.loc[repeated, key]
    first = codes.drop_duplicates().head(SHOWN)
    lines = [at_lines(table.lines[(codes.index[codes == code])]) for code in first]
    named = ", ".join(f"{quoted(code)} ({line})" for code, line in zip(first, lines, strict=True))
    count = french_count(codes.nunique(), "code répété", "codes répétés")
    more = "…" if codes.nunique() > SHOWN else ""
    return (
        f"{table.name} : colonne « {key} » : {count}, que la colonne « {column} » distingue : "
        f"{named}{more} ; corrigez-le, additionnez ses lignes, ou n'en gardez qu'une."
    )


def _several(table: Table, column: str, key: str) -> str:
    cells = table.data[column]
    known = _common(cells)
    whole = [value for value in known if not WHOLE.isdisjoint(words(value))]
    value = [*known, *whole][-1] if known else "…"
    python = f'date="{value}"' if key in YEARS else f'rows={{"{column}": "{value}"}}'
    how = worded(python, f'--lignes "{column}={value}"')
    return (
        f"{table.name} : la colonne « {column} » a plusieurs valeurs ({_shown(cells)}), qui ne "
        f"s'additionnent pas ; choisissez-en une par {how}."
    )


def _common(cells: pd.Series) -> list[str]:
    """List the values of a column that may be quoted: numbers, codes, and those of many rows."""
    counts = cells[cells != ""].value_counts()
    often = counts >= max(COMMON, COMMON_SHARE * len(cells))
    return sorted(v for v in counts.index if often[v] or quoted(v) == repr(v))


def _shown(cells: pd.Series) -> str:
    known, distinct = _common(cells), set(cells) - {""}
    shown = known[:SHOWN]
    if not known:
        return f"{french_count(len(distinct), 'texte')} de peu de lignes"
    return ", ".join(shown) + ("…" if len(distinct) > len(shown) else "")
