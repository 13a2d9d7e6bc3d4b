"""Communes as what an analysis serves: where people live, how many, or all that is wrong.

Counted: everyone at one point of the commune, its town hall. Not counted: where in the commune.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from poles_geo.analyses.pole_points import (
    note_negative,
    note_repeated,
    note_rows,
    numbers_of,
    points_of,
    table_called,
)
from poles_geo.analyses.reach.costs import centred
from poles_geo.coded import note_columns, note_index, plain_table
from poles_geo.errors import Faults, TableError, worded

KINDS = ("Point", "Polygon", "MultiPolygon")


@dataclass(frozen=True)
class Inhabited:
    """Communes, in the order of their table.

    Attributes
    ----------
    codes : Index
        n codes, each once.
    km : ndarray
        n × 2, kilometres of a projection.
    people : ndarray
        n, from 0.
    """

    codes: pd.Index
    km: NDArray[np.float64]
    people: NDArray[np.float64]


def inhabited_of(communes: gpd.GeoDataFrame) -> Inhabited:
    """Give the place and the inhabitants of each commune, or every fault of the table.

    Parameters
    ----------
    communes : GeoDataFrame
        Polygons or points in metres, index `code_commune`; population. A polygon in Lambert 93 is
        at its town hall (x_mairie, y_mairie) where it is known, else at a point inside.

    Raises
    ------
    TableError
        With every fault: no row, column or geometry; degrees or no projection; a code that is no
        text or is there twice; a population that is no number from 0.
    """
    faults = Faults(table_called("communes"))
    table = plain_table(communes)
    note_columns(faults, table, ("population",))
    note_index(faults, table.index, "code_commune")
    if table.empty:
        faults.add("aucune ligne")
    faults.raise_if_any(TableError)
    note_repeated(faults, table.index, "code de commune répété")
    people = numbers_of(table["population"])
    remedy = " (communes.drop([…]) ôte celles dont il n'est pas connu)"
    note_negative(faults, "population", people, table.index, more=remedy)
    if isinstance(table, gpd.GeoDataFrame) and table.active_geometry_name is not None:
        other = ~table.geom_type.isin(KINDS) & ~table.geometry.isna()
        note_rows(faults, "un polygone ou un point est attendu", other, table.index)
        km = points_of(faults, centred(table), "commune")
    else:
        faults.add(
            "aucune géométrie : "
            + worded("pg.read_communes() donne les contours", "un polygone par ligne est attendu")
        )
        km = np.empty((0, 2))
    faults.raise_if_any(TableError)
    return Inhabited(table.index, km, people)


def note_projections(faults: Faults, poles: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> None:
    """Note pôles and communes that are not in one projection."""
    here, there = poles.crs, communes.crs
    if here is not None and there is not None and here != there:
        faults.add(
            f"communes en {there.to_string()}, pôles en {here.to_string()} : une seule projection "
            "est attendue (communes.to_crs(poles.crs))"
        )
