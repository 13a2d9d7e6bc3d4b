"""Pôles that a table cannot show: bassins counted in part, which have no rank, and what is beyond.

Counted: nothing. What is measured from the pôles of such a table takes the nearest of those that
it has for the nearest of all.
"""

import pandas as pd

from poles_geo.communes.field import COVERAGE, NAMED, field_of
from poles_geo.regions import OVERSEAS
from poles_geo.typography import french_count

KEY = "partiels"
"""Key of the `attrs` of pôles: bassins counted in part, as :func:`partial_bassins` gives them."""


def partial_bassins(poles: pd.DataFrame) -> dict[str, str]:
    """Find the bassins of a table that are counted in part: name by code, the largest first.

    Examples
    --------
    >>> ranked = {"nom": ["Reims"], "couverture": [0.99], "effectif": [9], "rang": [None]}
    >>> partial_bassins(pd.DataFrame(ranked, index=["51454"]))
    {'51454': 'Reims'}
    """
    if poles.attrs.get(KEY):
        return dict(poles.attrs[KEY])
    if not {COVERAGE, "rang", "effectif"} <= set(poles.columns):
        return {}
    covered = pd.to_numeric(poles[COVERAGE], errors="coerce").fillna(0.0)
    partial = poles[((covered > 0) & (covered < 1) & poles["rang"].isna()).to_numpy(bool)]
    counts = pd.to_numeric(partial["effectif"], errors="coerce").astype("float64")
    order = counts.sort_values(ascending=False, kind="stable").index
    names = partial["nom"].to_dict() if "nom" in partial and partial.index.is_unique else {}
    return {str(code): str(names.get(code, "")) for code in order}


def told_unseen(poles: pd.DataFrame) -> list[str]:
    """Say which pôles are not seen: those of bassins counted in part, those beyond the field."""
    told = []
    if partial := partial_bassins(poles):
        shown = [f"{name} ({code})" if name else code for code, name in partial.items()]
        first = ", ".join([*shown[:NAMED], *(["…"] if len(shown) > NAMED else [])])
        count = french_count(len(partial), "bassin compté en partie, donc sans rang",
                             "bassins comptés en partie, donc sans rang")  # fmt: skip
        told.append(f"{count} ({first}) : un pôle qui y serait n'est pas vu.")
    field = field_of(poles.attrs)
    if any(code not in OVERSEAS for code in field.departements or ()):
        told.append(
            f"Pôles d'un champ borné ({field.territory}) : près de ses limites, un pôle d'ailleurs "
            "n'est pas vu."
        )
    return told
