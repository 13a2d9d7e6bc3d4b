"""What a table tells of areas: their codes and numbers checked, those that a zone holds kept."""

import re
from collections.abc import Collection
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.areas import METROPOLE
from poles_geo.cartes.ground.extents import Extent, Zone, extent_named
from poles_geo.cartes.ground.land import Land, OverseasLand
from poles_geo.cartes.ground.local_areas import local_areas
from poles_geo.coded import note_index, plain_column
from poles_geo.codes import are_in
from poles_geo.errors import Faults, TableError, warn
from poles_geo.typography import french_count, punctuate

ACROSS = (0.01, 1e6)
"""Part of an area, and square metres, that a zone holds of it when it is more than a limit drawn
otherwise."""
FEW_AREAS = 300
"""Areas whose overlaps are measured."""
STOCKS = re.compile(r"(effectif|population|habitants?|nombre|nb|total)s?(_.*)?", re.IGNORECASE)
"""Names of columns that count, and are no ratio."""


class Told(NamedTuple):
    """What a table tells of the areas of a map: see :class:`Ratio`; `known`: their values."""

    areas: gpd.GeoSeries
    known: "pd.Series[float]"
    outside: pd.Index
    missing: pd.Index
    across: gpd.GeoSeries
    names: "pd.Series[str]"


def told_of(
    areas: gpd.GeoDataFrame,
    values: pd.Series,
    *,
    zone: Zone | None,
    outside: Collection[str],
    land: Land,
    name: str = "values",
) -> Told:
    """Check a ratio, and keep what it tells of the areas of a zone.

    Parameters and errors as :func:`poles_geo.map_ratio`; `name`: of the argument.
    """
    french = "valeurs" if name == "values" else name
    areas, values = local_areas(areas, check_values(values, french), land, whole=zone is None)
    numbers = check_ratio(areas, values, outside, name)
    drawn = _shown(areas, numbers, land=land)
    across = gpd.GeoSeries(drawn.iloc[:0])
    if zone is not None:
        drawn, across = in_zone(drawn, extent_named(zone, land=land).area)
    tell_overlaps(drawn)
    concerned = ~drawn.index.isin(list(outside))
    known = numbers.reindex(drawn.index[concerned]).dropna()
    if known.empty:
        raise TableError(
            f"{french} : aucune aire de la carte n'en a ; vérifier la zone et les codes."
        )
    return Told(
        drawn,
        known,
        drawn.index[~concerned],
        drawn.index[concerned].difference(known.index),
        across,
        names_in(areas, drawn.index),
    )


def tell_overlaps(areas: gpd.GeoSeries) -> None:
    """Warn of areas that cover a part of one another, of which a map shows one.

    Among more than :data:`FEW_AREAS`, of those alone whose inner point another has: a whole
    coverage would take seconds to check.
    """
    shapes = areas.to_numpy()
    if len(shapes) > FEW_AREAS:
        inner = shapely.point_on_surface(shapes)
        first, second = shapely.STRtree(shapes).query(inner, predicate="within")
    else:
        shapes = shapely.make_valid(shapes)
        first, second = shapely.STRtree(shapes).query(shapes)
        common = shapely.area(shapely.intersection(shapes[first], shapes[second]))
        least = np.minimum(shapely.area(shapes[first]), shapely.area(shapes[second]))
        crossed = common > ACROSS[0] * least
        first, second = first[crossed], second[crossed]
    pairs = {tuple(sorted(pair)) for pair in zip(first, second, strict=True) if pair[0] != pair[1]}
    if pairs:
        one, other = areas.index[list(min(pairs))]
        warn(
            f"aires qui se recouvrent ({french_count(len(pairs), 'couple')}, dont {one} et "
            f"{other}) : la carte n'y montre qu'une des deux."
        )


def names_in(areas: gpd.GeoDataFrame, codes: pd.Index) -> "pd.Series[str]":
    """Name of each area of some codes that has one, in the column `nom`."""
    if "nom" not in areas:
        return pd.Series(dtype="str")
    return pd.Series(areas["nom"].reindex(codes).dropna())


def drawn_in(areas: gpd.GeoDataFrame, extent: Extent | None) -> tuple[gpd.GeoSeries, gpd.GeoSeries]:
    """Keep the polygons of areas, those of a zone when one is given, as :func:`in_zone` does."""
    shapes = areas.geometry
    drawn = gpd.GeoSeries(shapes[~shapes.isna() & ~shapes.is_empty])
    return (drawn, gpd.GeoSeries(drawn.iloc[:0])) if extent is None else in_zone(drawn, extent.area)


