"""Where structures are: their commune of 2024 and their point, each confronted with the other.

A point that is not in the commune that its structure declares is listed, and the structure is put
at the town hall: an address is surer than a geocoding. A structure that nothing places is left
out, and listed. Points that are, most of them, in another system than the one said are refused.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from poles_geo.codes import are_in, departement_of, fold_codes, repair_codes
from poles_geo.edition import embedded
from poles_geo.errors import LayoutError
from poles_geo.projections import LAMBERT_93, OVERSEAS_PROJECTIONS
from poles_geo.sources.plausible import READINGS, system_of
from poles_geo.sources.structures.structure_lists import DEGREES
from poles_geo.typography import french_number

METROPOLE = f"EPSG:{LAMBERT_93}"
LEGAL = {code: f"EPSG:{crs}" for code, crs in OVERSEAS_PROJECTIONS.items()}
"""Legal projection of each département overseas."""
OUTSIDE = 1_000.0
"""Metres from a commune beyond which a point is not in it: its contour is simplified."""
LOST = 20_000.0
"""Metres from its commune beyond which a point may be in another system."""
ENOUGH = 5
"""Points that it takes to tell another system, when no other reading explains them."""
MOST = 0.5
"""Share of the points that are lost, beyond which a file is."""
Points = NDArray[np.float64]
"""Longitudes and latitudes, missing where a structure has no point."""


def read_rows(table: gpd.GeoDataFrame) -> tuple[pd.DataFrame, Points, pd.Series]:
    """Give the points of a table as :func:`check_system` takes them, and what they declare."""
    xy = shapely.get_coordinates(table.geometry.to_numpy())
    rows = pd.DataFrame(xy, columns=["x", "y"]).assign(
        projection=table.crs.to_string() if table.crs else ""
    )
    cells = pd.Series("", index=rows.index, dtype="str")
    if "code_commune" in table:
        given = table["code_commune"].astype(object).where(table["code_commune"].notna(), "")
        cells = pd.Series(given.map(str).to_numpy(), dtype="str")
    declared, _ = declared_communes(cells)
    return rows, read_points(rows, declared), declared


def declared_communes(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read the commune that each structure declares.

    Parameters
    ----------
    cells : Series of str
        Codes as published, of any year; "" without.

    Returns
    -------
    codes : Series of str
        Commune of 2024, arrondissements in their city, missing where it is not known.
    old : Series of bool
        Whether the code was that of a commune that is no more.
    """
    repaired = fold_codes(repair_codes(cells).codes)
    metropole, overseas = embedded.load_communes(), embedded.load_overseas()
    here = are_in(repaired, metropole.index) | are_in(repaired, overseas.index)
    known = pd.Series(here, index=cells.index)
    heirs = repaired.map(embedded.load_former_codes())
    codes = repaired.where(known, heirs).astype("str")
    return codes, ~known & heirs.notna()


def read_points(rows: pd.DataFrame, declared: pd.Series) -> Points:
    """Give the longitude and latitude of each structure.

    Parameters
    ----------
    rows : DataFrame
        x, y, projection; or x, y, x_bis, y_bis, in degrees or metres, either axis first: the
        reading nearest to the commune declared is taken.
    declared : Series of str
        Communes of 2024.

    Raises
    ------
    ChoiceError
        An unknown system.
    """
    if "x" not in rows:
        return np.full((len(rows), 2), np.nan)
    legal = declared.map(_legal).to_numpy(object)
    if "x_bis" in rows:
        return _nearest(rows, declared, legal)
    xy = rows[["x", "y"]].to_numpy(float)
    unsaid = (rows["projection"] == "").to_numpy()
    small = (np.abs(xy) <= 360).all(axis=1)
    usual = np.where(small, DEGREES, legal)
    return _degrees(xy, np.where(unsaid, usual, rows["projection"].to_numpy(object)))


