"""A list of groupings, one row a member: CHT, GHT, GCS, shared equipment.

Counted: the rows. Not counted: what a grouping shares, or how much.
"""

import pandas as pd

from poles_geo._types import TEXT
from poles_geo.codes import repair_where_sure
from poles_geo.sources.by_commune import Source, read_only_table
from poles_geo.tabular.headings import plain

NEEDED = ("id", "forme", "nom", "membre", "code_commune")
KEPT = (*NEEDED[:4], "commune", NEEDED[4], "statut", "date", "note")


def read_groupings(source: Source) -> pd.DataFrame:
    """Read a list of groupings, in the layout of :func:`poles_geo.load_cooperations`.

    Parameters
    ----------
    source : path or DataFrame
        CSV, workbook, zip of one: columns id, forme, nom, membre, code_commune, and commune,
        statut, date, note where they are there; one row a member.

    Returns
    -------
    DataFrame
        Those columns, as text, codes of communes repaired; missing where a cell is empty.

    Raises
    ------
    SourceError
        No such file.
    LayoutError
        A column that is not there.

    Examples
    --------
    >>> import pandas as pd, poles_geo as pg
    >>> two = pd.DataFrame({"membre": ["CH de Lens", "AHNAC"], "code_commune": ["62498", ""]})
    >>> two = two.assign(id="A", forme="GCS", nom="Lens - AHNAC")
    >>> pg.read_groupings(two)["code_commune"].isna().tolist()
    [False, True]
    """
    spelt = {plain(name): name for name in KEPT}

    def is_header(names: set[str]) -> bool:
        return {plain(name) for name in NEEDED} <= names

    table, name = read_only_table(source, is_header, ", ".join(NEEDED), "liste de groupements")
    data, published = table.data, table.columns
    found = pd.DataFrame(
        {
            name: data[published[key]].astype("str").str.strip()
            for key, name in spelt.items()
            if key in published
        }
    )
    found["code_commune"] = repair_where_sure(found["code_commune"])
    found = found.astype(TEXT).replace("", None).reset_index(drop=True)
    found.attrs = {} if isinstance(source, pd.DataFrame) else {"source": name}
    return found
