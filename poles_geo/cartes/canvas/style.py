"""The house style: colours, sizes, typeface, line widths, in one place.

Sizes on the page are millimetres, text sizes and line widths are points.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np
from matplotlib.colors import is_color_like, to_hex, to_rgb
from matplotlib.font_manager import FontProperties

from poles_geo.cartes.canvas.typeface import FAMILY, families
from poles_geo.doors import check_fields
from poles_geo.errors import ChoiceError, Faults
from poles_geo.palette import BASSIN_LINE, INK, LAND, RANK_COLOURS
from poles_geo.typography import french_number

MM = 72 / 25.4
"""Points in a millimetre."""

LEAST_CONTRAST = 4.0
"""Contrast of a text with the paper, at least."""
FAINT, FAINT_OF_MANY = 0.48, 0.30
"""Share of the ground's colour in those of pôles that the map is not about: of four ranks at most,
of more, whose colours are nearer."""
FEW_RANKS = 4
LIGHTER = 0.5
"""Share of white in the last colour of more than four ranks."""
TINT = 0.62
"""Share of the ground's colour in the fill of a bassin: its symbol stays the darker."""
RIM = 0.3
"""Share of the ink in the outline of the bassins of a rank, over the colour of their fill."""
FAINT_TINT, FAINT_GREY = 0.86, 0.6
"""The same for the bassins that the map is not about: of a colour, and of a tint of its own."""

USUAL_TITLE = 16.0
"""Size of a title, in points, that fills the title block of a page."""


