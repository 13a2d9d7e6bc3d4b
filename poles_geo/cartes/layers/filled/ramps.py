"""Colours of the classes of a ratio: a ramp from light to dark, or two that part at a centre."""

from functools import cache

from coloraide import Color
from matplotlib.colors import to_rgb

from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.layers.filled.classes import Classes
from poles_geo.errors import ChoiceError, check_choice
from poles_geo.palette import DIVERGING, SEQUENTIAL
from poles_geo.typography import punctuate

ONE_WAY, TWO_WAYS = "teal", "orange-blue"
"""Palettes of a ratio without and with a centre, unless another is asked for."""
FEW, LONG = 7, 84.8
"""Classes that the ramps themselves part well enough; lightness L* from one end to the other of
those of more classes."""
ALONE = 0.6
"""Place along a ramp of the only class on its side of a centre."""


def without_hue(style: Style) -> bool:
    """Tell whether a style is of greys."""
    return len(set(to_rgb(style.rank_colours[min(style.rank_colours)]))) == 1


def palette_of(palette: str | None, classes: Classes) -> str:
    """Check the palette of some classes, or choose it.

    Raises
    ------
    ChoiceError
        An unknown palette; of one ramp where a centre parts the classes, of two where none does.
    """
    if palette is None:
        return ONE_WAY if classes.centre is None else TWO_WAYS
    check_choice(palette, (*SEQUENTIAL, *DIVERGING), "palette")
    if classes.centre is None and palette in DIVERGING:
        raise ChoiceError(
            punctuate(
                f"palette = {palette!r} : deux rampes s'y opposent de part et d'autre d'une "
                "valeur ; centre=0, ou une moyenne, dit laquelle."
            )
        )
    if classes.centre is not None and palette in SEQUENTIAL:
        raise ChoiceError(
            punctuate(
                f"palette = {palette!r} : une seule rampe, quand les valeurs vont de part et "
                f"d'autre de {classes.centre:g} ; prendre {' ou '.join(map(repr, DIVERGING))}."
            )
        )
    return palette


def class_colours(classes: Classes, palette: str, style: Style) -> list[str]:
    """Colours of classes, the lowest first; greys from light to dark in a style of greys.

    On both sides of a centre, classes as far from it have colours as dark.
    """
    if without_hue(style):
        return along(SEQUENTIAL["grey"], len(classes))
    if palette in SEQUENTIAL:
        return along(SEQUENTIAL[palette], len(classes))
    under, over = DIVERGING[palette]
    below = classes.below
    longest = max(below, len(classes) - below)
    return along(under, longest)[:below][::-1] + along(over, longest)[: len(classes) - below]


def along(ramp: tuple[str, ...], count: int) -> list[str]:
    """Colours at even steps of lightness along a ramp, the darker the more there are.

    More than :data:`FEW` go to a darker end, so that a dichromat tells each from the next.
    """
    colour = Color.interpolate(
        list(ramp if count <= FEW else _longer(ramp)), space="lab-d65", out_space="srgb"
    )
    last = min(1.0, 0.6 + 0.05 * count)
    places = [ALONE] if count == 1 else [last * k / (count - 1) for k in range(count)]
    return [colour(place).to_string(hex=True) for place in places]


@cache
def _longer(ramp: tuple[str, ...]) -> tuple[str, ...]:
    """Give a ramp of three colours an end that is almost black, and the middle between."""
    first, middle, last = (Color(colour).convert("lch-d65") for colour in ramp)
    last["lightness"] = first["lightness"] - LONG
    middle["lightness"] = first["lightness"] - LONG / 2
    found = (colour.convert("srgb").fit(method="lch-chroma") for colour in (middle, last))
    return ramp[0], *(colour.to_string(hex=True) for colour in found)
