"""The frame of a map: which part of the country, at which size on the page.

Everything that must be measured at the printed size (symbols, labels, scale bar) goes through
the frame, in millimetres from its lower left corner.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Cadre:
    """A rectangle of Lambert 93 drawn at a size on the page.

    Attributes
    ----------
    x, y : float
        Lower left corner, in metres.
    largeur, hauteur : float
        Size on the page, in mm.
    metres_par_mm : float
        Metres of ground in a millimetre of page.
    """

    x: float
    y: float
    largeur: float
    hauteur: float
    metres_par_mm: float

    @classmethod
    def around(
        cls, bounds: ArrayLike, largeur: float, hauteur: float, marge: float = 0.04
    ) -> "Cadre":
        """Frame `bounds` (xmin, ymin, xmax, ymax in metres) with a margin on every side.

        `marge` is a share of the frame. The ground fills the narrower direction and is
        centred in the other.
        """
        xmin, ymin, xmax, ymax = np.asarray(bounds, dtype=float)
        usable = 1 - 2 * marge
        scale = max((xmax - xmin) / largeur, (ymax - ymin) / hauteur) / usable
        return cls(
            x=(xmin + xmax - scale * largeur) / 2,
            y=(ymin + ymax - scale * hauteur) / 2,
            largeur=largeur,
            hauteur=hauteur,
            metres_par_mm=scale,
        )

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """xmin, ymin, xmax, ymax in metres."""
        return (
            self.x,
            self.y,
            self.x + self.largeur * self.metres_par_mm,
            self.y + self.hauteur * self.metres_par_mm,
        )

    @property
    def polygon(self) -> shapely.Polygon:
        """The frame on the ground."""
        return shapely.box(*self.bounds)

    def to_mm(self, points: ArrayLike) -> NDArray[np.float64]:
        """Metres (n × 2) to millimetres from the lower left corner."""
        return (np.asarray(points, dtype=float) - (self.x, self.y)) / self.metres_par_mm

    def to_metres(self, points: ArrayLike) -> NDArray[np.float64]:
        """Millimetres (n × 2) to metres."""
        return np.asarray(points, dtype=float) * self.metres_par_mm + (self.x, self.y)
