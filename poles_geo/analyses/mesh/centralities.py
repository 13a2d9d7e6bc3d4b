"""The place of each pôle in the mesh, and what its loss would cut off.

Counted: the links given, whatever drew them. Not counted: pôles and links outside the table.
"""

from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from poles_geo._types import Integers
from poles_geo.analyses.mesh.maillage import with_doubts
from poles_geo.analyses.mesh.shortest_paths import betweenness
from poles_geo.analyses.pole_points import (
    as_counts,
    note_repeated,
    note_rows,
    numbers_of,
    table_called,
)
from poles_geo.coded import note_columns, note_index, plain_table
from poles_geo.errors import Faults, check_choice, worded

LENGTHS = ("distance_km", "minutes", "km", "liens")
ENDS = ("code_a", "code_b")


def centralities(
    links: pd.DataFrame, poles: pd.DataFrame, *, length: str = "distance_km"
) -> pd.DataFrame:
    """Measure the place of each pôle in the mesh.

    Parameters
    ----------
    links : DataFrame
        One row a link: code_a, code_b, distance_km, force, as :func:`poles_geo.links` gives
        them, or of one's own.
    poles : DataFrame
        Index the codes of the pôles, those without link included; effectif.
    length : {"distance_km", "minutes", "km", "liens"}
        What a path adds up: a column of the links, or their number.

    Returns
    -------
    DataFrame
        Index of `poles`; nom where it is there; degre (links); force (the sum of theirs);
        intermediarite (share, from 0 to 1, of the pairs of other pôles whose shortest path
        passes through it, halved between two equal paths; missing under three pôles);
        articulation (whether its loss parts pôles that the links joined); coupes, n_coupes and
        masse_coupee (the codes of those cut off, that is all that its part loses but the
        heaviest piece, their number and their professionals); partie (connected part) and
        communaute (pôles more linked with one another than with others: A. Clauset, M. E. J.
        Newman and C. Moore, « Finding community structure in very large networks », 2004, by
        the forces), both numbered from the heaviest. `attrs`: those of `links`.

    Raises
    ------
    TableError
        With every fault: a code that is no text, is there twice, or is not of a pôle; a pôle
        linked to itself, a link twice; a mass, a length or a force that is not over 0, or
        missing.
    ChoiceError
        Unknown length.

    Examples
    --------
    A chain of three, of which the middle one holds the others together:

    >>> import pandas as pd, poles_geo as pg
    >>> poles = pd.DataFrame({"effectif": [900, 100, 300]}, index=["a", "b", "c"])
    >>> chain = pd.DataFrame(
    ...     {"code_a": ["a", "b"], "code_b": ["b", "c"], "distance_km": [10, 20], "force": [3, 1]}
    ... )
    >>> table = pg.centralities(chain, poles)
    >>> print(*table.loc["b", ["degre", "intermediarite", "coupes", "masse_coupee"]])
    2 1.0 c 300
    """
    check_choice(length, LENGTHS, "length")
    codes, masses = _poles(poles)
    pairs, forces, lengths = _links(links, codes, length)
    order = np.argsort(codes.to_numpy(dtype=object), kind="stable")
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(order.tolist())
    rows = np.lexsort(np.sort(np.argsort(order)[pairs], axis=1).T[::-1])
    for row in rows.tolist():
        graph.add_edge(*pairs[row].tolist(), force=forces[row])
    table = pd.DataFrame({"nom": poles["nom"]} if "nom" in poles else {}, index=poles.index)
    table["degre"] = np.bincount(pairs.ravel(), minlength=len(codes))
    both = np.repeat(forces, 2)
    table["force"] = np.bincount(pairs.ravel(), weights=both, minlength=len(codes))
    table["intermediarite"] = betweenness(len(codes), pairs, lengths)
    cut = _cut_off(graph, masses)
    table["articulation"] = [place in cut for place in range(len(codes))]
    lost = [sorted(codes[cut.get(place, [])]) for place in range(len(codes))]
    table["coupes"] = [", ".join(names) for names in lost]
    table["n_coupes"] = [len(names) for names in lost]
    weighed = [masses[cut.get(place, [])].sum() for place in range(len(codes))]
    table["masse_coupee"] = as_counts(np.array(weighed, dtype=float))
    table["partie"] = _numbered(nx.connected_components(graph), codes, masses)
    communities = nx.community.greedy_modularity_communities(graph, weight="force")
    table["communaute"] = _numbered(communities, codes, masses)
    table.attrs = with_doubts(links.attrs, {"longueur": length}, [])
    return table


