"""Colours as they are seen: by the three kinds of dichromats, and in grey.

Simulations and differences are coloraide's. Colours are seen on a screen of sRGB; ink and paper
are not simulated.
"""

from functools import cache

from coloraide import Color

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
