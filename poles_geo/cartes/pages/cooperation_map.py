"""The page of co-operations: pairs of pôles that groupings join, over the mesh of neighbours."""

from collections.abc import Hashable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from poles_geo.analyses.mesh.maillage import links
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.canvas.text import LINK
from poles_geo.cartes.ground.extents import METROPOLE, Zone, in_words
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.pages.schema_page import SCHEMA_REGION, schema_ground, schema_page
from poles_geo.coded import note_codes, note_columns, plain_table
from poles_geo.errors import Faults, TableError
from poles_geo.ranking.rules import Rules
from poles_geo.typography import french_count, french_number, listed

COOPERATING = "Qui coopère avec qui"
"""Beginning of the title, before the zone."""
JOINED = ((1, "Un groupement les joint", 1.6), (2, "Plusieurs groupements", 3.4))
"""Least number of groupings of a class of pairs, what it is called, its width in points."""
MESH_WIDTH = 1.0
"""Width of the links of the mesh, in points."""
MOST_TOLD = 20
"""Pairs that the words name."""
MOST_NAMED = 6
"""Pairs that a note names one by one."""


def map_cooperations(
    pairs: pd.DataFrame,
    poles: pd.DataFrame | None = None,
    zone: Zone | None = SCHEMA_REGION,
    *,
    title: str = "",
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    rules: Rules | None = None,
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    land: Land | None = None,
) -> Carte:
    """Draw the pairs of pôles that groupings join, over the links between neighbours.

    The mesh, Gabriel's links of the pôles of the area (:func:`links`), is thin: what is modelled
    under what is observed. A pair with a bassin that is no pôle, or that leaves the area, is told
    in a note.

    Parameters
    ----------
    pairs : DataFrame
        As :func:`cooperations` gives it: code_a, code_b, n_groupements. Its `attrs` source and
        expansion are told.
    poles : DataFrame, optional
        As for :func:`map_national`; the 153 published pôles by default.
    zone : optional
        As for :func:`map_poles`: the report's region by default, all the regions for None.
    title, subtitle, source, date, author, rules, style, regions_year
        As for :func:`map_poles`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    ChoiceError
        Unknown area.
    TableError
        With every fault of a table; no pôle in the area; no pair between its pôles.
    """
    table = _checked(pairs)
    ground = schema_ground(
        poles, zone, rules, style, regions_year, land, source=source, date=date, author=author
    )
    points, style = ground.points, ground.style
    inside = table["code_a"].isin(points.index) & table["code_b"].isin(points.index)
    drawn, others = table[inside], table[~inside]
    if drawn.empty:
        raise TableError("pairs : aucune paire entre deux pôles de la zone.")
    mesh = links(points) if len(points) > 1 else table[:0]
    near = {frozenset(pair) for pair in mesh[["code_a", "code_b"]].itertuples(index=False)}
    along = sum(
        frozenset(pair) in near for pair in drawn[["code_a", "code_b"]].itertuples(index=False)
    )
    rank = np.digitize(drawn["n_groupements"], [least for least, _, _ in JOINED]) - 1
    strokes = [
        Stroke(f"{text} ({(rank == place).sum()})", style.ink, width)
        for place, (_, text, width) in reversed(list(enumerate(JOINED)))
        if (rank == place).any()
    ]
    quiet = Stroke(f"Lien du maillage ({len(mesh)})", style.link_colour, MESH_WIDTH)

    def draw(ax: Axes) -> None:
        _draw_lines(mesh, points, [quiet.width] * len(mesh), quiet.colour, 4.1, ax)
        widths = [JOINED[place][2] for place in rank]
        _draw_lines(drawn, points, widths, style.ink, 4.2, ax)

    count = french_count(len(drawn), "paire de pôles jointe", "paires de pôles jointes")
    said = [
        f"{count}, dont {along} de voisins (liens de Gabriel).",
        *_told(others, points, "métropole" if ground.extent.kind == METROPOLE else "zone"),
        *([f"Groupements : {given}."] if (given := table.attrs.get("source")) else []),
    ]
    return schema_page(
        ground,
        draw,
        None,
        strokes=[*strokes, quiet],
        lines_title="Coopérations observées",
        rows=[],
        title=title or f"{COOPERATING}{in_words(ground.extent)}",
        subtitle=subtitle or "Les pôles que des groupements joignent, et le maillage des voisins",
        dated=not subtitle,
        notes=[" ".join(said)],
        words=_joined_told(drawn, points),
    )


def _joined_told(drawn: pd.DataFrame, points: gpd.GeoDataFrame) -> list[str]:
    """Name the pairs, those that most groupings join first."""
    ordered = drawn.sort_values("n_groupements", ascending=False, kind="stable")
    names = points["nom"]
    pairs = [
        f"{names[row['code_a']]} et {names[row['code_b']]} ({french_number(row['n_groupements'])})"
        for row in ordered[:MOST_TOLD].to_dict("records")
    ]
    more = ["…"] if len(ordered) > MOST_TOLD else []
    return [f"Paires, et leurs groupements : {' ; '.join([*pairs, *more])}."]


def _checked(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return pairs with plain columns, or raise what is wrong with them."""
    table = plain_table(pairs)
    table.attrs = dict(pairs.attrs)
    faults = Faults("pairs")
    note_columns(faults, table, ("code_a", "code_b", "n_groupements"))
    if faults.messages:
        faults.add("pg.cooperations donne ces colonnes")
    faults.raise_if_any(TableError)
    for name in ("code_a", "code_b"):
        note_codes(faults, table[name].tolist(), name, f"{name} : des codes en texte sont attendus")
    number = pd.to_numeric(table["n_groupements"], errors="coerce")
    if len(wrong := table.index[~((number >= 1) & (number % 1 == 0))]):
        faults.add("n_groupements : un nombre entier d'au moins 1 est attendu, aux lignes", wrong)
    faults.raise_if_any(TableError)
    return table.assign(n_groupements=number)


def _draw_lines(
    table: pd.DataFrame,
    points: gpd.GeoDataFrame,
    widths: list[float],
    colour: str,
    zorder: float,
    ax: Axes,
) -> None:
    """Draw a line from centre to centre of each pair."""
    ends = [points.loc[table[name]].get_coordinates().to_numpy() for name in ("code_a", "code_b")]
    lines = LineCollection(
        list(np.stack(ends, axis=1)), colors=colour, linewidths=widths, capstyle="round",
        zorder=zorder, gid=LINK,
    )  # fmt: skip
    ax.add_collection(lines, autolim=False)


def _told(others: pd.DataFrame, points: gpd.GeoDataFrame, area: str) -> list[str]:
    """Say which pairs are not drawn: with a bassin that is no pôle, or outside the area."""
    if others.empty:
        return []
    names = points["nom"].to_dict()

    def called(row: dict[Hashable, Any], end: str) -> str:
        code = row[f"code_{end}"]
        return str(names.get(code) or row.get(f"nom_{end}") or code)

    rows = others.to_dict("records")
    pairs = [f"{called(row, 'a')} et {called(row, 'b')}" for row in rows]
    told = french_count(len(pairs), "autre paire", "autres paires")
    named = f" : {listed(pairs)}" if len(pairs) <= MOST_NAMED else ""
    return [f"{told} avec un bassin qui n'est pas un pôle de la {area}{named}."]
