"""Colours as they are seen: by the three kinds of dichromats, and in grey.

Simulations and differences are coloraide's. Colours are seen on a screen of sRGB; ink and paper
are not simulated.
"""

from functools import cache

from coloraide import Color

GREY = 5.0
"""Chroma under which a colour has no hue to speak of."""
DEFICIENCES = {"deutéranope": "deutan", "protanope": "protan", "tritanope": "tritan"}
"""Kinds of dichromats, and coloraide's filter of each."""


@cache
def seen(colour: str, vision: str) -> Color:
    """Simulate a colour as a dichromat sees it, after Brettel, Viénot and Mollon (1997).

    *Computerized simulation of color appearance for dichromats*, J. Opt. Soc. Am. A 14 (10),
    pp. 2647–2655: unlike its heirs, it holds for tritanopes too. coloraide applies it to linear
    sRGB, with the cone responses of Viénot, Brettel and Mollon (1999). The deficiency is whole.
    """
    return Color(colour).filter(DEFICIENCES[vision], method="brettel").clip()


def difference(colour: str, other: str, vision: str) -> float:
    """Difference between two colours for a dichromat: CIE 1976 ΔE, in CIELAB of D65."""
    return float(seen(colour, vision).delta_e(seen(other, vision), method="76"))


@cache
def lightness(colour: str) -> float:
    """CIE lightness L*, from 0 (black) to 100 (white): what is left of a colour in grey."""
    return float(Color(colour).convert("lab-d65")["lightness"])


def plain_difference(colour: str, other: str) -> float:
    """Difference between two colours for most eyes: CIE 1976 ΔE, in CIELAB of D65."""
    return float(Color(colour).delta_e(Color(other), method="76"))


def difference_of_hue(colour: str, other: str) -> bool:
    """Tell whether two colours are of hues a sixth of a turn apart, or more."""
    one, two = (Color(name).convert("lch-d65") for name in (colour, other))
    if min(one["chroma"], two["chroma"]) < GREY:
        return False
    turn = abs(one["hue"] - two["hue"]) % 360
    return bool(min(turn, 360 - turn) >= 60)
