"""Tables by code, whatever their types: columns there once, an index of texts, plain columns.

Counted: nothing. A column of categories or of Arrow says what a plain one does, and is read as
such. A code that has lost its leading zero is repaired where it is surely that of a commune
(:mod:`poles_geo.codes`), and told; elsewhere it is refused, with the remedy.
"""

import re
from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from pandas.api.types import is_scalar

from poles_geo._types import TEXT
from poles_geo.codes import repair_codes
from poles_geo.errors import Faults, TableError, warn, worded
from poles_geo.typography import french_count, french_date

Table = TypeVar("Table", bound=pd.DataFrame)
ByCommune = TypeVar("ByCommune", pd.DataFrame, pd.Series)
SHOWN = 10
WARNINGS = "avertissements"
"""Key, in the `attrs`, of the doubts that a table carries, in sentences, which maps print."""
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=(?:(?:0[1-9]|1[0-2])(?:[0-3]\d)?)?(?!\d))")
"""A year, as dates have it: « décembre 2021 », « 2021-12 », « 202112 », « 20211208 »."""


def note_columns(faults: Faults, table: pd.DataFrame, columns: Iterable[str]) -> None:
    """Note the columns that are not there, or are there twice, or under others."""
    if table.columns.nlevels > 1:
        faults.add(
            "noms de colonnes sur plusieurs étages : un seul est attendu ; "
            "table.columns = table.columns.get_level_values(-1) n'en garde qu'un"
        )
        return
    names = table.columns.tolist()
    present = ", ".join(map(str, names[:SHOWN])) or "aucune"
    for column in columns:
        if (times := names.count(column)) != 1:
            state = "en double" if times else "absente"
            faults.add(f"colonne {column} {state} (colonnes présentes : {present})")


def note_index(
    faults: Faults, index: pd.Index, what: str = "code_bassin", *, as_texts: bool = True
) -> None:
    """Note an index that is not made of codes in text, each row its own.

    Parameters
    ----------
    what : str
        What the codes are, by the name that their column has.
    as_texts : bool
        Whether they must be texts; else any index of one level is taken.
    """
    expected = f"l'index doit porter les codes ({what}), en texte"
    if index.nlevels > 1:
        faults.add(f"{expected}, sur un seul niveau ; trouvé {index.nlevels} niveaux")
        return
    codes = index.tolist()
    if any(isinstance(code, tuple | list) for code in codes):
        faults.add(f"{expected} ; trouvé {type(codes[0]).__name__}")
    elif as_texts and len(codes) and index.equals(pd.RangeIndex(len(codes))):
        faults.add(f'{expected} ; trouvé le rang des lignes : table.set_index("{what}")')
    elif as_texts:
        note_codes(faults, codes, what, expected)


def note_codes(faults: Faults, codes: list[object], what: str, expected: str) -> None:
    """Note codes that are no texts, or that have lost their leading zero.

    Parameters
    ----------
    what, expected : str
        What the codes are, by the name that their column has; what the message begins with.
    """
    other = [code for code in codes if not isinstance(code, str)]
    numbers = [code for code in other if isinstance(code, int | float) and not pd.isna(code)]
    if numbers:
        faults.add(
            f"{expected} ; trouvé des nombres, dont le zéro de tête a été perdu (01004 devient "
            f"1004) : {_remedy(numbers, what)}",
            numbers[:SHOWN],
        )
    elif other:
        faults.add(f"{expected} ; {french_count(len(other), 'ligne')} sans code en texte")
    note_lost_zeros(faults, codes, what)


def note_lost_zeros(faults: Faults, codes: Iterable[object], what: str) -> None:
    """Note the codes in text that are those of a commune without their leading zero."""
    if short := [code for code in codes if isinstance(code, str) and has_lost_zero(code)]:
        faults.add(
            f"code dont le zéro de tête a été perdu (01004 devient 1004) : {_remedy(short, what)}",
            short,
        )


def has_lost_zero(code: str) -> bool:
    """Tell the code of a commune without its leading zero."""
    return code.isdigit() and len(code) == COMMUNE - 1


COMMUNE = 5
"""Signs of the code of a commune."""


def _remedy(codes: Iterable[object], what: str) -> str:
    """Say what gives codes back their zero: two signs for a département, five for a commune."""
    longest = max(len(str(code).removesuffix(".0")) for code in codes)
    width = COMMUNE if longest > len("59") else len("59")
    return worded(
        f'relisez le fichier avec dtype={{"{what}": str}}, ou écrivez '
        f".astype(int).astype(str).str.zfill({width})",
        f"dans le tableur, mettez la colonne {what} en texte avant d'y coller les codes, ou "
        "remettez le zéro",
    )


