"""What a file says of communes, compared with the embedded ones: where they are, who lives there.

One check of places and one of populations, for every door. Only faults of a whole file are looked
for, which nothing in the file tells: another coordinate system, kilometres, thousands.
"""

from dataclasses import dataclass
from functools import cache, cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError

from poles_geo.codes import are_in
from poles_geo.edition import embedded
from poles_geo.edition.commune_table import load_commune_table
from poles_geo.errors import ChoiceError, LayoutError
from poles_geo.projections import DEGREES, LAMBERT_93, OVERSEAS_PROJECTIONS
from poles_geo.typography import french_count, french_number

FAR = 100_000.0
"""Distance, in metres, between the middles of a commune and of the embedded one: another place."""
NEAR = 300.0
"""Distance, in metres, under which an outline follows the limit of a commune."""
FOLLOWS, STRAYS = 0.8, 0.5
"""Share of an outline that follows limits, at least, and at most where it is another place."""
SAMPLE = 300
Reading = tuple[str, int, float, bool]
"""A reading of coordinates: its name, system, what multiplies them, whether x is y."""
SMALL, TIMES, ENOUGH = 100, 100.0, 5
"""Least population compared, ratio that is another unit, and communes that it takes to tell."""


def _readings(crs: int, legal: str) -> tuple[Reading, ...]:
    return (
        ("en EPSG:3857 (Web Mercator)", 3857, 1.0, False),
        (f"en kilomètres, en EPSG:{crs}", crs, 1000.0, False),
        (legal, crs, 1.0, False),
        ("en EPSG:4326 (degrés)", DEGREES, 1.0, False),
        ("longitude et latitude inversées, en EPSG:4326", DEGREES, 1.0, True),
        (f"x et y inversés, en EPSG:{crs}", crs, 1.0, True),
    )


