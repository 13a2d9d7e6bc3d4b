"""The scale bar: a round length, in a corner that nothing uses."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib_scalebar.scalebar import ScaleBar

from poles_geo.cartes.cadre import Cadre
from poles_geo.cartes.etiquettes import Boxes, touches_any
from poles_geo.cartes.style import Style
from poles_geo.typographie import INSECABLE

LONGUEUR = 42.0
"""Longest bar, in mm; half the frame where it is narrower."""


def draw_scale(ax: Axes, cadre: Cadre, style: Style, taken: Boxes) -> Boxes:
    """Draw the scale bar in a corner of the frame that no circle uses, if there is one.

    Parameters
    ----------
    taken : array (n × 4)
        Boxes to avoid, in mm.

    Returns
    -------
    array (1 × 4)
        Its box, in mm.
    """
    length = round_length(cadre.metres_par_mm * min(LONGUEUR, cadre.largeur / 2.2))
    wide, high = length / cadre.metres_par_mm + 7, 9.0
    right, top = cadre.largeur - wide, cadre.hauteur - high
    corners = {
        "lower right": (right, 0, right + wide, high),
        "lower left": (0, 0, wide, high),
        "upper right": (right, top, right + wide, top + high),
        "upper left": (0, top, wide, top + high),
    }
    boxes = np.array(list(corners.values()))
    corner = int(np.argmin(touches_any(boxes, taken)))
    ax.add_artist(
        ScaleBar(
            1,
            units="m",
            fixed_value=length / 1000,
            fixed_units="km",
            location=list(corners)[corner],
            scale_loc="top",
            width_fraction=0.6 / cadre.hauteur,
            border_pad=0.5,
            pad=0.3,
            sep=2,
            box_color=style.halo,
            box_alpha=0.75,
            color=style.encre,
            font_properties=style.police(style.texte).get_fontconfig_pattern(),
            scale_formatter=lambda value, unit: f"{value:g}{INSECABLE}{unit}".replace(".", ","),
        )
    ).set_zorder(9)
    return boxes[[corner]]


def round_length(longest: float) -> int:
    """Largest length in metres, 1, 2 or 5 by a power of ten, not over `longest`."""
    lengths = [digit * int(10**power) for power in range(8) for digit in (1, 2, 5)]
    return max(length for length in lengths if length <= longest)
