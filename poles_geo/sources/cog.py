"""The code officiel géographique: communes of a year, their movements, their populations.

Reads the tables as INSEE publishes them. Which commune became which is for
:mod:`poles_geo.communes.movements`.
"""

import re
from collections.abc import Iterable

import pandas as pd

from poles_geo.codes import repair_where_sure
from poles_geo.errors import Faults, LayoutError
from poles_geo.sources.by_commune import (
    CODE_COMMUNE,
    Source,
    blank_missing,
    code_column,
    cog_year,
    commune_codes,
    read_commune_table,
    read_only_table,
    read_tables,
    refuse_duplicates,
    without_arrondissements,
    without_totals,
)
from poles_geo.sources.plausible import check_populations
from poles_geo.tabular.books.sheet_tables import layout_error, only_table
from poles_geo.tabular.headings import plain
from poles_geo.tabular.numbers import at_lines, numbers
from poles_geo.tabular.texts.quoting import quoted_cells
from poles_geo.typography import french_count

POPULATION = ("pmun", "pop", "population", "popmun", "populationmunicipale", "ptot")
POPULATION_DATED = (r"pmun\d{2,4}", r"p\d{2}pop", r"pop\d{2,4}", r"population\d{4}")
CENSUS_COLUMNS = (*POPULATION, *POPULATION_DATED)
TYPES = ("COM", "ARM", "COMD", "COMA")
"""What a row of the list of communes is: a commune, an arrondissement, déléguée, associée."""
MOVEMENTS = {
    "mod": "mod",
    "dateeff": "date",
    "typecomav": "type_avant",
    "comav": "code_avant",
    "typecomap": "type_apres",
    "comap": "code_apres",
}


def read_cog(source: Source, *, types: Iterable[str] = ("COM",)) -> pd.DataFrame:
    """Read the list of communes of the code officiel géographique (``v_commune_AAAA.csv``).

    Parameters
    ----------
    source : path or DataFrame
    types : iterable of str, default ("COM",)
        TYPECOM kept: COM (communes of the year), ARM (arrondissements), COMD and COMA
        (communes déléguées and associées, which may share the code of a commune).

    Returns
    -------
    DataFrame
        Index ``code_commune``, columns ``type``, ``nom``, ``departement``, ``commune_parente``.
        ``attrs["annee_cog"]``: the year in the name of the file, or None.

    Raises
    ------
    LayoutError
        Another table, or rows whose TYPECOM is none of those four.
    TableError
        Codes that are no communes'.
    """
    table, name = read_commune_table(source, ("TYPECOM", "COM", "LIBELLE"), "liste des communes")
    data = table.data.set_axis([plain(column) for column in table.data.columns], axis=1)
    faults = Faults(name)
    if (unknown := ~data["typecom"].isin(TYPES).to_numpy()).any():
        faults.add(f"TYPECOM qui n'est ni {', ni '.join(TYPES)}, lignes", table.lines[unknown])
    faults.raise_if_any(LayoutError)
    data = data[data["typecom"].isin(list(types))]
    departements = data.get("dep", pd.Series("", index=data.index))
    cog = pd.DataFrame(
        {
            "type": data["typecom"].astype("str"),
            "nom": data["libelle"].astype("str"),
            "departement": blank_missing(departements.str.replace(r"^(\d)$", r"0\1", regex=True)),
            "commune_parente": blank_missing(
                data.get("comparent", pd.Series("", index=data.index))
            ),
        }
    ).set_axis(commune_codes(data["com"], table), axis=0)
    cog.attrs = {"annee_cog": cog_year(table), "source": name}
    return cog


