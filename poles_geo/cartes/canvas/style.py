"""The house style: colours, sizes, typeface, line widths, in one place.

Sizes on the page are millimetres, text sizes and line widths are points.
"""

from dataclasses import dataclass, field, fields, replace
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from matplotlib.colors import to_hex, to_rgb
from matplotlib.font_manager import FontProperties

from poles_geo.cartes.canvas.typeface import FAMILY, register_typeface
from poles_geo.errors import ChoiceError

MM = 72 / 25.4
"""Points in a millimetre."""

FAINT, FAINT_OF_MANY = 0.48, 0.30
"""Share of the ground's colour in those of pôles that the map is not about: of four ranks at most,
of more, whose colours are nearer."""
FEW_RANKS = 4
LIGHTER = 0.5
"""Share of white in the last colour of more than four ranks."""
TINT = 0.62
"""Share of the ground's colour in the fill of a bassin: its symbol stays the darker."""
FAINT_TINT = 0.86
"""The same for the bassins that the map is not about."""


@dataclass(frozen=True, repr=False)
class Style:
    """Everything that a map may look like; ``dataclasses.replace`` makes another.

    Attributes
    ----------
    rank_colours : mapping of int to colour
        One colour a rank, the strongest the darkest; with more ranks, spread over them.
    page : {"a4", "half-page", "slide"}
        Format of the page.
    symbol_10000 : float
        Diameter, in mm, of the circle of 10 000 professionals: the area of every other is in
        proportion.
    symbol_bounds : tuple of float
        Bounds, in professionals, between classes of size: the circles of a class are all alike,
        as large as that of its lower bound, or of half the first bound. None: no classes.
    label_gap : float
        How far, in mm, a label may go from its symbol before it is left out.
    main_label_gap : float
        The same for pôles of rank 1 or 2.
    """

    page: str = "a4"
    rank_colours: MappingProxyType[int, str] = field(
        default_factory=lambda: MappingProxyType(
            {1: "#5b0e3c", 2: "#c22f4a", 3: "#f08a4b", 4: "#fbd36b"}
        )
    )
    progress_colours: tuple[str, ...] = ("#0b4f6c", "#2f86a6", "#8cc0cf", "#d3e6ea")
    ink: str = "#22262b"
    grey: str = "#6b7178"
    sea: str = "#e3eef5"
    abroad: str = "#eceae6"
    land: str = "#fbfaf8"
    around: str = "#f2f0ec"
    coast_colour: str = "#9db4c3"
    frontier_colour: str = "#b9b4aa"
    region_colour: str = "#8d8a84"
    departement_colour: str = "#bebab2"
    epci_colour: str = "#6d5f4b"
    bassin_colour: str = "#938b7f"
    commune_colour: str = "#d6d2ca"
    link_colour: str = "#8fa3ad"
    poles_fill: str = "#dcd7ce"
    perimeter_colour: str = "#1f6f8b"
    perimeter_fill: str = "#dcecf0"
    halo: str = "#ffffff"

    region_width: float = 0.7
    departement_width: float = 0.4
    epci_width: float = 0.9
    bassin_width: float = 0.3
    commune_width: float = 0.25
    coast_width: float = 0.35
    perimeter_width: float = 1.8
    ring_width: float = 0.45
    halo_width: float = 1.6

    symbol_10000: float = 4.6
    symbol_bounds: tuple[float, ...] = ()
    label_gap: float = 13.0
    main_label_gap: float = 13.0
    white_ring: float = 0.22

    title: float = 16.0
    subtitle: float = 9.5
    text: float = 8.0
    note: float = 6.5
    label_sizes: MappingProxyType[int, float] = field(
        default_factory=lambda: MappingProxyType({1: 8.5, 2: 7.4, 3: 6.6, 4: 6.2})
    )

    def __post_init__(self) -> None:
        bounds = (0.0, *self.symbol_bounds)
        if not all(low < high for low, high in pairwise(bounds)):
            raise ChoiceError(
                f"style.symbol_bounds = {self.symbol_bounds!r} : des nombres positifs et "
                "croissants sont attendus."
            )

    def __repr__(self) -> str:
        usual = type(self)()
        own = (f.name for f in fields(self) if getattr(self, f.name) != getattr(usual, f.name))
        return f"Style({', '.join(f'{name}=…' for name in own)})"

    def font(self, size: float, *, bold: bool = False, italic: bool = False) -> FontProperties:
        """Typeface at a size in points."""
        register_typeface()
        return FontProperties(
            family=FAMILY,
            size=size,
            weight=600 if bold else 400,
            style="italic" if italic else "normal",
        )


