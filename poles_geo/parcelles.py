"""A zoning laid on contours of another year: which polygon belongs to which unit.

A commune of 2024 made of communes of several units is cut along its communes déléguées and
associées, where they are known; what they do not tell is listed.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from poles_geo import couverture

RETABLIES = {
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
class Parcelles:
    """Polygons of contours, each in one unit.

    Attributes
    ----------
    polygones : GeoDataFrame
        code_bassin, geometry: a coverage when the contours are one.
    bassins : Series
        Unit of each contour that has one, index its code; of a contour in several, that of its
        chef-lieu.
    partages : list of str
        Contours in several units.
    deplacees : list of str
        Communes of the zoning drawn in another unit than theirs.
    sans_contour : list of str
        Communes of the zoning that no contour shows.
    retablies : list of str
        Contours that the zoning does not know, drawn in the unit of the commune that they left.
    """

    polygones: gpd.GeoDataFrame
    bassins: pd.Series
    partages: list[str]
    deplacees: list[str]
    sans_contour: list[str]
    retablies: list[str]


def lay(
    units: pd.Series,
    contours: gpd.GeoSeries,
    former: gpd.GeoDataFrame,
    successors: pd.Series,
) -> Parcelles:
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
    links = _links(units, contours.index, successors)
    alone = links[~links.index.duplicated(keep=False)]
    shared = links.drop(alone.index)
    shared.index = contours.index[shared.index]
    chosen = _chosen(shared)
    torn = _torn(shared)
    parts, others = _parts(shared.loc[torn], former)
    left = _left(gpd.GeoSeries(contours.loc[torn]), parts)
    rests = _chosen(others).reindex(left.index).fillna(chosen)
    joined = chosen.drop(torn)
    polygones = gpd.GeoDataFrame(
        {
            "code_bassin": np.concatenate(
                [alone["code_bassin"], joined, parts["code_bassin"], rests]
            )
        },
        geometry=np.concatenate(
            [contours.iloc[alone.index], contours[joined.index], parts["geometry"], left]
        ),
        crs=contours.crs,
    )
    bassins = pd.concat([alone.set_axis(contours.index[alone.index])["code_bassin"], chosen])
    drawn_in = rests.reindex(others.index)
    moved = drawn_in.notna() & (drawn_in != others["code_bassin"])
    unlinked = units.index.delete(units.index.get_indexer(pd.Index(links["code_commune"])))
    return Parcelles(
        polygones,
        bassins=bassins,
        partages=torn.tolist(),
        deplacees=sorted(others.loc[moved, "code_commune"]),
        sans_contour=sorted([*unlinked, *others.loc[drawn_in.isna(), "code_commune"]]),
        retablies=[code for code in RETABLIES if code in bassins.index and code not in units.index],
    )


def _links(units: pd.Series, contours: pd.Index, successors: pd.Series) -> pd.DataFrame:
    """Link contours (index: their place) to the communes of the zoning that they show."""
    parents = pd.concat([successors, pd.Series(RETABLIES)])
    places = contours.get_indexer(units.index)
    same = places >= 0
    gone = parents.reindex(units.index[~same]).dropna()
    later = parents.reindex(contours[~np.isin(np.arange(len(contours)), places)]).dropna()
    gone = gone[contours.get_indexer_for(gone) >= 0]
    later = later[units.index.get_indexer_for(later) >= 0]
    moved = np.concatenate([gone.index, later])
    return pd.DataFrame(
        {
            "code_commune": np.concatenate([units.index[same], moved]),
            "code_bassin": np.concatenate([units[same], units[moved]]),
        },
        index=np.concatenate(
            [places[same], contours.get_indexer_for(gone), contours.get_indexer_for(later.index)]
        ),
    )


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
    taken = couverture.dissolve(shapes, parts.index.to_numpy()).reindex(contours.index)
    cut = contours.difference(gpd.GeoSeries(taken), align=False)
    left = gpd.GeoSeries(cut.where(taken.notna(), contours))
    return gpd.GeoSeries(left[~left.is_empty])