def _poles(poles: pd.DataFrame) -> tuple[pd.Index, np.ndarray]:
    """Give codes and masses, or every fault."""
    faults = Faults(table_called("poles"))
    table = plain_table(poles)
    note_columns(faults, table, ("effectif",))
    note_index(faults, table.index)
    faults.raise_if_any()
    note_repeated(faults, table.index)
    masses = numbers_of(table["effectif"])
    wrong = ~((masses > 0) & np.isfinite(masses))
    note_rows(faults, "effectif : un nombre de plus de 0 est attendu", wrong, table.index)
    faults.raise_if_any()
    return table.index, masses


def _links(
    links: pd.DataFrame, codes: pd.Index, length: str
) -> tuple[Integers, np.ndarray, np.ndarray]:
    """Give the pairs of rows that links join, their forces and lengths, or every fault."""
    faults = Faults(table_called("links"))
    table = plain_table(links)
    numbers = ("force",) if length == "liens" else ("force", length)
    note_columns(faults, table, (*ENDS, *numbers))
    faults.raise_if_any()
    pairs = np.column_stack([codes.get_indexer(pd.Index(table[end])) for end in ENDS])
    for end, places in zip(ENDS, pairs.T, strict=True):
        note_rows(faults, f"{end} qui n'est pas un code de poles", places < 0, _told(table, end))
    named = pd.Index([f"{a} – {b}" for a, b in table[list(ENDS)].to_numpy().tolist()])
    note_rows(
        faults, "pôle lié à lui-même", (pairs[:, 0] == pairs[:, 1]) & (pairs[:, 0] >= 0), named
    )
    again = pd.DataFrame(np.sort(pairs, axis=1)).duplicated().to_numpy() & (pairs >= 0).all(axis=1)
    note_rows(faults, "lien répété", again, named)
    read: dict[str, Any] = {name: numbers_of(table[name]) for name in numbers}
    for name, found in read.items():
        wrong = ~((found > 0) & np.isfinite(found))
        remedy = "un nombre de plus de 0 est attendu ; " + worded(
            f'links.dropna(subset="{name}") ôte les vides',
            "donnez dans la table des coûts chaque couple de pôles que le maillage lie",
        )
        note_rows(faults, f"{name} : {remedy}", wrong, named)
    faults.raise_if_any()
    return pairs, read["force"], read.get(length, np.ones(len(pairs)))


def _told(table: pd.DataFrame, end: str) -> pd.Index:
    return pd.Index(table[end].astype("str"))


def _cut_off(graph: "nx.Graph", masses: np.ndarray) -> dict[int, list[int]]:
    """Give what each articulation would part from the heaviest piece of what it joins."""
    found = {}
    part_of = {place: part for part in nx.connected_components(graph) for place in part}
    for place in nx.articulation_points(graph):
        rest = graph.subgraph(part_of[place] - {place})
        pieces = [sorted(piece) for piece in nx.connected_components(rest)]
        heaviest = max(pieces, key=lambda piece: (masses[piece].sum(), [-p for p in piece]))
        found[place] = [p for piece in pieces if piece is not heaviest for p in piece]
    return found


def _numbered(groups: Any, codes: pd.Index, masses: np.ndarray) -> np.ndarray:
    """Give each place the number of its group, from 1: the heaviest, or of the first code."""
    found = [sorted(group) for group in groups]
    found.sort(key=lambda group: (-masses[group].sum(), min(codes[group])))
    label = np.zeros(len(codes), dtype=np.int64)
    for rank, group in enumerate(found, 1):
        label[group] = rank
    return label