def mixed(colour: str, other: str, share: float) -> str:
    """Mix two colours: `share` of `other` in `colour`."""
    mixed = [
        a * (1 - share) + b * share for a, b in zip(to_rgb(colour), to_rgb(other), strict=True)
    ]
    return str(to_hex((mixed[0], mixed[1], mixed[2])))


def rank_colour(rang: int, style: Style, *, faint: bool = False) -> str:
    """Colour of a rank; lighter when the map is not about it."""
    colour = style.rank_colours[rang]
    share = FAINT if len(style.rank_colours) <= FEW_RANKS else FAINT_OF_MANY
    return mixed(colour, style.around, share) if faint else colour


def for_ranks(style: Style, count: int) -> Style:
    """Return the style with a colour and a size of names for each of so many ranks.

    Colours of more ranks than it has are taken along its own, from the first to a lighter last;
    the last ranks have its smallest names.
    """
    own = [style.rank_colours[rang] for rang in sorted(style.rank_colours)]
    if count <= len(own):
        return style
    ramp = [*own[:-1], mixed(own[-1], style.halo, LIGHTER)]
    places = np.linspace(0, len(ramp) - 1, count)
    channels = [
        np.interp(places, range(len(ramp)), part) for part in zip(*map(to_rgb, ramp), strict=True)
    ]
    colours = {rang: to_hex(rgb) for rang, rgb in enumerate(zip(*channels, strict=True), 1)}
    smallest = min(style.label_sizes.values())
    sizes = {rang: style.label_sizes.get(rang, smallest) for rang in colours}
    return replace(
        style, rank_colours=MappingProxyType(colours), label_sizes=MappingProxyType(sizes)
    )


def tint(rang: int, style: Style, *, faint: bool = False) -> str:
    """Fill of the bassins of a rank."""
    if faint:
        return mixed(style.rank_colours[rang], style.around, FAINT_TINT)
    return mixed(style.rank_colours[rang], style.land, TINT)


STYLE_REPORT = Style()
"""The report's style: A4, colours on paper."""

STYLE_BLACK_AND_WHITE = replace(
    STYLE_REPORT,
    rank_colours=MappingProxyType({1: "#161616", 2: "#5c5c5c", 3: "#a6a6a6", 4: "#ececec"}),
    progress_colours=("#161616", "#5c5c5c", "#a6a6a6", "#ececec"),
    sea="#f2f2f2",
    abroad="#e6e6e6",
    land="#ffffff",
    around="#f4f4f4",
    coast_colour="#8f8f8f",
    frontier_colour="#b0b0b0",
    epci_colour="#4d4d4d",
    link_colour="#9a9a9a",
    poles_fill="#dadada",
    perimeter_colour="#000000",
    perimeter_fill="#e0e0e0",
)
"""For a page printed in black and white."""

STYLE_HALF_PAGE = replace(
    STYLE_REPORT,
    page="half-page",
    symbol_10000=3.0,
    label_gap=3.2,
    main_label_gap=5.0,
    title=13.0,
    subtitle=8.5,
    text=7.5,
    label_sizes=MappingProxyType({1: 7.5, 2: 6.8, 3: 6.2, 4: 6.0}),
)
"""For half an A4 page."""

STYLE_SLIDE = replace(
    STYLE_REPORT,
    page="slide",
    symbol_10000=3.0,
    label_gap=3.2,
    main_label_gap=5.0,
    title=18.0,
    subtitle=11.0,
    label_sizes=MappingProxyType({1: 9.0, 2: 7.8, 3: 7.0, 4: 6.6}),
)
"""For a slide of 16 by 9."""

ENLARGEMENT = {"region": 2.0, "regions": 1.4}
"""Diameter of the circles against those of the national map: one region, several."""


def regional(style: Style, *, several: bool = False) -> Style:
    """Return the same style for maps of one or several regions: larger circles and names."""
    return replace(
        style,
        symbol_10000=style.symbol_10000 * ENLARGEMENT["regions" if several else "region"],
        label_sizes=MappingProxyType(
            {rang: size + (1 if several else 2) for rang, size in style.label_sizes.items()}
        ),
    )
