"""What a text does not say of a table: its index, the name and the type of each of its columns.

It is written beside the table, or inside a GIS's file, so that the table is read as it was.
"""

from collections.abc import Callable, Hashable, Mapping
from itertools import chain
from typing import Any

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype, is_string_dtype

from poles_geo._types import TEXT
from poles_geo.tabular.column_names import INDEX, column_named, is_number
from poles_geo.tabular.numbers import read_numbers
from poles_geo.tabular.printed import LABELS

LEVELS, COLUMNS, ABOVE = "index", "colonnes", "nom_des_colonnes"
NAME, TYPE, VALUES, ORDERED, BLANKS = "nom", "type", "valeurs", "ordonnees", "vides"
"""Keys of a form, then of one of its columns."""
CATEGORY, GEOMETRY, OBJECT = "category", "geometry", "object"
SIZES = (8, 16, 32, 64)
WHOLE = {f"{kind}{size}" for kind in ("int", "uint", "Int", "UInt") for size in SIZES}
REAL = {f"{kind}{size}" for kind in ("float", "Float") for size in SIZES[2:]}
TRUTH = {"bool", "boolean"}
OTHER_TYPES = ("datetime64", "string")
YES, NO = {"true", "vrai", "oui", "1"}, {"false", "faux", "non", "0"}
PRINTED_NAMES = {label: name for name, label in LABELS.items()}
OF_COLUMNS = "colonne"
"""Column whose values are names of columns, which a workbook shows as they are printed."""

Form = Mapping[str, Any]


def form_of(table: pd.DataFrame, heading: Callable[[Hashable], str] = str) -> dict[str, Any]:
    """Describe a table that is to be written.

    Parameters
    ----------
    table : DataFrame
    heading : callable
        Gives what heads a column in the file, by its name.

    Returns
    -------
    dict
        Names of the levels of the index; of each column, index first, by its heading: its type, or
        its name and its type, the values of a category, and whether its empty cells are texts.
    """
    levels = levels_of(table)
    index = table.index.to_frame(index=False)[levels] if levels else pd.DataFrame()
    columns = {
        heading(name): _column(name, values, heading)
        for name, values in chain(index.items(), table.items())
    }
    form: dict[str, Any] = {LEVELS: levels, COLUMNS: columns}
    return form | ({ABOVE: table.columns.name} if table.columns.name is not None else {})


def levels_of(table: pd.DataFrame) -> list[Hashable]:
    """Name the levels of the index that a file has as columns."""
    return [name for name in table.index.names if name is not None and name not in table.columns]


def says_itself(table: pd.DataFrame) -> bool:
    """Tell a table that its names alone give back: by bassin, whose other columns are texts."""
    columns = zip(map(str, table.columns), table.dtypes, strict=True)
    return (
        levels_of(table) in [[name] for name in INDEX]
        and table.columns.name is None
        and is_string_dtype(table.index.dtype)
        and all(
            column_named(name) == name
            and (is_numeric_dtype(dtype) and not is_bool_dtype(dtype) if is_number(name)
                 else str(dtype) in {str(TEXT), OBJECT, GEOMETRY})
            for name, dtype in columns
        )
    )  # fmt: skip


def is_form(found: object) -> bool:
    """Tell what :func:`form_of` gives from anything else."""
    if not isinstance(found, dict) or not isinstance(found.get(COLUMNS), dict):
        return False
    levels, columns = found.get(LEVELS), found[COLUMNS]
    if not isinstance(levels, list) or not all(map(_is_column, columns.values())):
        return False
    names = [_name(found, heading) for heading in columns]
    return all(map(_is_name, [*levels, *names, found.get(ABOVE)])) and (
        len(names) == len(set(names)) and len(levels) == len(set(levels))
    )


def _is_column(column: object) -> bool:
    if isinstance(column, str):
        return True
    return (
        isinstance(column, dict)
        and isinstance(column.get(TYPE), str)
        and isinstance(column.get(VALUES, []), list)
        and all(map(_is_name, [column.get(NAME), *column.get(VALUES, [])]))
    )


def headings_of(form: Form) -> list[str]:
    """Give the headings by which the table is found in its file: those of its index, else all."""
    columns: Mapping[str, Any] = form[COLUMNS]
    levels = [heading for heading in columns if _name(form, heading) in form[LEVELS]]
    return levels or [name for name, column in columns.items() if _kind(column) != GEOMETRY]


def reformed(texts: pd.DataFrame, form: Form, *, whole: bool = False) -> pd.DataFrame:
    """Give back a table from its texts.

    Parameters
    ----------
    texts : DataFrame
        Columns under their headings, of text, missing where a cell is empty.
    form : mapping
    whole : bool
        Whether the file is as it was written: its numbers are then read as they were, and not as a
        person may write them.
    """
    read = {
        heading: _typed_texts(texts[heading], form[COLUMNS][heading], whole=whole)
        if heading in form[COLUMNS]
        else texts[heading]
        for heading in texts
    }
    return _shaped(pd.DataFrame(read, index=texts.index), form)


