"""Tables of flows: one row an origin and a destination → origine, destination, flux.

Counted: every row; those of one pair are added, as when Insee splits a flow by another variable.
"""

import pandas as pd

from poles_geo.coded import WARNINGS
from poles_geo.codes import repair_codes
from poles_geo.errors import Faults, LayoutError, warn
from poles_geo.sources.by_commune import Source, are_totals, read_only_table
from poles_geo.tabular.books.sheet_tables import Table
from poles_geo.tabular.numbers import numbers
from poles_geo.typography import french_count

ENDS, FLOW = ("origine", "destination"), "flux"
NAMES: dict[str, tuple[str, ...]] = {
    "origine": ("origine", "codgeo", "codeorigine", "commune", "dcran", "origin", "from"),
    "destination": ("destination", "dclt", "dcetuf", "codedestination", "dest", "to"),
    "flux": ("flux", "nbflux", "ipondi", "effectif", "nombre", "flow", "count"),
}
"""Plain spellings of the columns: those of the word, and Insee's."""
INSEE = "nbflux"
"""What begins the name of Insee's column of flows, before the year of the census."""
EXPECTED = "origine, destination, flux"


def read_flows(source: Source) -> pd.DataFrame:
    """Read a table of flows.

    Parameters
    ----------
    source : path or DataFrame
        CSV, workbook or zip of one: origine, destination, flux, or Insee's CODGEO, DCLT and
        NBFLUX (with the year of the census after it).

    Returns
    -------
    DataFrame
        One row a pair: origine, destination (text; codes of communes repaired where all are
        some), flux.

    Raises
    ------
    SourceError
        No such file.
    LayoutError
        No such columns; a cell that is no number, or is empty; a total in place of a code.

    Warns
    -----
    UserWarning
        When some rows are the same as others, in all their columns: they are added too.
    """
    table, name = read_only_table(
        source, lambda names: len(_found(names)) == len(NAMES), EXPECTED, "table des flux"
    )
    columns = {kind: table.columns[key] for kind, key in _found(set(table.columns)).items()}
    values = numbers(table.data[columns[FLOW]], table.lines.tolist(), name=name)
    faults = Faults(name)
    for kind, column in columns.items():
        if (empty := table.data[column] == "").any():
            faults.add(f"colonne {kind} vide, lignes", table.lines[empty.to_numpy()])
        if kind in ENDS and (totals := are_totals(table.data[column]).to_numpy()).any():
            told = f"colonne {kind} : un total, qui n'est pas un lieu ; ôtez les lignes"
            faults.add(told, table.lines[totals])
    faults.raise_if_any(LayoutError)
    flows = pd.DataFrame(
        {**{end: _codes(table, columns[end]) for end in ENDS}, FLOW: values.astype("float64")}
    )
    added = flows.groupby(list(ENDS), sort=False)[[FLOW]].sum().reset_index()
    if again := int(table.data.duplicated().sum()):
        count = french_count(again, "ligne répétée", "lignes répétées")
        told = (
            f"{name} : {count} à l'identique : leurs flux sont additionnés ; si ce sont des "
            "doublons, ôtez-les."
        )
        warn(told)
        added.attrs[WARNINGS] = [told]
    return added


def _found(names: set[str]) -> dict[str, str]:
    """Give what is found among plain names: what a column is → its name."""
    found: dict[str, str] = {}
    for kind, spellings in NAMES.items():
        known = [name for name in spellings if name in names]
        if kind == FLOW:
            known += sorted(name for name in names if name.startswith(INSEE))
        found |= {kind: known[0]} if known else {}
    return found


def _codes(table: Table, column: str) -> pd.Series:
    cells = table.data[column].astype(str)
    repaired = repair_codes(cells.tolist())
    if repaired.codes.isna().any():
        return cells.reset_index(drop=True)
    return repaired.codes.reset_index(drop=True)