def _nearest(rows: pd.DataFrame, declared: pd.Series, legal: NDArray[np.object_]) -> Points:
    """Take, of the readings of two pairs of coordinates, the nearest to the commune.

    To its ground, not to its centre: a commune of Guyane is wider than what a reading with the
    axes exchanged moves.
    """
    best, least = np.full((len(rows), 2), np.nan), np.full(len(rows), np.inf)
    for pair in (["x", "y"], ["x_bis", "y_bis"]):
        given = rows[pair].to_numpy(float)
        for xy in (given, given[:, ::-1]):
            inside = (np.abs(xy) <= (180, 90)).all(axis=1)
            metric = (np.abs(xy) > 1_000).all(axis=1)
            places = np.full((len(rows), 2), np.nan)
            places[inside] = xy[inside]
            places[metric] = _degrees(xy[metric], legal[metric])
            away = distances(places, declared)
            away[declared.isna() & ~np.isnan(places[:, 0])] = 1e9  # no commune: the first
            nearer = away < least
            best[nearer], least[nearer] = places[nearer], away[nearer]
    return best


def _degrees(xy: Points, systems: NDArray[np.object_]) -> Points:
    """Read coordinates, each in its system, as longitudes and latitudes."""
    places = np.full(xy.shape, np.nan)
    for said in dict.fromkeys(systems):
        rows = (systems == said) & np.isfinite(xy).all(axis=1)
        change = Transformer.from_crs(system_of(said), DEGREES, always_xy=True)
        places[rows] = np.column_stack(change.transform(*xy[rows].T))
    return np.where(np.isfinite(places), places, np.nan)


def communes_at(points: Points) -> pd.Series:
    """Code of the commune that each point is in; missing without."""
    found = pd.Series([None] * len(points), dtype=object)
    there = np.flatnonzero(~np.isnan(points[:, 0]))
    shapes = gpd.GeoSeries(shapely.points(points[there]), crs=DEGREES)
    for crs, communes in (
        (METROPOLE, embedded.load_communes()),
        (DEGREES, embedded.load_overseas()),
    ):
        placed = shapes.to_crs(crs).to_numpy()
        finite = np.isfinite(shapely.get_coordinates(placed)).all(axis=1)
        point, area = communes.sindex.query(placed[finite], predicate="intersects")
        found.iloc[there[finite][point]] = communes.index.to_numpy()[area]
    return found.astype("str")


def distances(points: Points, declared: pd.Series) -> NDArray[np.float64]:
    """Metres from each point to the commune that its structure declares; missing without either."""
    away = np.full(len(points), np.nan)
    for crs, communes in _by_projection():
        rows = np.flatnonzero(are_in(declared, communes.index) & ~np.isnan(points[:, 0]))
        if not len(rows):
            continue
        placed = gpd.GeoSeries(shapely.points(points[rows]), crs=DEGREES).to_crs(crs).to_numpy()
        held = gpd.GeoSeries(communes.geometry.reindex(declared.iloc[rows].to_numpy()))
        areas = held.to_crs(crs).to_numpy()
        far = ~np.isfinite(shapely.get_coordinates(placed)).all(axis=1)
        away[rows] = np.where(far, np.inf, shapely.distance(placed, areas))
    return away


