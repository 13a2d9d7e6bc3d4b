"""A zoning laid on contours of another year: which polygon belongs to which unit.

A commune of 2024 made of communes of several units is cut along its communes déléguées and
associées, where they are known; what they do not tell is listed.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from poles_geo.bassins import coverage

RESTORED = {
    "14666": "14712",
    "55138": "55298",
    "60694": "60054",
    "76095": "76108",
    "76601": "76676",
    "85165": "85084",
    "85212": "85084",
}
"""Communes of 2024 re-established since 2014 → commune that they left.

Source: Insee, mouvements de communes, code officiel géographique 2024 (type 21).
"""


@dataclass(frozen=True)
class Parcels:
    """Polygons of contours, each in one unit.

    Attributes
    ----------
    polygons : GeoDataFrame
        code_bassin, geometry: a coverage when the contours are one.
    bassins : Series
        Unit of each contour, same index; of a contour in several, that of its chef-lieu; "" for a
        commune that the zoning puts in none, missing for one that it does not know.
    shares : list of str
        Contours in several units.
    moved : list of str
        Communes of the zoning drawn in another unit than theirs.
    without_contour : list of str
        Communes of the zoning that no contour shows.
    restored : list of str
        Contours that the zoning does not know, drawn in the unit of the commune that they left.
    """

    polygons: gpd.GeoDataFrame
    bassins: pd.Series
    shares: list[str]
    moved: list[str]
    without_contour: list[str]
    restored: list[str]


def lay(
    units: pd.Series,
    contours: gpd.GeoSeries,
    former: gpd.GeoDataFrame,
    successors: pd.Series,
) -> Parcels:
    """Give each contour its unit, cutting those that are in several.

    What former communes leave of a contour goes to the unit of the commune that has the code of
    the contour; without one, to the unit with most of the communes left (as many: the lowest
    code).

    Parameters
    ----------
    units : Series
        Unit of each commune of the zoning, "" for none; index the code of the commune.
    contours : GeoSeries
        Contours of communes of any year, index their code.
    former : GeoDataFrame
        Former communes: index their code; code_commune (the contour that holds them), geometry,
        nested exactly in that contour.
    successors : Series
        Code gone → code of the commune that it is part of.
    """
    links = _links(units.index, contours.index, successors)
    several = links["contour"].duplicated(keep=False)
    alone, together = links[~several], links[several]
    shared = pd.DataFrame(
        {
            "code_commune": units.index[together["commune"]],
            "code_bassin": units.iloc[together["commune"]].array,
        },
        index=contours.index[together["contour"]],
    )
    chosen = _chosen(shared)
    torn = _torn(shared)
    parts, others = _parts(shared.loc[torn], former)
    left = _left(gpd.GeoSeries(contours.loc[torn]), parts)
    rests = _chosen(others).reindex(left.index).fillna(chosen)
    joined = chosen.drop(torn)
    unit = units.to_numpy()[alone["commune"]]
    polygons = gpd.GeoDataFrame(
        {"code_bassin": np.concatenate([unit, joined, parts["code_bassin"], rests])},
        geometry=np.concatenate(
            [contours.iloc[alone["contour"]], contours[joined.index], parts["geometry"], left]
        ),
        crs=contours.crs,
    )
    bassins = pd.Series(None, index=contours.index, dtype=object)
    bassins.iloc[alone["contour"].to_numpy()] = unit
    bassins[chosen.index] = chosen
    drawn_in = rests.reindex(others.index)
    moved = drawn_in.notna() & (drawn_in != others["code_bassin"])
    unlinked = units.index.delete(links["commune"])
    return Parcels(
        polygons,
        bassins=bassins.astype("str"),
        shares=torn.tolist(),
        moved=sorted(others.loc[moved, "code_commune"]),
        without_contour=sorted([*unlinked, *others.loc[drawn_in.isna(), "code_commune"]]),
        restored=[
            code for code in RESTORED if code not in units.index and pd.notna(bassins.get(code))
        ],
    )


def _links(communes: pd.Index, contours: pd.Index, successors: pd.Series) -> pd.DataFrame:
    """Link communes of the zoning to the contours that show them, by their places."""
    parents = pd.concat([successors, pd.Series(RESTORED)])
    places = contours.get_indexer(communes)
    same = places >= 0
    gone = parents.reindex(communes[~same]).dropna()
    later = parents.reindex(contours[~np.isin(np.arange(len(contours)), places)]).dropna()
    moved = pd.DataFrame(
        {
            "commune": communes.get_indexer_for(gone.index.append(pd.Index(later))),
            "contour": contours.get_indexer_for(pd.Index(gone).append(later.index)),
        }
    )
    known = pd.DataFrame({"commune": np.flatnonzero(same), "contour": places[same]})
    return pd.concat([known, moved[(moved >= 0).all(axis=1)]])


def _torn(shared: pd.DataFrame) -> pd.Index:
    """Contours in several units."""
    count = shared.groupby(level=0)["code_bassin"].nunique()
    return count.index[count > 1]


def _chosen(links: pd.DataFrame) -> pd.Series:
    """Take the unit of the commune that has the code of the contour, else of most of them."""
    count = links.groupby([links.index, "code_bassin"])["code_commune"].transform("size")
    order = links.assign(seat=links["code_commune"] == links.index, count=count)
    order = order.sort_values(["seat", "count", "code_bassin"], ascending=[False, False, True])
    return order["code_bassin"][~order.index.duplicated()]


def _parts(torn: pd.DataFrame, former: gpd.GeoDataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Communes drawn inside the contour that holds them, and the others."""
    known = former.reindex(torn["code_commune"])
    drawn = known["code_commune"].to_numpy() == torn.index.to_numpy()
    return torn.assign(geometry=known.geometry.to_numpy())[drawn], torn[~drawn]


def _left(contours: gpd.GeoSeries, parts: pd.DataFrame) -> gpd.GeoSeries:
    """Take parts away from their contours, where they leave something."""
    shapes = gpd.GeoSeries(parts["geometry"], crs=contours.crs)
    taken = coverage.dissolve(shapes, parts.index.to_numpy())
    cut = coverage.subtract(gpd.GeoSeries(contours[taken.index]), taken)
    left = gpd.GeoSeries(cut.reindex(contours.index).fillna(contours))
    return gpd.GeoSeries(left[~left.is_empty])