def read_movements(source: Source) -> pd.DataFrame:
    """Read the movements of communes (``v_mvt_commune_AAAA.csv``).

    Parameters
    ----------
    source : path or DataFrame
        A table already read is given back as it is.

    Returns
    -------
    DataFrame
        One row per row of the file: ``mod`` (nature of the event), ``date``, ``type_avant``,
        ``code_avant``, ``type_apres``, ``code_apres``. ``attrs["annee_cog"]``: last 1 January
        that the file knows, from its name or else from its last date.

    Raises
    ------
    LayoutError
        Another table, dates that are none, or natures of event that have not two digits.
    """
    if isinstance(source, pd.DataFrame) and set(MOVEMENTS.values()) <= set(source.columns):
        return source
    expected = ("MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "TYPECOM_AP", "COM_AP")
    table, name = read_commune_table(source, expected, "mouvements des communes")
    data = table.data.rename(columns={column: plain(column) for column in table.data.columns})
    moves = data[list(MOVEMENTS)].rename(columns=MOVEMENTS).astype("str")
    dates = pd.to_datetime(moves["date"].str[:10], format="%Y-%m-%d", errors="coerce")
    if dates.isna().any():
        wrong = moves.loc[dates.isna(), "date"]
        count = french_count(len(wrong), "date illisible", "dates illisibles")
        raise LayoutError(
            f"{name}, colonne DATE_EFF : {count} ({quoted_cells(wrong)}), "
            f"{at_lines(table.lines[wrong.index])} ; forme attendue : 2024-01-01."
        )
    moves["mod"] = moves["mod"].str.removesuffix(".0")
    faults = Faults(name)
    if (unread := ~moves["mod"].str.fullmatch(r"\d{2}").to_numpy(bool)).any():
        faults.add(
            "MOD : une nature d'événement, de deux chiffres, est attendue", table.lines[unread]
        )
    faults.raise_if_any(LayoutError)
    moves["date"] = dates
    for column in ("code_avant", "code_apres"):
        moves[column] = repair_where_sure(moves[column])
    moves.attrs = {"annee_cog": cog_year(table) or year_reached(dates), "source": name}
    return moves


def read_populations(source: Source, *, column: str | None = None) -> pd.Series:
    """Read populations by commune.

    Parameters
    ----------
    source : path or DataFrame
        A column of commune codes (CODGEO, DEPCOM, COM…) and one of populations (PMUN, POP,
        P20_POP, PMUN2021…; PTOT when there is no other).
    column : str, optional
        Column of the populations, when there are several.

    Returns
    -------
    Series
        Named "population", index ``code_commune``, persons; missing where the file is empty.
        ``attrs["annee_cog"]``: year of the communes in the name of the file, or None.

    Raises
    ------
    LayoutError
        No such columns, several, or populations that are not in persons.
    """

    def is_header(names: set[str]) -> bool:
        return bool(names & set(CODE_COMMUNE)) and bool(_populations(names, column))

    sheets, tables, name = read_tables(source, is_header)
    if not tables:
        raise layout_error(
            f"{name} : populations introuvables",
            f"CODGEO et {column or 'PMUN, POP ou P20_POP'}",
            sheets,
        )
    table, _ = without_totals(only_table(without_arrondissements(tables), name))
    columns = [table.columns[found] for found in _populations(set(table.columns), column)]
    if len(columns) > 1:
        raise LayoutError(
            f"{name} : plusieurs populations ({', '.join(columns)}) ; choisissez par column=."
        )
    data = table.data
    population = numbers(data[columns[0]], table.lines.tolist(), name=name).set_axis(
        commune_codes(code_column(table), table)
    )
    refuse_duplicates(population.index, name)
    population = check_populations(population, name, columns[0]).rename("population")
    population.attrs = {"annee_cog": cog_year(table), "source": name}
    return population


def read_yearly_passage(source: Source) -> pd.DataFrame:
    """Read Insee's table de passage annuelle (``table_passage_annuelle_AAAA.zip``).

    Parameters
    ----------
    source : path or DataFrame

    Returns
    -------
    DataFrame
        One row per row of the file, one column per year (integers), commune codes: the layout
        of :func:`poles_geo.communes.movements.filiation`, in whose place it can be used.

    Raises
    ------
    SourceError
        The file cannot be read.
    LayoutError
        No table whose columns are CODGEO_2003, CODGEO_2004…; a code that is not of a commune.
    """

    def is_header(names: set[str]) -> bool:
        return sum(bool(re.fullmatch(r"codgeo\d{4}", name)) for name in names) >= 2

    table, name = read_only_table(
        source, is_header, "CODGEO_2003 … CODGEO_AAAA", "table de passage"
    )
    years = {
        column: int(key[-4:])
        for key, column in table.columns.items()
        if re.fullmatch(r"codgeo\d{4}", key)
    }
    data = table.data[list(years)].rename(columns=years)
    for year in data.columns:
        data[year] = commune_codes(data[year].rename(f"CODGEO_{year}"), table)
    data.attrs = {"annee_cog": max(years.values()), "source": name}
    return data[sorted(data.columns)]


def year_reached(dates: pd.Series) -> int | None:
    """Last 1 January that events cover: the next one, for an event during the year."""
    if dates.empty:
        return None
    last = dates.max()
    return int(last.year + ((last.month, last.day) != (1, 1)))


def _populations(names: set[str], column: str | None) -> list[str]:
    """Plain names of the columns of population; total population only for want of another."""
    if column is not None:
        return [plain(column)] if plain(column) in names else []
    found = [name for name in names for kind in CENSUS_COLUMNS if re.fullmatch(kind, name)]
    return sorted(set(found) - {"ptot"}) or found