@dataclass(frozen=True, repr=False)
class Style:
    """Everything that a map may look like; ``dataclasses.replace`` makes another.

    Attributes
    ----------
    rank_colours : mapping of int to colour
        One colour a rank, the strongest the darkest; with more ranks, spread over them.
    page : str
        Format of the page: "a4", "a3", "half-page", "slide", or width by height in mm, "400x300".
    legend : {"auto", "panel", "band", "map"}
        Where the legend is: beside the map, in a band under it, or over it where it hides nothing
        of what the map is about; "auto" takes what fills the page best.
    typeface : str
        A family known to this machine, or a file (.ttf, .otf); that of the package by default,
        which also gives the signs that another lacks.
    progress_colours : tuple of colour
        From the most advanced statut of structures to the least; spread over more, or fewer.
    nature_colours : tuple of colour
        One a nature of structures, when they have no statut.
    bassin_tints : tuple of colour
        Fills of the bassins of each rank, spread as `rank_colours`; by default, these, lighter.
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
    legend: str = "auto"
    typeface: str = FAMILY
    rank_colours: MappingProxyType[int, str] = field(
        default_factory=lambda: MappingProxyType(dict(enumerate(RANK_COLOURS, 1)))
    )
    progress_colours: tuple[str, ...] = ("#0b4f6c", "#2f86a6", "#8cc0cf", "#d3e6ea")
    nature_colours: tuple[str, ...] = (
        "#0b4f6c", "#d9623b", "#e3b23c", "#7b4b94", "#5aa469", "#6b7178",
    )  # fmt: skip
    bassin_tints: tuple[str, ...] = ()
    ink: str = INK
    grey: str = "#6b7178"
    sea: str = "#e3eef5"
    abroad: str = "#eceae6"
    land: str = LAND
    around: str = "#f2f0ec"
    coast_colour: str = "#9db4c3"
    frontier_colour: str = "#b9b4aa"
    region_colour: str = "#5f5a53"
    departement_colour: str = "#8f887e"
    epci_colour: str = "#6d5f4b"
    bassin_colour: str = BASSIN_LINE
    commune_colour: str = "#d6d2ca"
    link_colour: str = "#8fa3ad"
    poles_fill: str = "#dcd7ce"
    perimeter_colour: str = "#1f6f8b"
    perimeter_fill: str = "#dcecf0"
    zone_colour: str = "#24211d"
    halo: str = "#ffffff"

    region_width: float = 0.8
    departement_width: float = 0.45
    epci_width: float = 0.9
    bassin_width: float = 0.3
    commune_width: float = 0.25
    coast_width: float = 0.35
    perimeter_width: float = 1.8
    zone_width: float = 1.4
    ring_width: float = 0.45
    hollow_width: float = 0.9
    halo_width: float = 1.6

    symbol_10000: float = 4.6
    symbol_bounds: tuple[float, ...] = ()
    label_gap: float = 13.0
    main_label_gap: float = 13.0
    white_ring: float = 0.22

    title: float = USUAL_TITLE
    subtitle: float = 9.5
    text: float = 8.0
    note: float = 6.5
    label_sizes: MappingProxyType[int, float] = field(
        default_factory=lambda: MappingProxyType({1: 8.5, 2: 7.4, 3: 6.6, 4: 6.2})
    )

    def __post_init__(self) -> None:
        check_fields(self)
        bounds = (0.0, *self.symbol_bounds)
        if not all(low < high for low, high in pairwise(bounds)):
            raise ChoiceError(
                f"style.symbol_bounds = {self.symbol_bounds!r} : des nombres positifs et "
                "croissants sont attendus."
            )
        self._check_colours()
        families(self.typeface)

    def _check_colours(self) -> None:
        """Refuse what is no colour, and texts that hardly show on the ground."""
        faults = Faults("style")
        colours: dict[str, Iterable[str]] = {
            name: (getattr(self, name),) for name in sorted(_colour_names())
        }
        colours["rank_colours"] = self.rank_colours.values()
        colours["progress_colours"] = self.progress_colours
        colours["nature_colours"] = self.nature_colours
        colours["bassin_tints"] = self.bassin_tints
        for name, values in colours.items():
            wrong = [repr(value) for value in values if not is_color_like(value)]
            if wrong:
                expected = "une couleur est attendue, comme « #5b0e3c »"
                faults.add(f"{name} : {expected} ; trouvé : {', '.join(wrong)}")
        faults.raise_if_any(ChoiceError)
        for name in ("ink", "grey"):
            found = contrast(getattr(self, name), self.halo)
            if found < LEAST_CONTRAST:
                faults.add(
                    f"{name} : contraste de {french_number(found, 1)} sur le papier ; "
                    f"{french_number(LEAST_CONTRAST)} au moins est attendu pour lire un texte"
                )
        faults.raise_if_any(ChoiceError)

    def __repr__(self) -> str:
        usual = type(self)()
        own = (f.name for f in fields(self) if getattr(self, f.name) != getattr(usual, f.name))
        return f"Style({', '.join(f'{name}=…' for name in own)})"

    def __getstate__(self) -> dict[str, Any]:
        """Give plain mappings, which another process can be given."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: dict(value) if isinstance(value, MappingProxyType) else value
            for name, value in values.items()
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            kept = MappingProxyType(value) if isinstance(value, dict) else value
            object.__setattr__(self, name, kept)

    @property
    def head_scale(self) -> float:
        """Height of the title block of a page over that of a title of 16 points, 1 at most."""
        return min(1.0, self.title / USUAL_TITLE)

    def font(self, size: float, *, bold: bool = False, italic: bool = False) -> FontProperties:
        """Typeface at a size in points."""
        return _font(self.typeface, size, bold, italic)


@cache
def _font(typeface: str, size: float, bold: bool, italic: bool) -> FontProperties:
    return FontProperties(
        family=list(families(typeface)),
        size=size,
        weight=(600 if typeface == FAMILY else 700) if bold else 400,
        style="italic" if italic else "normal",
    )


@cache
def _colour_names() -> frozenset[str]:
    texts = [one.name for one in fields(Style) if one.name.endswith("_colour")]
    return frozenset([*texts, "ink", "grey", "sea", "abroad", "land", "around", "halo"])