def in_zone(areas: gpd.GeoSeries, zone: BaseGeometry) -> tuple[gpd.GeoSeries, gpd.GeoSeries]:
    """Part the areas that a zone holds: those whose inner point it has; the parts of the others.

    What is left of an area where two contours are not drawn alike is no part.
    """
    shapely.prepare(zone)
    shapes = areas.to_numpy()
    inner = shapely.within(shapely.point_on_surface(shapes), zone)
    touching = ~inner & shapely.intersects(shapes, zone)
    parts = gpd.GeoSeries(
        shapely.intersection(shapes[touching], zone), areas.index[touching], crs=areas.crs
    )
    share, least = ACROSS
    held = parts.area.to_numpy() > np.maximum(share * shapely.area(shapes[touching]), least)
    return gpd.GeoSeries(areas[inner]), gpd.GeoSeries(parts[held])


def check_values(values: pd.Series, name: str = "valeurs") -> pd.Series:
    """Return a column of plain values, or refuse what is none."""
    if not isinstance(values, pd.Series):
        raise TableError(
            f"{name} : une colonne (Series) est attendue, trouvé {type(values).__name__} ; "
            "table['colonne'] en est une."
        )
    return plain_column(values)


def check_ratio(
    areas: gpd.GeoDataFrame,
    values: pd.Series,
    outside: Collection[str] = (),
    name: str = "values",
) -> "pd.Series[float]":
    """Return the numbers of a ratio, or say what is wrong with them and with the areas.

    Raises
    ------
    TableError
        With every fault: other projection, code repeated or unknown, text, infinite number,
        no number at all, a number of persons.

    Warns
    -----
    UserWarning
        When values look like numbers of persons.
    """
    faults = Faults("ratio à cartographier")
    note_areas(faults, areas, values.index, outside, name)
    french = "valeurs" if name == "values" else name
    wrong = values.map(lambda value: isinstance(value, str | bool | complex)).astype(bool)
    if wrong.any():
        faults.add(f"{french} : un nombre est attendu", values.index[wrong])
        faults.raise_if_any()
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    if np.isinf(numbers).any():
        faults.add(
            f"{french} : nombre infini (une division par zéro ?)", numbers.index[np.isinf(numbers)]
        )
    if numbers.isna().all():
        faults.add(f"{french} : aucune n'est connue")
    elif STOCKS.fullmatch(str(values.name)) and _whole(numbers):
        faults.add(
            f"{french} : « {values.name} » est un nombre, non un ratio ; le montrer par des "
            "cercles (pg.map_national), ou le diviser par une population"
        )
    faults.raise_if_any()
    if _whole(numbers) and numbers.abs().max() > 100:
        warn(
            punctuate(
                f"{french} : toutes entières ; si ce sont des nombres de personnes, les montrer "
                "par des cercles (pg.map_national) ou les diviser par une population."
            )
        )
    return numbers


def _shown(areas: gpd.GeoDataFrame, numbers: "pd.Series[float]", *, land: Land) -> gpd.GeoSeries:
    """Keep the areas that the land of the map has, or warn of those that have a value.

    Overseas, those that have none there are of the metropole.
    """
    shapes = areas.geometry
    if isinstance(land, OverseasLand):
        return gpd.GeoSeries(shapes[~shapes.isna() & ~shapes.is_empty])
    here = ~shapes.isna() & ~shapes.is_empty & shapes.intersects(shapely.box(*METROPOLE))
    lost = shapes.index[~here].intersection(numbers.dropna().index)
    if len(lost):
        listed = ", ".join(map(str, lost[:10]))
        warn(
            f"{french_count(len(lost), 'aire')} sans polygone en métropole, hors de la "
            f"carte ({listed})."
        )
    return gpd.GeoSeries(shapes[here])


def note_areas(
    faults: Faults,
    areas: gpd.GeoDataFrame,
    told: pd.Index,
    outside: Collection[str],
    name: str,
) -> None:
    """Note what is wrong with the codes of areas, and those that a table `name` tells of them."""
    in_texts = areas.index.inferred_type == "string"
    note_index(faults, areas.index, "code", as_texts=False)
    note_index(faults, told, "code", as_texts=in_texts)
    faults.raise_if_any()
    for argument, index in (("areas", areas.index), (name, told)):
        if index.has_duplicates:
            faults.add(f"{argument} : code répété", index[index.duplicated()])
    for argument, codes in ((name, told), ("outside", pd.Index(list(outside)))):
        unknown = codes[~are_in(codes, areas.index.unique())]
        if len(unknown):
            known = ", ".join(map(str, areas.index[:3]))
            faults.add(
                f"{argument} : code qui n'est pas celui d'une aire (areas : {known}…)", unknown
            )


def _whole(numbers: "pd.Series[float]") -> bool:
    known = numbers.dropna()
    return bool((known == known.round()).all())
