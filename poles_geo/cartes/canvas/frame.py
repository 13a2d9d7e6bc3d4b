"""The frame of a map: which part of the country, at which size on the page.

Everything that must be measured at the printed size (symbols, labels, scale bar) goes through
the frame, in millimetres from its lower left corner.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from poles_geo.doors import check_fields
from poles_geo.errors import ChoiceError

INCH = 25.4
"""Millimetres in an inch."""
Box = tuple[float, float, float, float]
"""A rectangle in mm: xmin, ymin, xmax, ymax."""
Boxes = NDArray[np.float64]
"""Rectangles in mm, n × 4."""


@dataclass(frozen=True)
class Frame:
    """A rectangle of Lambert 93 drawn at a size on the page.

    Attributes
    ----------
    x, y : float
        Lower left corner, in metres.
    width, height : float
        Size on the page, in mm.
    metres_per_mm : float
        Metres of ground in a millimetre of page.
    """

    x: float
    y: float
    width: float
    height: float
    metres_per_mm: float

    def __post_init__(self) -> None:
        check_fields(self)

    @classmethod
    def of(cls, ax: Axes) -> "Frame":
        """Tell what axes show, and their size on the page as they are now.

        Parameters
        ----------
        ax : Axes
            In metres, as long in both directions (``aspect="equal"``). What is measured at the
            printed size, such as a label, does not follow axes that are zoomed or resized later.

        Raises
        ------
        ChoiceError
            Axes that are not in metres on the ground: another aspect, or limits that decrease.
        """
        (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
        if ax.get_aspect() != 1 or not (west < east and south < north):
            raise ChoiceError(
                "axes : une carte en mètres est attendue, de même échelle dans les deux sens "
                "(ax.set_aspect(1)), l'est à droite et le nord en haut."
            )
        width, height = size_of(ax)
        west, east, south, _ = map(float, (*ax.get_xlim(), *ax.get_ylim()))  # once applied
        return cls(west, south, width, height, (east - west) / width)

    @classmethod
    def around(
        cls, bounds: ArrayLike, width: float, height: float, margin: float = 0.04
    ) -> "Frame":
        """Frame `bounds` (xmin, ymin, xmax, ymax in metres) with a margin on every side.

        `margin` is a share of the frame. The ground fills the narrower direction and is
        centred in the other.
        """
        xmin, ymin, xmax, ymax = np.asarray(bounds, dtype=float)
        usable = 1 - 2 * margin
        scale = max((xmax - xmin) / width, (ymax - ymin) / height) / usable
        return cls(
            x=(xmin + xmax - scale * width) / 2,
            y=(ymin + ymax - scale * height) / 2,
            width=width,
            height=height,
            metres_per_mm=scale,
        )

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """xmin, ymin, xmax, ymax in metres."""
        return (
            self.x,
            self.y,
            self.x + self.width * self.metres_per_mm,
            self.y + self.height * self.metres_per_mm,
        )

    @property
    def polygon(self) -> shapely.Polygon:
        """The frame on the ground."""
        return shapely.box(*self.bounds)

    def to_mm(self, points: ArrayLike) -> NDArray[np.float64]:
        """Metres (n × 2) to millimetres from the lower left corner."""
        return (np.asarray(points, dtype=float) - (self.x, self.y)) / self.metres_per_mm

    def to_metres(self, points: ArrayLike) -> NDArray[np.float64]:
        """Millimetres (n × 2) to metres."""
        return np.asarray(points, dtype=float) * self.metres_per_mm + (self.x, self.y)


def size_of(ax: Axes) -> tuple[float, float]:
    """Width and height of axes on the page, in mm, once their aspect is applied."""
    left, low, right, high = box_of(ax)
    return right - left, high - low


def box_of(ax: Axes) -> Box:
    """Box of axes on the page, once their aspect is applied."""
    locator = ax.get_axes_locator()
    # Axes set in others are placed without a renderer, which the types do not say.
    ax.apply_aspect(None if locator is None else locator(ax, None))  # type: ignore[arg-type]
    dpi = figure_of(ax).dpi
    left, low, right, high = (float(side) * INCH / dpi for side in ax.bbox.extents)
    return left, low, right, high


def figure_of(ax: Axes) -> Figure:
    """Figure that holds axes, at whatever depth."""
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    return figure