def contrast(colour: str, ground: str) -> float:
    """Contrast of a text on a ground, from 1 to 21 (W3C, WCAG 2.1)."""
    high, low = sorted((luminance(colour), luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of a colour, from 0 to 1 (W3C, WCAG 2.1)."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(colour)
    ]
    return float(np.dot(parts, (0.2126, 0.7152, 0.0722)))


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

    Colours of more ranks than it has are taken along its own, from the first to a lighter last,
    which stays darker than what is around the subject: a faint circle is told apart there. The
    last ranks have its smallest names.
    """
    own = [style.rank_colours[rang] for rang in sorted(style.rank_colours)]
    if count <= len(own):
        return style
    last = mixed(own[-1], style.halo, LIGHTER)
    if sum(to_rgb(last)) >= sum(to_rgb(style.around)):
        last = own[-1]
    colours = dict(enumerate(_spread([*own[:-1], last], count), 1))
    smallest = min(style.label_sizes.values())
    sizes = {rang: style.label_sizes.get(rang, smallest) for rang in colours}
    return replace(
        style,
        rank_colours=MappingProxyType(colours),
        bassin_tints=_spread(style.bassin_tints, count),
        label_sizes=MappingProxyType(sizes),
    )


def _spread(colours: Sequence[str], count: int) -> tuple[str, ...]:
    """Take so many colours along those given, from the first to the last; none of none."""
    if not colours:
        return ()
    places = np.linspace(0, len(colours) - 1, count)
    channels = [
        np.interp(places, range(len(colours)), part)
        for part in zip(*map(to_rgb, colours), strict=True)
    ]
    return tuple(to_hex(rgb) for rgb in zip(*channels, strict=True))


def tint(rang: int, style: Style, *, faint: bool = False) -> str:
    """Fill of the bassins of a rank."""
    if style.bassin_tints:
        own = _spread(style.bassin_tints, max(style.rank_colours))[rang - 1]
        return mixed(own, style.around, FAINT_GREY) if faint else own
    if faint:
        return mixed(style.rank_colours[rang], style.around, FAINT_TINT)
    return mixed(style.rank_colours[rang], style.land, TINT)


CIRCLE_RIM, CIRCLE_CONTRAST = 0.35, 2.5
"""Least share of black in the outline of a circle, and its least contrast on the lightest tint."""
MARK_RIM, MARK_CONTRAST = 0.35, 3.0
"""Least share of black in the outline of a mark, and its least contrast (W3C, WCAG 2.1, 1.4.11)."""


def rim(fill: str, style: Style) -> str:
    """Outline of the bassins of a rank, over their fill."""
    return mixed(fill, style.ink, RIM)


def circle_rim(colour: str, style: Style) -> str:
    """Outline of a circle, dark enough for a light one to be seen on a bassin of its rank."""
    ground = tint(max(style.rank_colours), style)
    return _darkened(colour, CIRCLE_RIM, [ground], CIRCLE_CONTRAST)


def mark_rim(colour: str, style: Style) -> str:
    """Outline of a mark, dark enough to be seen on the land and on the pôles that lie under."""
    grounds = (style.land, style.halo, style.poles_fill)
    return _darkened(colour, MARK_RIM, grounds, MARK_CONTRAST)


def _darkened(colour: str, least: float, grounds: Sequence[str], needed: float) -> str:
    """Mix black in a colour, from a least share on, until its contrast on grounds is enough."""
    rims = (mixed(colour, "#000000", min(least + step / 20, 1.0)) for step in range(14))
    seen = (one for one in rims if min(contrast(one, ground) for ground in grounds) >= needed)
    return next(seen, "#000000")


STYLE_REPORT = Style()
"""The report's style: A4, colours on paper."""

STYLE_BLACK_AND_WHITE = replace(
    STYLE_REPORT,
    rank_colours=MappingProxyType({1: "#161616", 2: "#5c5c5c", 3: "#a6a6a6", 4: "#ececec"}),
    progress_colours=("#161616", "#5c5c5c", "#a6a6a6", "#ececec"),
    bassin_tints=("#8c8c8c", "#a7a7a7", "#c4c4c4", "#dddddd"),
    nature_colours=("#161616", "#a6a6a6", "#ececec", "#5c5c5c", "#cfcfcf", "#7d7d7d"),
    sea="#eeeeee",
    abroad="#e6e6e6",
    land="#ffffff",
    around="#f5f5f5",
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
    main_label_gap=13.0,
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
    main_label_gap=13.0,
    title=18.0,
    subtitle=11.0,
    label_sizes=MappingProxyType({1: 8.2, 2: 7.0, 3: 6.4, 4: 6.1}),
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