READINGS = (
    *_readings(LAMBERT_93, "en EPSG:2154 (Lambert 93)"),
    ("en EPSG:27572 (Lambert II étendu)", 27572, 1.0, False),
    ("en EPSG:32631 (UTM 31)", 32631, 1.0, False),
    ("en EPSG:3035 (LAEA Europe)", 3035, 1.0, False),
)
"""Readings of what is in the metropole."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Where communes are known to be: in the metropole, or in one département overseas.

    Attributes
    ----------
    name : str
        After « hors »: « de la métropole ».
    land : str
        With its article: « la France métropolitaine ».
    communes : GeoDataFrame
        The embedded ones, in the legal projection.
    readings : tuple
        Other readings of coordinates than what is said of them.
    """

    name: str
    land: str
    communes: gpd.GeoDataFrame
    readings: tuple[Reading, ...]

    @property
    def crs(self) -> int:
        """EPSG code of the legal projection."""
        code = None if self.communes.crs is None else self.communes.crs.to_epsg()
        assert code is not None
        return int(code)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of the communes."""
        return shapely.STRtree(self.communes.geometry.to_numpy())


@cache
def ground_of(departement: str | None = None) -> Ground:
    """Give the ground of a département overseas; without any, that of the metropole."""
    if departement is None:
        return Ground(
            "de la métropole", "la France métropolitaine", embedded.load_communes(), READINGS
        )
    crs = OVERSEAS_PROJECTIONS[departement]
    communes = embedded.load_departement_overseas(departement)
    return Ground(
        f"du département {departement}",
        f"le département {departement}",
        communes,
        _readings(crs, f"en EPSG:{crs}"),
    )


def system_of(crs: str | int) -> pyproj.CRS:
    """Find the coordinate system that is said.

    Raises
    ------
    ChoiceError
        Unknown.
    """
    try:
        return pyproj.CRS.from_user_input(crs)
    except CRSError as error:
        raise ChoiceError(
            f"crs = {crs!r} : système de coordonnées inconnu ; attendu : « EPSG:2154 », "
            "« EPSG:4326 »…"
        ) from error


def check_place(
    shapes: gpd.GeoSeries, name: str, said: str, remedy: str, departement: str | None = None
) -> None:
    """Refuse shapes that are not where the embedded communes are.

    Parameters
    ----------
    shapes : GeoSeries
        In the system that they are said to be in. Those whose index is a code of commune are
        compared with that commune; without any, the outline is with the limits of all communes.
    name, said, remedy : str
        What is read, the name of its system, how to give the right one.
    departement : str, optional
        That overseas where they are said to be; the metropole by default.

    Raises
    ------
    LayoutError
        With the coordinates seen, and the reading of them that would be right.
    """
    shapes = gpd.GeoSeries(shapes[~shapes.isna() & ~shapes.is_empty])
    if not len(shapes):
        return
    assert shapes.crs is not None
    ground = ground_of(departement)
    xy = shapely.get_coordinates(shapes.to_numpy())
    low, high = xy.min(axis=0), xy.max(axis=0)
    if shapes.crs.is_geographic and np.abs(xy).max() > 360:
        fault = f"{said} est en degrés, les coordonnées n'en sont pas"
    else:
        fault = _fault(shapes, said, ground)
    if not fault:
        return
    digits = 2 if np.abs(xy).max() <= 360 else 0
    seen = ", ".join(
        f"{axis} de {french_number(low[k], digits)} à {french_number(high[k], digits)}"
        for k, axis in enumerate("xy")
    )
    right = next((reading[0] for reading in ground.readings if _fits(shapes, reading, ground)), "")
    meant = (
        f"lues {right}, elles y sont"
        if right
        else "le système déclaré est faux, ou longitude et latitude sont inversées"
    )
    if "kilomètres" in right:
        remedy = f"multipliez-les par 1 000 (table.scale(1000, 1000, origin=(0, 0))), ou {remedy}"
    raise LayoutError(f"{name} : {fault} ({seen}) ; {meant}. Remède : {remedy}.")


def _fault(shapes: gpd.GeoSeries, said: str, ground: Ground) -> str:
    """Say why shapes are not in their place, as they are said to be read; nothing when they are."""
    read = shapes.to_crs(ground.crs)
    away = _distances(read, ground)
    if not len(away):
        if not _touches(read, ground):
            return f"hors {ground.name}, ne touche pas {ground.land} en {said}"
        others = (_fits(shapes, other, ground) for other in ground.readings)
        if _following(read, ground) > STRAYS or not any(others):
            return ""
        return f"contour qui ne suit aucune limite de commune en {said}"
    far = away[~(away <= FAR)]
    if not len(far):
        return ""
    if not _touches(read, ground):
        return f"coordonnées hors {ground.name} une fois lues en {said}"
    names = ground.communes["nom"]
    told = ", ".join(
        f"{code} {names.get(code, '')} à {french_number(metres / 1000)} km".replace("  ", " ")
        for code, metres in far.head(3).items()
    )
    count = french_count(len(far), "commune")
    return f"{count} loin de la place que l'édition leur connaît, en {said} : {told}"


def _fits(shapes: gpd.GeoSeries, reading: Reading, ground: Ground) -> bool:
    """Tell whether another reading of coordinates puts shapes in their place."""
    _, crs, times, swapped = reading

    def change(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return (xy[:, ::-1] if swapped else xy) * times

    some = shapes.iloc[:: max(1, len(shapes) // SAMPLE)]
    changed = shapely.transform(np.asarray(some), change)
    moved = gpd.GeoSeries(changed, index=some.index, crs=crs)
    if crs == DEGREES and np.abs(moved.total_bounds).max() > 360:
        return False
    read = moved.to_crs(ground.crs)
    away = _distances(read, ground)
    if len(away):
        return bool((away <= FAR).mean() > 0.9)
    return _touches(read, ground) and _following(read, ground) >= FOLLOWS


def _distances(shapes: gpd.GeoSeries, ground: Ground) -> pd.Series:
    """Metres from the middle of each known commune to that of the embedded one."""
    communes = ground.communes
    codes = shapes.index.to_series().astype("str")
    codes = codes.where(are_in(codes, communes.index), codes.map(embedded.load_former_codes()))
    known = are_in(codes, communes.index)
    ours, theirs = (
        shapely.bounds(np.asarray(item)).reshape(-1, 2, 2).mean(axis=1)
        for item in (communes.geometry.reindex(codes[known]), np.asarray(shapes)[known])
    )
    return pd.Series(np.hypot(*(ours - theirs).T), index=shapes.index[known])


def _touches(shapes: gpd.GeoSeries, ground: Ground) -> bool:
    """Tell whether shapes touch an embedded commune."""
    areas = np.asarray(shapes)
    whole = areas[np.isfinite(shapely.bounds(areas)).all(axis=1)]
    return any(ground.tree.query(area, predicate="intersects").size for area in whole)


def _following(shapes: gpd.GeoSeries, ground: Ground) -> float:
    """Share of the vertices of outlines that are on the limit of a commune."""
    xy = shapely.get_coordinates(shapes.to_numpy())
    points = np.asarray(shapely.points(xy[:: max(1, len(xy) // SAMPLE)]))
    point, commune = ground.tree.query(points, predicate="dwithin", distance=NEAR)
    edges = shapely.boundary(ground.tree.geometries[commune])
    close = shapely.distance(points[point], edges) <= NEAR
    return len(np.unique(point[close])) / len(points)


def check_populations(population: pd.Series, name: str, column: object) -> pd.Series:
    """Return populations in persons, or refuse those that are not.

    Parameters
    ----------
    population : Series of Int64 or Float64
        Index: codes of communes.
    name, column : str
        What is read, and the column of the populations.

    Returns
    -------
    Series of Int64
        What a calculation left of decimals, under a hundredth, taken away.

    Raises
    ------
    LayoutError
        Populations with decimals, or in another unit than those of the embedded communes.
    """
    people = population.astype("Float64")
    codes = people.index.to_series().astype("str")
    ours = codes.map(load_commune_table()["population"]).astype("Float64")
    compared = (ours >= SMALL).fillna(False).to_numpy() & people.notna().to_numpy()
    ratios = people[compared].to_numpy(float) / ours[compared].to_numpy(float)
    middle = float(np.median(ratios)) if len(ratios) else 1.0
    thousands = abs(np.log10(max(middle, 1e-9) * 1000)) < np.log10(2)
    unit = len(ratios) >= ENOUGH and not 1 / TIMES < middle < TIMES
    parts = ((people - people.round()).abs() > 0.01).fillna(False).to_numpy()
    if not (unit or thousands or parts.any()):
        return people.round().astype("Int64")
    shown = people[parts] if parts.any() else people[compared]
    known = load_commune_table()["population"].to_dict()
    seen = ", ".join(
        f"{code} : {french_number(value, 1 if parts.any() else 0)}"
        + (f" pour {french_number(known[code])} habitants" if code in known else "")
        for code, value in shown.head(3).items()
    )
    what = "en milliers" if thousands else "à décimales" if parts.any() else "d'une autre unité"
    raise LayoutError(
        f"{name}, colonne {column} : populations {what} ({seen}) ; des nombres entiers de "
        "personnes sont attendus : multipliez la colonne, donnez-en une autre, ou ôtez-la."
    )
