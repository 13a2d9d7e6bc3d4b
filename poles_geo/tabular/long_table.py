"""Tables of one or several dates as one long CSV, with its dictionary, for a web atlas."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from poles_geo.coded import WARNINGS, YEAR, note_columns, note_index, plain_table, warnings_in
from poles_geo.errors import ChoiceError, Faults, TableError
from poles_geo.files import atomic, check_apart, check_writable
from poles_geo.tabular.counted_units import unit_of_counts
from poles_geo.tabular.printed import LABELS
from poles_geo.tabular.writing import marked, write_content
from poles_geo.typography import typeset

COLUMNS = ["code", "annee", "variable", "valeur"]
OF_ANOTHER_YEAR = ("population", "n_communes")
"""Columns that are not of the date of the counts."""
UNITS = {
    "couverture": "part, de 0 à 1",
    "rang": "rang, 1 est le plus fort",
    "marge": "unité de la marge",
    "marge_rang": "rang",
}


def write_long(
    tables: pd.DataFrame | Sequence[pd.DataFrame], path: str | Path, *, year: int | None = None
) -> tuple[Path, Path]:
    """Write numbers one a row, code, année, variable, valeur, and what each variable is.

    Parameters
    ----------
    tables : DataFrame or sequence of DataFrame
        Effectifs, pôles or others, index their code; several when they are of several years. Each
        column of numbers is a variable, but population and n_communes, which are not of the date
        of the counts.
    path : str or Path
        ``atlas.csv``, in the layout of :func:`write_table`; the dictionary goes beside, in
        ``atlas-dictionnaire.csv``: variable, libelle, unite, annees, source,
        avertissements.
    year : int, optional
        Of the only table, in place of that of its ``attrs["date"]``.

    Returns
    -------
    (Path, Path)
        The two files.

    Raises
    ------
    TableError
        No numbers; a code twice; two tables of one year that tell the same variable of a code; an
        unknown year.
    ChoiceError
        A suffix that is not ``.csv``; `year` with several tables.
    WriteError
        A file cannot be written.

    Notes
    -----
    A missing value, which was not counted, is a row without `valeur`: it is not zero.

    Examples
    --------
    >>> import poles_geo as pg
    >>> from tempfile import mkdtemp
    >>> folder = Path(mkdtemp())
    >>> atlas, dictionary = pg.write_long(pg.load_report()[["effectif", "rang"]], folder / "a.csv")
    >>> print(atlas.read_text("utf-8-sig").splitlines()[1])
    67482;2014;effectif;12896
    >>> dictionary.name
    'a-dictionnaire.csv'
    """
    path = Path(path)
    if path.suffix.lower() != ".csv":
        raise ChoiceError(f"suffixe du fichier : .csv est attendu, trouvé {path.name!r}.")
    several = [tables] if isinstance(tables, pd.DataFrame) else list(tables)
    faults = Faults("tables")
    for table in several:
        note_index(faults, table.index, str(table.index.name or "code"))
        note_columns(faults, table, list(dict.fromkeys(map(str, table.columns))))
    faults.raise_if_any()
    if year is not None and len(several) != 1:
        raise ChoiceError("year : une année pour plusieurs tables ; chacune dit la sienne (date).")
    if year is not None and not YEAR.fullmatch(str(year)):
        raise ChoiceError(f"year : une année est attendue, comme 2024 ; trouvé {year}.")
    parts = [
        _long(table, year or _year(table, place)) for place, table in enumerate(several, start=1)
    ]
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)
    if rows.empty:
        raise TableError("tables : aucune colonne de nombres à écrire.")
    if len(twice := rows.loc[rows.duplicated(COLUMNS[:3]), COLUMNS[0]].unique()):
        faults.add("code deux fois la même année, pour une même variable", twice)
        faults.raise_if_any()
    beside = path.with_name(f"{path.stem}-dictionnaire.csv")
    check_apart([(path, "path"), (beside, "path")])
    check_writable(beside)
    texts = rows.assign(code=rows["code"].map(marked), variable=rows["variable"].map(marked))
    content = texts.to_csv(index=False, sep=";", lineterminator="\n")
    with atomic(path) as temporary:
        temporary.write_bytes(content.encode("utf-8-sig"))
    return path, write_content(_dictionary(several, rows), beside)


def _year(table: pd.DataFrame, place: int) -> int:
    found = YEAR.findall(str(table.attrs.get("date") or ""))
    if len(set(found)) != 1:
        raise TableError(
            f"tables : table {place} sans année ; sa date la dit (attrs : « décembre 2024 »), "
            "ou year=."
        )
    return int(found[0])


def _long(table: pd.DataFrame, year: int) -> pd.DataFrame:
    """Give the numbers of a table, one a row, in the order of its columns."""
    numbers = plain_table(pd.DataFrame(table)[_variables(table)])
    rows = [
        pd.DataFrame(
            {
                "code": table.index.astype("str"),
                "annee": year,
                "variable": name,
                "valeur": [_written(value) for value in numbers[name]],
            }
        )
        for name in numbers
    ]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=COLUMNS)


def _written(value: Any) -> str:
    """Write a number with a decimal comma; nothing for a missing one."""
    if pd.isna(value):
        return ""
    return str(int(value)) if value % 1 == 0 else repr(float(value)).replace(".", ",")


def _variables(table: pd.DataFrame) -> list[str]:
    return [
        str(name)
        for name, dtype in table.dtypes.items()
        if is_numeric_dtype(dtype) and not is_bool_dtype(dtype) and name not in OF_ANOTHER_YEAR
    ]


def _dictionary(tables: Sequence[pd.DataFrame], rows: pd.DataFrame) -> pd.DataFrame:
    """Say what each variable is: its name in French, unit, years, source, field, warnings."""
    said = []
    for name, of_variable in rows.groupby("variable", sort=False):
        carried = [table.attrs for table in tables if name in table]
        labels = [attrs.get("detail", {}).get(name) for attrs in carried]
        units = [unit_of_counts(attrs) for attrs in carried]
        said.append(
            {
                "variable": name,
                "libelle": next(filter(None, labels), LABELS.get(str(name), str(name))),
                "unite": UNITS.get(str(name)) or _once(units),
                "annees": _once(of_variable["annee"]),
                "source": _once(attrs.get("source") for attrs in carried),
                WARNINGS: _once(text for attrs in carried for text in warnings_in(attrs)),
            }
        )
    return pd.DataFrame(said).map(typeset)


def _once(texts: Iterable[Any]) -> str:
    """Join what is told, each thing once."""
    known = dict.fromkeys(str(text) for text in texts if text)
    return " ; ".join(known)