def retyped(table: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Give back a table from one whose file keeps types, and may change some."""
    known = form[COLUMNS]
    order = [heading for heading in known if heading in table.columns]
    table = table[[*order, *(name for name in table.columns if name not in known)]]
    changed = {}
    for heading in order:
        kind = _kind(known[heading])
        if str(table[heading].dtype) != kind and kind != GEOMETRY:
            changed[heading] = _typed(table[heading], known[heading])
    return _shaped(table.assign(**changed), form)


def _column(
    name: Hashable, values: pd.Series, heading: Callable[[Hashable], str]
) -> str | dict[str, Any]:
    said: dict[str, Any] = {TYPE: str(values.dtype)}
    if not isinstance(name, str) or heading(name) != name:
        said[NAME] = name
    if isinstance(values.dtype, pd.CategoricalDtype):
        categories = values.cat.categories.tolist()
        if not all(map(_is_name, categories)):
            return str(TEXT)
        said |= {VALUES: categories, ORDERED: bool(values.cat.ordered)}
    elif is_string_dtype(values.dtype) and values.notna().all() and (values == "").any():
        said[BLANKS] = True
    return said if len(said) > 1 else str(said[TYPE])


def _is_name(name: object) -> bool:
    return isinstance(name, str | int | float | None)


def _kind(column: str | Mapping[str, Any]) -> str:
    return column if isinstance(column, str) else str(column[TYPE])


def _name(form: Form, heading: Hashable) -> Hashable:
    column = form[COLUMNS].get(heading)
    named: Hashable = column.get(NAME, heading) if isinstance(column, dict) else heading
    return named


def _shaped(table: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Give its columns their names, and the index its own."""
    named = table.rename(columns={heading: _name(form, heading) for heading in table.columns})
    if form[LEVELS] and set(form[LEVELS]) <= set(named.columns):
        named = named.set_index(list(form[LEVELS]))
    if len(named.columns):
        named.columns = pd.Index(named.columns.tolist(), name=form.get(ABOVE))
    return named


def _typed_texts(
    texts: "pd.Series[str]", column: str | Mapping[str, Any], *, whole: bool
) -> pd.Series:
    """Read a column of text as what it was; where it is no more, as text."""
    kind = _kind(column)
    if kind in WHOLE | REAL:
        return _numbers(texts, kind, whole=whole)
    if kind in TRUTH:
        folded = texts.str.lower()
        truth = folded.map({**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)})
        return texts if (truth.isna() & texts.notna()).any() else _typed(truth, column)
    if texts.name == LABELS[OF_COLUMNS]:
        texts = texts.replace(PRINTED_NAMES)
    return _typed(texts, column)


def _numbers(texts: "pd.Series[str]", kind: str, *, whole: bool) -> pd.Series:
    """Read numbers: as they were written, else as people write them."""
    if not whole:
        values, unread = read_numbers(texts)
        if len(unread):
            return values.astype(object).where(~texts.index.isin(unread.index), texts)
        return _typed(values, kind)
    filled = texts.notna()
    written = texts[filled].str.replace(",", ".")
    try:
        found = [int(text) if kind in WHOLE else float(text) for text in written]
    except (ValueError, OverflowError):
        return _numbers(texts, kind, whole=False)
    wide: Any = "float64" if kind in REAL else "UInt64" if kind[0] in "uU" else "Int64"
    try:
        typed = pd.Series(found, texts.index[filled], dtype=wide)
    except (OverflowError, TypeError, ValueError):
        return texts
    return _typed(typed.reindex(texts.index), kind)


def _typed(values: pd.Series, column: str | Mapping[str, Any]) -> pd.Series:
    """Give a column the type that it had; where it cannot have it, leave it."""
    kind = _kind(column)
    if isinstance(column, Mapping) and column.get(BLANKS):
        values = values.fillna("")
    if kind == OBJECT:
        return values.astype(object).where(values.notna(), None)
    if kind not in WHOLE | REAL | TRUTH | {CATEGORY} and not kind.startswith(OTHER_TYPES):
        return values.astype(TEXT)
    dtype: Any = kind
    try:
        if isinstance(column, Mapping) and VALUES in column:
            return _category(values, column)
        return values.astype(dtype)
    except (ValueError, TypeError, OverflowError):
        return values


def _category(values: pd.Series, column: Mapping[str, Any]) -> pd.Series:
    """Put a column in its categories; one that has others stays as it is."""
    known = column[VALUES]
    read = values.map({str(value): value for value in known} | {value: value for value in known})
    if (read.isna() & values.notna()).any():
        return values
    return read.astype(pd.CategoricalDtype(known, bool(column.get(ORDERED))))
