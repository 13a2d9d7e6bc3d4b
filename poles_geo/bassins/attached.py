"""The composition that a table of bassins carries in its ``attrs``, whatever pandas does to them.

Tried on pandas 3.0 and 3.1, geopandas 1.2; ``tests/bassins/test_composition_of.py`` fails when they
copy or compare ``attrs`` in another way.
"""

from typing import Any, Self

import pandas as pd

from poles_geo.errors import TableError


class AttachedComposition(str):
    """A composition that another table carries in its `attrs`.

    Pandas copies `attrs` at each operation, compares them to concatenate, and writes them as
    JSON in Parquet: for all of these it is a text, never copied and equal to itself alone.
    :func:`composition_of` gives the table.
    """

    table: pd.DataFrame

    def __new__(cls, table: pd.DataFrame) -> Self:
        """Wrap a composition."""
        attached = super().__new__(cls, f"{table.attrs.get('zonage')}, {len(table)} communes")
        attached.table = table
        return attached

    def __getnewargs__(self) -> tuple[Any]:
        return (self.table,)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


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
        When the table is neither, or has lost its composition.
    """
    if isinstance(zonage, pd.DataFrame):
        attached = zonage.attrs.get("composition")
        if isinstance(attached, AttachedComposition):
            known = attached.table["code_bassin"]
            missing = set(known.dropna()) - set(zonage.get("code_bassin", zonage.index))
            kept = attached.table[~known.isin(missing)]
            if kept["code_bassin"].notna().any():
                return kept
        elif "code_bassin" in zonage and not pd.api.types.is_numeric_dtype(zonage.index):
            return zonage
    raise TableError(
        "zonage sans composition : une composition est attendue (read_composition : index "
        "code_commune, colonne code_bassin), ou des bassins de read_bassins. Des bassins relus "
        "d'un fichier ou assemblés ont perdu la leur : passez la composition à leur place."
    )
