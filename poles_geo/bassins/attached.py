"""The composition that a table of bassins carries: their communes, in a column."""

import pandas as pd

from poles_geo.coded import by_unit, note_columns, plain_column
from poles_geo.errors import Faults, TableError

KEPT = ("zonage", "millesime", "annee_cog", "source")
"""What a composition and its bassins have in common of their `attrs`."""


def composition_of(zonage: pd.DataFrame) -> pd.DataFrame:
    """Composition of a zoning: itself, or the one that its bassins carry.

    Parameters
    ----------
    zonage : DataFrame
        A composition (:func:`read_composition`), or bassins (:func:`read_bassins`), all of them
        or some.

    Returns
    -------
    DataFrame
        As :func:`read_composition` gives it; of some bassins, their communes alone.

    Raises
    ------
    TableError
        When the table is neither, or a commune is in several bassins.

    Examples
    --------
    >>> import pandas as pd, poles_geo as pg
    >>> bassins = pd.DataFrame({"communes": ["59350 59512"]}, index=["59350"])
    >>> pg.composition_of(bassins)["code_bassin"].to_dict()
    {'59350': '59350', '59512': '59350'}
    """
    if isinstance(zonage, pd.DataFrame):
        faults = Faults("zonage")
        note_columns(faults, zonage, dict.fromkeys(zonage.columns))
        faults.raise_if_any(TableError)
        indexed = not pd.api.types.is_numeric_dtype(zonage.index)
        listed = "communes" in zonage and pd.api.types.is_string_dtype(zonage["communes"])
        if listed and (indexed or "code_bassin" in zonage):
            return _told_apart(zonage)
        if "code_bassin" in zonage:
            return by_unit(zonage, "zonage")
    raise TableError(
        "zonage sans composition : une composition est attendue (read_composition : index "
        "code_commune, colonne code_bassin), ou des bassins de read_bassins, avec leur colonne "
        "communes."
    )


def _told_apart(bassins: pd.DataFrame) -> pd.DataFrame:
    """Give each commune of bassins its row."""
    codes = bassins.get("code_bassin", bassins.index.to_series())
    communes = plain_column(bassins["communes"]).str.split()
    rows = pd.DataFrame({"code_bassin": codes, "code_commune": communes})
    table = rows.explode("code_commune").dropna().astype("str").set_index("code_commune")
    table.attrs = {key: bassins.attrs[key] for key in KEPT if key in bassins.attrs}
    faults = Faults("bassins : colonne communes")
    if again := table.index[table.index.duplicated()].unique().tolist():
        faults.add("commune de plusieurs bassins", again)
    faults.raise_if_any(TableError)
    return table.sort_index()
