"""The house style: colours, sizes, typeface, line widths, in one place.

Sizes on the page are millimetres, text sizes and line widths are points.
"""

from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from matplotlib.colors import to_hex, to_rgb
from matplotlib.font_manager import FontProperties, fontManager

from poles_geo.errors import ChoiceError

MM = 72 / 25.4
"""Points in a millimetre."""

FAMILY = "Poles Geo Sans"
"""The embedded typeface: Source Sans 3 cut down to French print."""

FAINT = 0.48
"""Share of white in the colours of pôles that the map is not about."""
TINT = 0.62
"""Share of the ground's colour in the fill of a bassin: its symbol stays the darker."""
FAINT_TINT = 0.86
"""The same for the bassins that the map is not about."""


@cache
def register_typeface() -> None:
    """Make the embedded typeface known to matplotlib."""
    for face in faces():
        fontManager.addfont(face)


def faces() -> list[Path]:
    """Return the files of the embedded typeface."""
    return sorted(Path(str(files("poles_geo") / "data" / "polices")).glob("*.ttf"))


@dataclass(frozen=True)
class Style:
    """Everything that a map may look like; ``dataclasses.replace`` makes another.

    Attributes
    ----------
    rangs : mapping of int to colour
        One colour a rank, the strongest the darkest.
    page : {"a4", "demi-page", "diapositive"}
        Format of the page.
    symbole_10000 : float
        Diameter, in mm, of the circle of 10 000 professionals: the area of every other is in
        proportion.
    bornes_symboles : tuple of float
        Bounds, in professionals, between classes of size: the circles of a class are all alike,
        as large as that of its lower bound, or of half the first bound. None: no classes.
    ecart_etiquette : float
        How far, in mm, a label may go from its symbol before it is left out.
    ecart_principal : float
        The same for pôles of rank 1 or 2.
    """

    page: str = "a4"
    rangs: MappingProxyType[int, str] = field(
        default_factory=lambda: MappingProxyType(
            {1: "#5b0e3c", 2: "#c22f4a", 3: "#f08a4b", 4: "#fbd36b"}
        )
    )
    statuts: tuple[str, ...] = ("#0b4f6c", "#2f86a6", "#8cc0cf", "#d3e6ea")
    encre: str = "#22262b"
    gris: str = "#6b7178"
    mer: str = "#e3eef5"
    etranger: str = "#eceae6"
    pays: str = "#fbfaf8"
    voisinage: str = "#f2f0ec"
    trait_cote: str = "#9db4c3"
    trait_frontiere: str = "#b9b4aa"
    trait_region: str = "#8d8a84"
    trait_departement: str = "#bebab2"
    trait_epci: str = "#6d5f4b"
    trait_bassin: str = "#938b7f"
    trait_commune: str = "#d6d2ca"
    trait_lien: str = "#8fa3ad"
    fond_poles: str = "#dcd7ce"
    perimetre: str = "#1f6f8b"
    fond_perimetre: str = "#dcecf0"
    halo: str = "#ffffff"

    largeur_region: float = 0.7
    largeur_departement: float = 0.4
    largeur_epci: float = 0.9
    largeur_bassin: float = 0.3
    largeur_commune: float = 0.25
    largeur_cote: float = 0.35
    largeur_perimetre: float = 1.8
    largeur_cerne: float = 0.45
    largeur_halo: float = 1.6

    symbole_10000: float = 4.6
    bornes_symboles: tuple[float, ...] = ()
    ecart_etiquette: float = 13.0
    ecart_principal: float = 13.0
    cerne_blanc: float = 0.22

    titre: float = 16.0
    sous_titre: float = 9.5
    texte: float = 8.0
    note: float = 6.5
    etiquettes: MappingProxyType[int, float] = field(
        default_factory=lambda: MappingProxyType({1: 8.5, 2: 7.4, 3: 6.6, 4: 6.2})
    )

    def __post_init__(self) -> None:
        bounds = (0.0, *self.bornes_symboles)
        if not all(low < high for low, high in pairwise(bounds)):
            raise ChoiceError(
                f"style.bornes_symboles = {self.bornes_symboles!r} : des nombres positifs et "
                "croissants sont attendus."
            )

    def police(
        self, taille: float, *, gras: bool = False, italique: bool = False
    ) -> FontProperties:
        """Typeface at a size in points."""
        register_typeface()
        return FontProperties(
            family=FAMILY,
            size=taille,
            weight=600 if gras else 400,
            style="italic" if italique else "normal",
        )


def melange(colour: str, other: str, share: float) -> str:
    """Mix two colours: `share` of `other` in `colour`."""
    mixed = [
        a * (1 - share) + b * share for a, b in zip(to_rgb(colour), to_rgb(other), strict=True)
    ]
    return str(to_hex((mixed[0], mixed[1], mixed[2])))


def rank_colour(rang: int, style: Style, *, faint: bool = False) -> str:
    """Colour of a rank; lighter when the map is not about it."""
    return melange(style.rangs[rang], style.voisinage, FAINT) if faint else style.rangs[rang]


def tint(rang: int, style: Style, *, faint: bool = False) -> str:
    """Fill of the bassins of a rank."""
    if faint:
        return melange(style.rangs[rang], style.voisinage, FAINT_TINT)
    return melange(style.rangs[rang], style.pays, TINT)


STYLE_RAPPORT = Style()
"""The report's style: A4, colours on paper."""

STYLE_NOIR_ET_BLANC = replace(
    STYLE_RAPPORT,
    rangs=MappingProxyType({1: "#161616", 2: "#5c5c5c", 3: "#a6a6a6", 4: "#ececec"}),
    statuts=("#161616", "#5c5c5c", "#a6a6a6", "#ececec"),
    mer="#f2f2f2",
    etranger="#e6e6e6",
    pays="#ffffff",
    voisinage="#f4f4f4",
    trait_cote="#8f8f8f",
    trait_frontiere="#b0b0b0",
    trait_epci="#4d4d4d",
    trait_lien="#9a9a9a",
    fond_poles="#dadada",
    perimetre="#000000",
    fond_perimetre="#e0e0e0",
)
"""For a page printed in black and white."""

STYLE_DEMI_PAGE = replace(
    STYLE_RAPPORT,
    page="demi-page",
    symbole_10000=3.0,
    ecart_etiquette=3.2,
    ecart_principal=5.0,
    titre=13.0,
    sous_titre=8.5,
    texte=7.5,
    etiquettes=MappingProxyType({1: 7.5, 2: 6.8, 3: 6.2, 4: 6.0}),
)
"""For half an A4 page."""

STYLE_DIAPOSITIVE = replace(
    STYLE_RAPPORT,
    page="diapositive",
    symbole_10000=3.0,
    ecart_etiquette=3.2,
    ecart_principal=5.0,
    titre=18.0,
    sous_titre=11.0,
    etiquettes=MappingProxyType({1: 9.0, 2: 7.8, 3: 7.0, 4: 6.6}),
)
"""For a slide of 16 by 9."""

AGRANDISSEMENT = {"region": 2.0, "regions": 1.4}
"""Diameter of the circles against those of the national map: one region, several."""


def regional(style: Style, *, plusieurs: bool = False) -> Style:
    """Return the same style for maps of one or several regions: larger circles and names."""
    return replace(
        style,
        symbole_10000=style.symbole_10000 * AGRANDISSEMENT["regions" if plusieurs else "region"],
        etiquettes=MappingProxyType(
            {rang: size + (1 if plusieurs else 2) for rang, size in style.etiquettes.items()}
        ),
    )
