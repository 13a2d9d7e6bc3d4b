"""The area of each pôle: the communes that it attracts most, together, and who lives there.

Counted: everyone at the town hall of the commune. Not counted: a commune cut between two pôles.
"""

import geopandas as gpd
import pandas as pd
import shapely

from poles_geo.analyses.pole_points import TOLD, note_rows, table_called
from poles_geo.analyses.pull.attraction import (
    check_beta,
    checked,
    described,
    pulled_by,
    told_attrs,
    way_to,
)
from poles_geo.analyses.pull.attraction_summary import CONTESTED, check_within, contested
from poles_geo.analyses.pull.inhabited import KINDS
from poles_geo.analyses.reach.costs import Costs
from poles_geo.bassins import coverage
from poles_geo.coded import plain_table
from poles_geo.errors import Faults, TableError


def attraction_areas(
    poles: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
    *,
    beta: float = 2.0,
    costs: pd.DataFrame | Costs | None = None,
    within: float = CONTESTED,
) -> gpd.GeoDataFrame:
    """Join the communes that each pôle attracts most into its area, and count who lives there.

    Parameters
    ----------
    poles, beta, costs
        As for :func:`poles_geo.attraction`.
    communes : GeoDataFrame
        As for :func:`poles_geo.attraction`; polygons.
    within : float
        Difference of the two first shares up to which a commune is contested, 0 to 1.

    Returns
    -------
    GeoDataFrame
        Same index as `poles`, the projection of the communes: nom, departement, region_2014,
        region_2016, rang, type_pole, sigle where they are there, effectif; n_communes and
        population of the area, population_tunnel (those of whom another pôle is nearer),
        population_contestee (those of whom a second pôle is almost as strong), habitants_attendus
        (the sum over all communes of ``share × population``), geometry, missing of a pôle that
        dominates no commune. `attrs` as :func:`poles_geo.attraction`.

    Raises
    ------
    TableError, ChoiceError
        As :func:`poles_geo.attraction`; communes that are no polygons, or overlap; a difference
        that is not 0 to 1.

    Examples
    --------
    >>> import geopandas as gpd, poles_geo as pg, shapely
    >>> points = gpd.points_from_xy([600_500, 603_500], [6_800_500] * 2)
    >>> two = gpd.GeoDataFrame(
    ...     {"effectif": [100, 400]}, geometry=points, index=["a", "b"], crs=2154
    ... )
    >>> west = [600_000, 601_000, 602_000]
    >>> squares = [shapely.box(x, 6_800_000, x + 1_000, 6_801_000) for x in west]
    >>> people = {"population": [10, 20, 30]}
    >>> three = gpd.GeoDataFrame(people, geometry=squares, index=["c", "d", "e"], crs=2154)
    >>> areas = pg.attraction_areas(two, three)
    >>> areas[["n_communes", "population", "population_tunnel"]].values.tolist()
    [[1, 10, 0], [2, 50, 20]]
    >>> print(areas.area.tolist(), areas["habitants_attendus"].round(1).tolist())
    [1000000.0, 2000000.0] [18.7, 41.3]
    """
    check_beta(beta)
    check_within(within)
    pulls, homes = checked(poles, communes)
    shapes = covered(communes)
    way = way_to(pulls, homes, poles, communes, costs)
    pulled = pulled_by(homes, pulls, way.reach, beta)
    told = described(pulled, pulls, poles, communes, way.unit)
    people = pd.Series(homes.people, index=homes.codes)
    of_each = (
        pd.DataFrame(
            {
                "n_communes": 1,
                "population": people,
                "population_tunnel": people.where(told["tunnel"], 0),
                "population_contestee": people.where(contested(told, within), 0),
            }
        )
        .groupby(told["dominant"])
        .sum()
    )
    table = plain_table(poles)
    result = pd.DataFrame(table[[name for name in TOLD if name in table]])
    for name in of_each:
        counted = of_each[name].reindex(result.index, fill_value=0)
        result[name] = counted.round().astype("int64") if (counted % 1 == 0).all() else counted
    result["habitants_attendus"] = pd.Series(pulled.expected, index=pulls.codes).reindex(
        result.index
    )
    held = told["dominant"].notna().to_numpy()
    groups = told["dominant"][held].to_numpy(dtype=object)
    joined = coverage.dissolve(gpd.GeoSeries(shapes[held]), groups)
    areas = gpd.GeoDataFrame(result, geometry=joined.reindex(result.index), crs=communes.crs)
    areas.attrs = told_attrs(poles, communes, beta, way, pulled)
    return areas


def covered(communes: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Give polygons whose edges match, made to where they do not.

    Raises
    ------
    TableError
        Communes that are no polygons, or overlap.
    """
    faults = Faults(table_called("communes"))
    others = ~communes.geom_type.isin(KINDS[1:])
    note_rows(faults, "polygone attendu pour faire des aires", others, communes.index)
    faults.raise_if_any(TableError)
    shapes = gpd.GeoSeries(communes.geometry)
    if shapely.coverage_is_valid(shapes.to_numpy()):
        return shapes
    return coverage.repair(shapes).areas
