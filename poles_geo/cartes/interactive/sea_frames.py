"""The départements overseas on the interactive map: each in a frame at sea, at its own scale.

Shapes are computed in the legal projection of the département, then made larger or smaller and
laid in their frame, west of the metropole.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from poles_geo.cartes.interactive.packing import Grille, pack_areas, pack_lines
from poles_geo.cartes.pages.overseas import countries_around, outline_of
from poles_geo.communes.regions import OUTRE_MER, PROJECTIONS_OUTRE_MER
from poles_geo.typography import imprime

COTE = 145_000.0
"""Side of a frame, in metres of the page."""
PREMIER = -205_000.0, 6_790_000.0
"""Upper left corner of the first frame, in Lambert 93."""
PAS = 154_000.0
"""From a frame to the next, in metres."""
COLONNES = 2
MARGE, TITRE = 9_000.0, 30_000.0
"""Room between the land and the frame, and above it for the name, in metres."""
DETAIL = 250.0
"""Simplification of the contours, in metres of the page."""


@dataclass(frozen=True)
class CadreInteractif:
    """The frame of a département.

    Attributes
    ----------
    departement : str
    ouest, nord : float
        Upper left corner, in metres of the page.
    """

    departement: str
    ouest: float
    nord: float

    @property
    def polygon(self) -> shapely.Polygon:
        """The frame, on the page."""
        return shapely.box(self.ouest, self.nord - COTE, self.ouest + COTE, self.nord)

    def laid(self, shapes: gpd.GeoSeries) -> NDArray[np.object_]:
        """Lay shapes of the legal projection of the département in the frame."""
        low, high = outline_of(self.departement).total_bounds.reshape(2, 2)
        room = np.array([COTE, COTE - TITRE]) - 2 * MARGE
        scale = (room / (high - low)).min()
        middle = self.ouest + COTE / 2, self.nord - TITRE - (COTE - TITRE) / 2
        return np.asarray(
            shapely.transform(
                shapes.to_numpy(), lambda xy: (xy - (low + high) / 2) * scale + middle
            )
        )


def frames_for(outremer: gpd.GeoDataFrame) -> list[CadreInteractif]:
    """Make a frame for each département that has pôles, as `check_everywhere` gives them."""
    west, north = PREMIER
    return [
        CadreInteractif(code, west + PAS * (rank % COLONNES), north - PAS * (rank // COLONNES))
        for rank, code in enumerate(sorted(outremer["departement"].unique()))
    ]


def placed_in_frames(outremer: gpd.GeoDataFrame, cadres: list[CadreInteractif]) -> gpd.GeoDataFrame:
    """Place the pôles of each département in its frame, on the page (EPSG:2154)."""
    points = pd.Series(None, index=outremer.index, dtype=object)
    for cadre in cadres:
        here = outremer[outremer["departement"] == cadre.departement]
        legal = gpd.GeoSeries(here.geometry).to_crs(PROJECTIONS_OUTRE_MER[cadre.departement])
        points[here.index] = cadre.laid(legal)
    table = pd.DataFrame(outremer).drop(columns=["geometry", "departement"])
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(points, crs=2154))


def ground_of(cadres: list[CadreInteractif], grid: Grille) -> dict[str, str]:
    """Pack what lies in the frames: countries around, land, coasts."""
    land = [cadre.laid(outline_of(cadre.departement)) for cadre in cadres]
    shown = gpd.GeoSeries(shapely.simplify([shape for shapes in land for shape in shapes], DETAIL))
    abroad = [
        shapely.intersection(cadre.laid(countries_around(cadre.departement)), cadre.polygon)
        for cadre in cadres
    ]
    around = gpd.GeoSeries([shape for shapes in abroad for shape in shapes]).simplify(DETAIL)
    return {
        "etranger_outremer": "".join(pack_areas(around, grid)),
        "pays_outremer": "".join(pack_areas(shown, grid)),
        "cote_outremer": pack_lines(shown.boundary.union_all(), grid),
    }


def names_of(cadres: list[CadreInteractif], grid: Grille) -> list[list[object]]:
    """Name each frame, at its top: text, x and y in steps."""
    spots = [(cadre.ouest + COTE / 2, cadre.nord - TITRE / 2) for cadre in cadres]
    return [
        [imprime(OUTRE_MER[cadre.departement]), *grid.to_steps([spot])[0].tolist()]
        for cadre, spot in zip(cadres, spots, strict=True)
    ]


def boxes_of(cadres: list[CadreInteractif], grid: Grille) -> list[list[int]]:
    """Sides of each frame in steps: left, top, right, bottom."""
    corners = [[(c.ouest, c.nord), (c.ouest + COTE, c.nord - COTE)] for c in cadres]
    return [grid.to_steps(pair).ravel().tolist() for pair in corners]