def by_commune(table: ByCommune, name: str, columns: Iterable[str] = ()) -> ByCommune:
    """Return a table of communes with plain columns, and an index of repaired codes.

    Parameters
    ----------
    table : DataFrame or Series
        Indexed by commune code, in text or in numbers.
    name : str
        Of the argument, for the message.
    columns : iterable of str
        Those that must be there.

    Raises
    ------
    TableError
        A column absent or twice; an index that has no commune code.

    Warns
    -----
    UserWarning
        When codes are repaired.
    """
    faults = Faults(name)
    if isinstance(table, pd.DataFrame):
        note_columns(faults, table, columns)
        if again := table.columns[table.columns.duplicated()].unique().tolist():
            faults.add("colonnes en double", again)
    if not faults.messages and _all_communes(table.index):
        return _plain(table)
    codes = table.index.tolist() if table.index.nlevels == 1 else []
    readable = [code if isinstance(code, str | int | float) else "" for code in codes]
    repaired = repair_codes(readable)
    if table.index.nlevels > 1 or (codes and repaired.codes.isna().all()):
        faults.add(
            "l'index doit porter les codes des communes, en texte : "
            'table.set_index("code_commune")'
        )
    faults.raise_if_any(TableError)
    after = repaired.codes.dropna()
    before = pd.Series(readable, dtype=object)[after.index].astype("str")
    changed = before.str.removesuffix(".0") != after
    if changed.any():
        count = french_count(
            int(changed.sum()), "code de commune réparé", "codes de communes réparés"
        )
        warn(f"{name} : {count} ({before[changed].iloc[0]} → {after[changed].iloc[0]}).")
    kept = repaired.codes.where(repaired.codes.notna(), pd.Series(codes, dtype=object)).to_numpy()
    index = pd.Index(kept, dtype=object, name=table.index.name)
    if index.inferred_type == "string":
        index = index.astype("str")
    same = index.equals(table.index) and not isinstance(table.index, pd.CategoricalIndex)
    plain = _plain(table)
    return plain if same else plain.set_axis(index)


def _plain(table: ByCommune) -> ByCommune:
    return plain_column(table) if isinstance(table, pd.Series) else plain_table(table)


def _all_communes(index: pd.Index) -> bool:
    """Tell an index of texts that are codes of communes as they are."""
    if not isinstance(index.dtype, pd.StringDtype):
        return False
    repaired = repair_codes(index.to_series())
    return not repaired.repairs and repaired.refused.empty


def by_unit(composition: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a composition as :func:`by_commune` does, after a check of the codes of its units.

    Raises
    ------
    TableError
        As :func:`by_commune`; a commune there twice; no unit; codes of units that are no
        texts.
    """
    table = by_commune(composition, name, ("code_bassin",))
    faults = Faults(name)
    if again := table.index[table.index.duplicated()].unique().tolist():
        faults.add("commune répétée", again)
    units = table["code_bassin"].dropna().unique().tolist()
    if not units:
        faults.add("colonne code_bassin vide : aucune commune n'est dans une unité")
    if any(not isinstance(unit, str) for unit in units):
        note_codes(faults, units, "code_bassin", "colonne code_bassin : des textes sont attendus")
    faults.raise_if_any(TableError)
    return table


def plain_table(table: Table) -> Table:
    """Return a table whose columns of categories or of Arrow are plain; itself when all are."""
    coded = [isinstance(kind, pd.CategoricalDtype | pd.ArrowDtype) for kind in table.dtypes]
    if not any(coded):
        return table
    plain = table.copy()
    for place in np.flatnonzero(coded).tolist():
        plain.isetitem(place, plain_column(table.iloc[:, place]).array)
    return plain


def plain_column(column: pd.Series) -> pd.Series:
    """Return a column of categories or of Arrow as a plain one; itself when it is plain."""
    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        plain = pd.Series(column.tolist(), index=column.index, name=column.name)
        return _with_attrs(plain, column)
    if not isinstance(kind, pd.ArrowDtype):
        return column
    for is_kind, plain_kind in PLAIN:
        if is_kind(kind):
            return _with_attrs(column.astype(plain_kind), column)
    return _with_attrs(column.astype(object), column)


def _with_attrs(plain: pd.Series, column: pd.Series) -> pd.Series:
    plain.attrs = dict(column.attrs)
    return plain


PLAIN: tuple[tuple[Any, Any], ...] = (
    (pd.api.types.is_bool_dtype, "boolean"),
    (pd.api.types.is_integer_dtype, "Int64"),
    (pd.api.types.is_float_dtype, "float64"),
    (pd.api.types.is_string_dtype, TEXT),
)
"""Plain types of the columns of Arrow."""


def said_of(attrs: Mapping[Any, Any]) -> dict[Hashable, Any]:
    """Keep what a table says of itself in its `attrs`, and drop what it leaves empty.

    Empty: None, NaN, NaT, a text of blanks. The date is given as it is printed.

    Examples
    --------
    >>> said_of({"source": "RPPS", "date": None, "publication": " "})
    {'source': 'RPPS'}
    >>> said_of({"date": pd.Timestamp(2021, 12, 8)})
    {'date': '8 décembre 2021'}
    """
    said = {name: value for name, value in attrs.items() if not _is_empty(value)}
    if "date" in said:
        day = said["date"]
        said["date"] = french_date(str(day.date() if isinstance(day, datetime) else day))
    return said


def _is_empty(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or (is_scalar(value) and bool(pd.isna(value)))


def trimmed(names: pd.Series) -> "pd.Series[Any]":
    """Give names without the blanks around them, and one between words.

    Whole numbers become texts where no name is a text.

    Examples
    --------
    >>> trimmed(pd.Series(["Est ", "Nord  Ouest"])).tolist()
    ['Est', 'Nord Ouest']
    >>> trimmed(pd.Series([1.0, 2.0])).tolist()
    ['1', '2']
    """
    known = names.tolist()
    if any(isinstance(name, str) for name in known):
        texts = [" ".join(name.split()) if isinstance(name, str) else name for name in known]
    else:
        texts = [str(int(name)) if _is_whole(name) else name for name in known]
    return pd.Series(texts, names.index, dtype=object, name=names.name)


def _is_whole(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value % 1 == 0


def warnings_in(attrs: Mapping[Any, Any]) -> list[str]:
    """List the doubts that a table carries, in its `attrs`."""
    return list(attrs.get(WARNINGS) or ())
