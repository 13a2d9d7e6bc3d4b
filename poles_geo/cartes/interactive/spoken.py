"""What the interactive map shows, in words and as a table, for those who do not see it."""

import html

import pandas as pd

from poles_geo.cartes.canvas.output.alternative import COLUMNS, map_in_words
from poles_geo.cartes.layers.uncounted_areas import KEY as UNCOUNTED
from poles_geo.tabular.writing import to_html


def spoken_table(points: pd.DataFrame, title: str) -> str:
    """Write as HTML the words and the table of the pôles of a page.

    Parameters
    ----------
    points : DataFrame
        As :func:`poles_geo.cartes.check_poles` gives them.
    title : str
        Of the page.
    """
    table = pd.DataFrame(points)[COLUMNS].sort_values("effectif", ascending=False, kind="stable")
    states = points.attrs.get(UNCOUNTED, {})
    missing = {name: len(codes) for name, codes in states.items()}
    words = html.escape(map_in_words(table, title, missing=missing))
    table.attrs = {}
    rows = to_html(table.reset_index(names="code_bassin"))
    return (
        f'<details id="en-mots"><summary>La carte en mots et en tableau</summary><p>{words}</p>'
        '<div style="max-height:20rem;overflow:auto" tabindex="0" role="region" '
        f'aria-label="Tableau des pôles">{rows}</div></details>'
    )
