"""Where the symbols of structures stand: within their commune, at the printed size.

Structures of a commune whose symbols would cover one another stand side by side around the middle
of them, or are packed, where the commune holds the middle of every symbol. Where it is too small,
or when that is asked, those of one shape and one statut are one symbol with their number; where it
is too small for these too, all are one symbol.
"""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.ground.land import Land

SIZE = 2.6
"""Width of a symbol, in mm."""
IN_RING = 6
"""Symbols that stand in a ring, at most: more of them would leave a hole."""
SPACINGS, NUMBERED = (1.15, 1.05), (2.2,)
"""Distances tried between the centres of packed symbols, in widths; with a number beside each."""
SHIFTS = 4
"""Places tried for a packing, across and up."""
COVERED = 0.8
"""Distance, in widths, under which two symbols cover one another."""
TURNS = (0.0, 0.5, 0.25, 0.75)
"""Turns of a ring that are tried, in steps of it."""
WHOLE, MIDDLES = 0.5, (0.25, 0.02)
"""How far from the limit of the commune the middles of packed symbols are, in widths: that of whole
symbols, and those that are enough for a few."""

Points = NDArray[np.float64]


def ring(count: int, turn: float = 0.0) -> Points:
    """Places of symbols side by side around the origin, in mm; `turn`: in steps of the ring."""
    angle = 2 * np.pi * (np.arange(count) + turn) / count + np.pi / 2
    radius = max(SIZE * count / (2 * np.pi), SIZE * 0.6) * 1.15
    return np.asarray(radius * np.column_stack([np.cos(angle), np.sin(angle)]))


def symbols_of(
    structures: gpd.GeoDataFrame, frame: Frame, land: Land, *, fanned: bool = True
) -> pd.DataFrame:
    """Give the symbols of structures that a map shows, and what is written beside each.

    Parameters
    ----------
    structures : GeoDataFrame
        As :func:`poles_geo.cartes.layers.structural.structures.check_structures` gives them.
    fanned : bool
        Whether those of one place stand side by side where they can.

    Returns
    -------
    DataFrame
        One row a symbol: x, y (mm in the frame), forme, statut, nombre, texte (the name of a
        structure, or how many there are), noms (those that are not written), dx, dy (where it is
        from the middle of its place, in mm), in the order of the first structure of each.
    """
    codes = structures["code_commune"].where(structures["code_commune"].notna(), "").tolist()
    xy = frame.to_mm(structures.get_coordinates())
    table = pd.DataFrame(structures[["nom", "statut", "forme"]]).reset_index(drop=True)
    rows: dict[int, dict[str, object]] = {}
    places = pd.Series(_places(xy, codes))
    alone = ~places.duplicated(keep=False)
    for row in table.index[alone]:
        rows[row] = _symbol(table.loc[[row]], xy[row], "", np.zeros(2))
    for _, members in table[~alone].groupby(places[~alone], sort=False):
        first = members.index[0]
        code = codes[first]
        commune = _at_print(code, frame, land) if code else None
        at = _middle(xy[members.index], commune)
        name = land.communes["nom"].get(code, "") if code else ""
        rows |= dict(_of_one_place(members, at, commune, str(name), fanned=fanned))
    columns = ["x", "y", "forme", "statut", "nombre", "texte", "noms", "dx", "dy"]
    symbols = pd.DataFrame.from_dict(rows, orient="index", columns=columns).sort_index()
    symbols["statut"] = symbols["statut"].astype(structures["statut"].dtype)
    return symbols


def _places(xy: Points, codes: list[str]) -> NDArray[np.intp]:
    """Give each structure its place, that of those of its commune whose symbols it covers."""
    discs = np.asarray(shapely.buffer(shapely.points(xy), SIZE * COVERED / 2))
    places = np.full(len(xy), -1)
    for rows in pd.Series(range(len(xy))).groupby(codes, sort=False).agg(list):
        parts = shapely.get_parts(shapely.union_all(discs[rows]))
        point, part = shapely.STRtree(parts).query(shapely.points(xy[rows]), "intersects")
        places[np.array(rows)[point]] = part + places.max() + 1
    return places


