"""Where the symbols of structures stand: within their commune, at the printed size.

Structures of one place stand side by side where each symbol still touches the commune, or are
packed within it. Where the commune is too small for them, those of one shape and one progress are
one symbol with their number; where it is too small for these too, all are one symbol.
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

Points = NDArray[np.float64]


def ring(count: int) -> Points:
    """Places of symbols side by side around the origin, in mm."""
    angle = 2 * np.pi * np.arange(count) / count + np.pi / 2
    radius = max(SIZE * count / (2 * np.pi), SIZE * 0.6) * 1.15
    return np.asarray(radius * np.column_stack([np.cos(angle), np.sin(angle)]))


def symbols_of(structures: gpd.GeoDataFrame, frame: Frame, land: Land) -> pd.DataFrame:
    """Give the symbols of structures that a map shows, and what is written beside each.

    Parameters
    ----------
    structures : GeoDataFrame
        As :func:`poles_geo.cartes.layers.structures.check_structures` gives them.

    Returns
    -------
    DataFrame
        One row a symbol: x, y (mm in the frame), forme, statut, nombre, texte (the name of a
        structure, or how many there are), noms (those that are not written), dx, dy (where it is
        from the middle of its place, in mm), in the order of the first structure of each.
    """
    codes = _communes_of(structures, land)
    xy = frame.to_mm(structures.get_coordinates())
    table = pd.DataFrame(structures[["nom", "statut", "forme"]]).reset_index(drop=True)
    places = pd.DataFrame(np.round(xy, 1)).assign(code=codes)
    rows: dict[int, dict[str, object]] = {}
    for _, members in table.groupby(places.groupby([0, 1, "code"], sort=False).ngroup()):
        first = members.index[0]
        at, code = np.round(xy[first], 1) if len(members) > 1 else xy[first], codes[first]
        commune = None if len(members) == 1 or not code else _at_print(code, frame, land)
        name = land.communes["nom"].get(code, "") if code else ""
        rows |= dict(_of_one_place(members, at, commune, str(name)))
    columns = ["x", "y", "forme", "statut", "nombre", "texte", "noms", "dx", "dy"]
    symbols = pd.DataFrame.from_dict(rows, orient="index", columns=columns).sort_index()
    symbols["statut"] = symbols["statut"].astype(structures["statut"].dtype)
    return symbols


def _communes_of(structures: gpd.GeoDataFrame, land: Land) -> list[str]:
    """Code of the commune of each structure: the one given, or the one its point is in."""
    communes = land.communes
    points, areas = communes.sindex.query(structures.geometry.to_numpy(), predicate="intersects")
    found = dict(zip(points.tolist(), communes.index[areas], strict=True))
    given = structures.get("code_commune", pd.Series("", index=structures.index))
    return [
        code if code in communes.index else found.get(row, "") for row, code in enumerate(given)
    ]


def _at_print(code: str, frame: Frame, land: Land) -> BaseGeometry:
    """Contour of a commune, in mm."""
    return shapely.transform(land.communes.geometry[code], frame.to_mm)


def _of_one_place(
    members: pd.DataFrame, at: Points, commune: BaseGeometry | None, name: str
) -> Iterator[tuple[int, dict[str, object]]]:
    """Symbols of the structures of one place, by the row of their first structure."""
    kinds = [kind for _, kind in members.groupby(["forme", "statut"], observed=True, sort=True)]
    singles = [members.loc[[row]] for row in members.index]
    for groups, spacings in ((singles, SPACINGS), (kinds, NUMBERED)):
        places = _fit(len(groups), at, commune, spacings) if len(groups) > 1 else None
        places = at[None] if len(members) == 1 else places
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
    places = at + ring(count)
    if count > IN_RING:
        return None if commune is None else _packed(count, at, commune, spacings)
    if commune is None or (shapely.distance(commune, shapely.points(places)).max() <= SIZE / 2):
        return np.asarray(places)
    return _packed(count, at, commune, spacings)


def _packed(
    count: int, at: Points, commune: BaseGeometry, spacings: tuple[float, ...]
) -> Points | None:
    """Places of whole symbols in a commune, in staggered rows around a point, or None."""
    inside = commune.buffer(-SIZE / 2)
    for spacing in spacings:
        step = np.array([SIZE * spacing, SIZE * spacing * np.sqrt(3) / 2])
        if inside.area < 0.5 * (count - 1) * step.prod():
            continue
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
        if best:
            return best[1]
    return None
