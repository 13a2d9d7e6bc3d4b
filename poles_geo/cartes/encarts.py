"""Insets: a crowded part of the map drawn larger in a frame of its own, with its own scale."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from poles_geo.cartes import fonds
from poles_geo.cartes.bassins import draw_bassins
from poles_geo.cartes.cadre import Cadre
from poles_geo.cartes.echelle import draw_scale
from poles_geo.cartes.etiquettes import Boxes, Label, draw_labels, place_labels
from poles_geo.cartes.page import Page
from poles_geo.cartes.poles import circles_boxes, draw_poles, labels_of
from poles_geo.cartes.textes import extent_of, write
from poles_geo.typographie import imprime

LARGEUR_EMPRISE = 0.5
"""Width, in points, of the outline on the map of what an inset shows."""


@dataclass(frozen=True)
class Encart:
    """A part of the map to draw larger.

    Attributes
    ----------
    lettre : str
        Ties the inset to its outline on the map.
    titre : str
    emprise : four floats
        xmin, ymin, xmax, ymax in metres.
    boite : tuple of float
        xmin, ymin, xmax, ymax on the map, in mm from its lower left corner.
    """

    lettre: str
    titre: str
    emprise: Sequence[float]
    boite: tuple[float, float, float, float]

    @property
    def cadre(self) -> Cadre:
        """The frame of the inset."""
        left, low, right, high = self.boite
        return Cadre.around(self.emprise, right - left, high - low, marge=0.03)


def draw_inset(
    page: Page, inset: Encart, points: gpd.GeoDataFrame, areas: gpd.GeoSeries | None
) -> tuple[NDArray[np.bool_], list[Label]]:
    """Draw an inset, and outline on the map what it shows.

    Parameters
    ----------
    points : GeoDataFrame
        Pôles, as on the map; their circles keep the size that they have there.
    areas : GeoSeries or None
        Bassins, where the map draws them.

    Returns
    -------
    array of bool
        Pôles that the inset shows.
    list of Label
        Labels that found no place in it.
    """
    style, cadre = page.style, inset.cadre
    axes = page.add_frame(inset.boite, cadre)
    west, south, east, north = cadre.bounds
    page.axes.add_artist(
        Rectangle(
            (west, south),
            east - west,
            north - south,
            facecolor="none",
            edgecolor=style.encre,
            linewidth=LARGEUR_EMPRISE,
            zorder=4.8,
        )
    )
    fonds.draw_land(axes, cadre, style, departements=areas is None)
    inside = np.asarray(points.intersects(cadre.polygon))
    shown = gpd.GeoDataFrame(points[inside])
    if areas is not None:
        everything = pd.Series(True, index=shown.index)
        draw_bassins(axes, cadre, areas, shown, everything, style)
    draw_poles(axes, shown, style)
    font = style.police(style.note + 0.5, gras=True)
    left, top = page.cadre.to_mm([(west, north)])[0]
    sign = (float(left) + 0.8, float(top) - 3.0)
    write(page.axes, page.cadre, style, inset.lettre, sign, font, style.encre)
    title = imprime(f"{inset.lettre}. {inset.titre}")
    wide, high, _, _ = extent_of(title, font)
    corner = (1.5, cadre.hauteur - 1.5 - high)
    write(axes, cadre, style, title, corner, font, style.encre)
    taken: Boxes = np.array([[*corner, corner[0] + wide, cadre.hauteur]])
    scale = draw_scale(axes, cadre, style, np.vstack([circles_boxes(shown, cadre, style), taken]))
    placed, left_out = place_labels(
        labels_of(shown, cadre, style), cadre, style, obstacles=np.vstack([taken, scale])
    )
    draw_labels(axes, placed, cadre, style)
    return inside, left_out