def check_system(rows: pd.DataFrame, points: Points, declared: pd.Series, name: str) -> None:
    """Refuse points that are not, most of them, where their structures are said to be.

    Without any commune declared, where some commune of France is.

    Raises
    ------
    LayoutError
        With the coordinates seen, and the reading of them that would be right.
    """
    there = ~np.isnan(points[:, 0])
    if "projection" not in rows or not there.any():
        return
    lost = _lost(points, declared, OUTSIDE)[there].mean()
    if lost <= MOST:
        return
    far = _lost(points, declared)[there].mean() > MOST
    right = _right_reading(rows, declared) if far or declared.isna().all() else ""
    if not right and not (far and there.sum() >= ENOUGH):
        return
    xy = rows.loc[there, ["x", "y"]].to_numpy(float)
    low, high = xy.min(axis=0), xy.max(axis=0)
    digits = 2 if np.abs(xy).max() <= 360 else 0
    seen = ", ".join(
        f"{axis} de {french_number(low[k], digits)} à {french_number(high[k], digits)}"
        for k, axis in enumerate("xy")
    )
    said = set(rows.loc[there, "projection"])
    read = _said(said.pop()) if len(said) == 1 else "dans les systèmes que dit le fichier"
    meant = f"lues {right}, elles y sont" if right else "le système dit est faux, ou les communes"
    raise LayoutError(
        f"{name} : {french_number(100 * lost)} % des points ne sont pas où sont les structures, "
        f"lus {read} ({seen}) ; {meant}. Remède : dites le vrai système par crs=, ou corrigez les "
        "coordonnées."
    )


def _said(system: str) -> str:
    code = CRS(system).to_epsg() if system else None
    if code:
        return f"en EPSG:{code}"
    return "dans le système dit" if system else "dans la projection légale"


def _lost(points: Points, declared: pd.Series, metres: float = LOST) -> NDArray[np.bool_]:
    """Tell the points far from their commune, or from all when no commune is declared."""
    if declared.notna().any():
        return distances(points, declared) > metres
    there = np.flatnonzero(~np.isnan(points[:, 0]))
    near = np.zeros(len(points), dtype=bool)
    shapes = gpd.GeoSeries(shapely.points(points[there]), crs=DEGREES)
    for crs, communes in _by_projection():
        placed = shapes.to_crs(crs).to_numpy()
        finite = np.isfinite(shapely.get_coordinates(placed)).all(axis=1)
        areas = gpd.GeoSeries(communes.geometry).to_crs(crs)
        found, _ = areas.sindex.query(placed[finite], predicate="dwithin", distance=metres)
        near[there[finite][found]] = True
    return ~near


def _right_reading(rows: pd.DataFrame, declared: pd.Series) -> str:
    """Name the reading of coordinates by which nearly all would be in their place."""
    xy = rows[["x", "y"]].to_numpy(float)
    legal = [(f"en {crs}", crs, 1.0, False) for crs in dict.fromkeys(LEGAL.values())]
    known = [(name, f"EPSG:{crs}", times, swapped) for name, crs, times, swapped in READINGS]
    for name, crs, times, swapped in (*known, *legal):
        changed = (xy[:, ::-1] if swapped else xy) * times
        if crs == DEGREES and not (np.abs(changed[~np.isnan(changed)]) <= 180).all():
            continue
        points = _degrees(changed, np.full(len(changed), crs, dtype=object))
        there = ~np.isnan(points[:, 0])
        if there.any() and _lost(points, declared)[there].mean() < 0.1 and there.mean() > MOST:
            return name
    return ""


def town_halls(codes: pd.Series) -> Points:
    """Longitudes and latitudes of town halls; missing without a commune."""
    return _centres(codes)


def _centres(codes: pd.Series) -> Points:
    places = np.full((len(codes), 2), np.nan)
    for communes, centres in (
        (embedded.load_communes(), embedded.centres),
        (embedded.load_overseas(), embedded.overseas_centres),
    ):
        rows = np.flatnonzero(are_in(codes, communes.index))
        if len(rows):
            there = gpd.GeoSeries(centres(codes.iloc[rows])).to_crs(DEGREES)
            places[rows] = shapely.get_coordinates(there.to_numpy())
    return places


def _legal(code: object) -> str:
    return LEGAL.get(departement_of(str(code)), METROPOLE)


def _by_projection() -> list[tuple[str, gpd.GeoDataFrame]]:
    overseas = embedded.load_overseas()
    there = [
        (crs, gpd.GeoDataFrame(overseas[overseas["departement"] == departement]))
        for departement, crs in LEGAL.items()
    ]
    return [(METROPOLE, embedded.load_communes()), *there]