def _middle(xy: Points, commune: BaseGeometry | None) -> Points:
    """Middle of the structures of a place; that of them which is nearest, if it is elsewhere."""
    middle = xy.mean(axis=0)
    away = np.hypot(*(xy - middle).T)
    if away.max() < 0.1 or (commune is not None and shapely.contains_xy(commune, *middle)):
        return np.asarray(np.round(middle, 1))
    return np.asarray(xy[away.argmin()])


def _at_print(code: str, frame: Frame, land: Land) -> BaseGeometry:
    """Contour of a commune, in mm."""
    return shapely.transform(land.communes.geometry[code], frame.to_mm)


def _of_one_place(
    members: pd.DataFrame, at: Points, commune: BaseGeometry | None, name: str, *, fanned: bool
) -> Iterator[tuple[int, dict[str, object]]]:
    """Symbols of the structures of one place, by the row of their first structure."""
    kinds = [kind for _, kind in members.groupby(["forme", "statut"], observed=True, sort=True)]
    singles = [members.loc[[row]] for row in members.index]
    for groups, spacings in ((singles, SPACINGS), (kinds, NUMBERED)):
        if groups is singles and not fanned:
            continue
        places = _fit(len(groups), at, commune, spacings) if len(groups) > 1 else None
        if places is not None:
            for group, place in zip(groups, places, strict=True):
                yield group.index[0], _symbol(group, place, f"{len(group)}", place - at)
            return
    most = max(kinds, key=len)
    count = f"{len(members)}"
    if len(kinds) > 1:
        kind = f"« {most['forme'].iloc[0]} »" if len(members["forme"].unique()) > 1 else ""
        said = (f"{len(most)}", kind, str(most["statut"].iloc[0]))
        count = f"{count}, dont {' '.join(word for word in said if word)}"
    row = _symbol(members, at, f"{name} ({count})" if name else count, np.zeros(2))
    first = most.iloc[0]
    yield members.index[0], {**row, "forme": first["forme"], "statut": first["statut"]}


def _symbol(group: pd.DataFrame, place: Points, text: str, away: Points) -> dict[str, object]:
    alone = len(group) == 1
    first = group.iloc[0]
    return {
        "x": float(place[0]),
        "y": float(place[1]),
        "dx": float(away[0]),
        "dy": float(away[1]),
        "forme": first["forme"],
        "statut": first["statut"],
        "nombre": len(group),
        "texte": first["nom"] if alone else text,
        "noms": [] if alone else group["nom"].tolist(),
    }


def _fit(
    count: int, at: Points, commune: BaseGeometry | None, spacings: tuple[float, ...]
) -> Points | None:
    """Places of symbols in a commune: in a ring that touches it, or packed; None when too small."""
    if count <= IN_RING:
        for turn in TURNS:
            places = at + ring(count, turn)
            if commune is None or shapely.contains_xy(commune, *places.T).all():
                return np.asarray(places)
    if commune is None:
        return None
    shares = (WHOLE, *MIDDLES) if count <= IN_RING else (WHOLE,)
    areas = (commune.buffer(-SIZE * share) for share in shares)
    tried = ((area, spacing) for area in areas for spacing in spacings)
    packed = (_packed(count, at, area, spacing) for area, spacing in tried)
    return next((places for places in packed if places is not None), None)


def _packed(count: int, at: Points, inside: BaseGeometry, spacing: float) -> Points | None:
    """Places of symbols in an area, in staggered rows around a point, or None."""
    step = np.array([SIZE * spacing, SIZE * spacing * np.sqrt(3) / 2])
    if inside.is_empty or inside.area < 0.5 * (count - 1) * step.prod():
        return None
    shapely.prepare(inside)
    reach = int(np.ceil(np.hypot(*np.subtract(inside.bounds[2:], inside.bounds[:2])) / step[1]))
    column, row = (item.ravel() for item in np.meshgrid(*[np.arange(-reach, reach + 1)] * 2))
    grid = np.column_stack([column + row % 2 / 2, row]) * step
    best: tuple[float, Points] | None = None
    for shift in np.ndindex(SHIFTS, SHIFTS):
        places = at + grid + np.array(shift) / SHIFTS * step * (1, 2)
        places = places[shapely.contains_xy(inside, places)]
        away = np.hypot(*(places - at).T)
        nearest = np.argsort(away, kind="stable")[:count]
        if len(nearest) == count and (best is None or away[nearest].sum() < best[0] - 1e-9):
            best = float(away[nearest].sum()), places[nearest]
    return best[1] if best else None
