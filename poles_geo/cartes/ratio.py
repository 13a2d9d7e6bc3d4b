"""A ratio by area: classed, filled from light to dark, explained in its legend.

A ratio only (per inhabitant, a share): a number of persons is shown by circles, not by a fill.
"""

import re
import warnings
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from coloraide import Color
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from poles_geo.cartes import fonds, legende
from poles_geo.cartes.axes import Dessin, map_axes, panel_axes
from poles_geo.cartes.classes import Classes, classify_ratio
from poles_geo.cartes.etendues import Zone, extent_named
from poles_geo.cartes.style import STYLE_RAPPORT, Style, melange
from poles_geo.cartes.textes import RATIO, wrapped
from poles_geo.errors import Faults, TableError
from poles_geo.typographie import accorde, imprime, nombre, ponctue

CLAIR = 0.86
"""Share of the ground's colour in the lightest class."""
HACHURES = "//////"
STOCKS = re.compile(r"(effectif|population|habitants?|nombre|nb|total)s?(_.*)?", re.IGNORECASE)
"""Names of columns that count, and are no ratio."""
CASE = 7.0
"""Width of a box of the legend, in mm."""


@dataclass(frozen=True)
class Case:
    """A box of the legend: what it says, how many areas it has, how they are filled."""

    texte: str
    aires: int
    couleur: str
    options: dict[str, Any] = field(default_factory=dict)


PANNEAU = (78.0, 120.0)
"""Width and height, in mm, of the panel that a legend makes when it has no axes."""


@dataclass(frozen=True)
class Ratio:
    """A ratio by area, classed.

    Attributes
    ----------
    aires : GeoSeries
        Polygons of the map, EPSG:2154, index their code.
    rangs : Series of int
        Class of each area that has one, 0 for the lowest.
    classes : Classes
    hors, manquantes : Index
        Codes of the areas that the ratio does not concern, and of those without a value.
    entier : bool
        The areas are all those of the table, not those of a zone.
    """

    aires: gpd.GeoSeries
    rangs: "pd.Series[int]"
    classes: Classes
    hors: pd.Index
    manquantes: pd.Index
    entier: bool


def class_ratio(
    aires: gpd.GeoDataFrame,
    valeurs: pd.Series,
    *,
    methode: str | Sequence[float] = "Quantiles",
    classes: int | None = None,
    zone: Zone | None = None,
    hors: Collection[str] = (),
) -> Ratio:
    """Check a ratio and class it.

    Parameters and errors as :func:`poles_geo.map_ratio`.
    """
    drawn, numbers = check_ratio(aires, valeurs, hors)
    if zone is not None:
        inside = gpd.GeoSeries(shapely.point_on_surface(drawn.to_numpy()), drawn.index, crs=2154)
        drawn = gpd.GeoSeries(drawn[inside.within(extent_named(zone).aire)])
    concerned = ~drawn.index.isin(list(hors))
    known = numbers.reindex(drawn.index[concerned]).dropna()
    if known.empty:
        raise TableError(
            "valeurs : aucune aire de la carte n'en a ; vérifier la zone et les codes."
        )
    found = classify_ratio(known, methode, classes)
    return Ratio(
        drawn,
        pd.Series(found.of(known), index=known.index),
        found,
        drawn.index[~concerned],
        drawn.index[concerned].difference(known.index),
        zone is None,
    )


def draw_ratio(ratio: Ratio, *, ax: Axes | None = None, style: Style = STYLE_RAPPORT) -> Dessin:
    """Fill areas by the class of their ratio, hatch those without a value, outline them all.

    Parameters
    ----------
    ratio : Ratio
        As :func:`class_ratio` gives it.
    ax : Axes, optional
        The map, in metres of Lambert 93. By default, new axes framed around the areas.
    style : Style
        The darkest class has the colour of the strongest rank.

    Returns
    -------
    Dessin
        Fills of the classes, the lowest first, of the areas without class, then outlines.

    Raises
    ------
    ChoiceError
        Axes that are no map.
    """
    ax, cadre = map_axes(ax, fonds.bounds_of(ratio.aires), style)
    shown = fonds.at_scale(ratio.aires, cadre)

    def fill(codes: pd.Index, colour: str, **options: Any) -> Artist:
        members = gpd.GeoSeries(shown[shown.index.isin(codes)])
        return fonds.fill(ax, members, colour, zorder=2.4, **options)

    drawn = [
        fill(ratio.rangs.index[ratio.rangs == k], colour, gid=f"{RATIO}-{k}")
        for k, colour in enumerate(colours(len(ratio.classes), style))
    ]
    if not ratio.entier:  # otherwise the whole land has their colour
        drawn.append(fill(ratio.hors, style.pays))
    drawn.append(fill(ratio.manquantes, style.pays, **_hatched(style)))
    drawn += fonds.outline(ax, shown, style.trait_bassin, style.largeur_bassin, zorder=2.9)
    return Dessin(ax, tuple(drawn))


def draw_ratio_legend(
    ratio: Ratio,
    unite: str,
    lignes: Sequence[legende.Trait] = (),
    *,
    nom_hors: str = "Hors pôle",
    ax: Axes | None = None,
    style: Style = STYLE_RAPPORT,
) -> Dessin:
    """Draw the legend: classes, areas without class, lines.

    Side by side in a panel of 186 mm or more, one under the other in a narrower one.

    Parameters
    ----------
    ratio : Ratio
        As :func:`class_ratio` gives it.
    unite : str
        What the numbers are, over the classes.
    lignes : sequence of Trait
        Lines that the map shows.
    nom_hors : str
        Name of the areas that the ratio does not concern.
    ax : Axes, optional
        Axes of its own, which become a panel without frame, in mm. By default, a new panel.
    style : Style

    Raises
    ------
    ChoiceError
        Axes that show a map.
    """
    found = ratio.classes
    counts = np.bincount(ratio.rangs, minlength=len(found)).tolist()
    ramp = colours(len(found), style)
    cases = [
        Case(text, count, colour)
        for text, count, colour in zip(found.texts(), counts, ramp, strict=True)
    ][::-1]
    besides = [
        box
        for box in (
            Case(nom_hors, len(ratio.hors), style.pays),
            Case("Pas de données", len(ratio.manquantes), style.pays, _hatched(style)),
        )
        if box.aires
    ]
    panel, wide, high = panel_axes(ax, *PANNEAU)
    before = panel.get_children()
    beside, top = wide >= legende.COTE_A_COTE, high - 3
    y = top
    heading = style.police(style.texte, gras=True)
    for line in wrapped(imprime(unite), heading, 78.0 if beside else wide):
        y = legende.draw_heading(panel, 0, y, line, style) + 2.6
    fewer = f" au lieu de {found.demandees}" if len(found) < found.demandees else ""
    notes = (found.methode, f"{len(found)} classes{fewer} (nombre d'aires)")
    for row, note in enumerate(notes):
        legende.write(panel, 0, y - 2.0 - 3.1 * row, note, style, faible=True)
    first = y - 10.0
    y = _draw_boxes(panel, 0, first, cases, style)
    if beside:
        _draw_boxes(panel, 82, first, besides, style)
        legende.draw_lines(panel, 138, top, lignes, style)
    else:
        y = _draw_boxes(panel, 0, y - 1.6, besides, style)
        legende.draw_lines(panel, 0, y - 1, lignes, style)
    drawn = [artist for artist in panel.get_children() if artist not in before]
    return Dessin(panel, tuple(drawn))


def check_ratio(
    aires: gpd.GeoDataFrame, valeurs: pd.Series, hors: Collection[str] = ()
) -> tuple[gpd.GeoSeries, "pd.Series[float]"]:
    """Return the polygons of metropolitan France and the numbers, or say what is wrong.

    Raises
    ------
    TableError
        With every fault: other projection, code repeated or unknown, text, infinite number,
        no number at all, a number of persons.

    Warns
    -----
    UserWarning
        When areas with a value have no polygon in metropolitan France, or values look like
        numbers of persons.
    """
    faults = Faults("ratio à cartographier")
    if not isinstance(valeurs, pd.Series):
        raise TableError(
            f"valeurs : une colonne (Series) est attendue, trouvé {type(valeurs).__name__} ; "
            "table['colonne'] en est une."
        )
    if aires.crs is None or aires.crs.to_epsg() != 2154:
        faults.add(f"projection attendue : EPSG:2154 (Lambert 93) ; trouvée : {aires.crs}")
    for name, index in (("aires", aires.index), ("valeurs", valeurs.index)):
        if index.has_duplicates:
            faults.add(f"{name} : code répété", index[index.duplicated()])
    for name, codes in (("valeurs", valeurs.index), ("hors", pd.Index(list(hors)))):
        unknown = codes[~codes.isin(aires.index)]
        if len(unknown):
            known = ", ".join(map(str, aires.index[:3]))
            faults.add(f"{name} : code qui n'est pas celui d'une aire ({known}…)", unknown)
    wrong = valeurs.map(lambda value: isinstance(value, str | bool | complex)).astype(bool)
    if wrong.any():
        faults.add("valeurs : un nombre est attendu", valeurs.index[wrong])
        faults.raise_if_any()
    numbers = pd.to_numeric(valeurs, errors="coerce").astype("float64")
    if np.isinf(numbers).any():
        faults.add(
            "valeurs : nombre infini (une division par zéro ?)", numbers.index[np.isinf(numbers)]
        )
    if numbers.isna().all():
        faults.add("valeurs : aucune n'est connue")
    elif STOCKS.fullmatch(str(valeurs.name)) and _whole(numbers):
        faults.add(
            f"valeurs : « {valeurs.name} » est un nombre, non un ratio ; le montrer par des "
            "cercles (pg.map_national), ou le diviser par une population"
        )
    faults.raise_if_any()
    if _whole(numbers) and numbers.abs().max() > 100:
        warnings.warn(
            ponctue(
                "valeurs : toutes entières ; si ce sont des nombres de personnes, les montrer par "
                "des cercles (pg.map_national) ou les diviser par une population."
            ),
            stacklevel=3,
        )
    areas = aires.geometry
    frame = shapely.box(*fonds.base().regions.total_bounds)
    here = ~areas.isna() & ~areas.is_empty & areas.intersects(frame)
    lost = areas.index[~here].intersection(numbers.dropna().index)
    if len(lost):
        listed = ", ".join(map(str, lost[:10]))
        warnings.warn(
            f"{accorde(len(lost), 'aire')} sans polygone en métropole, hors de la "
            f"carte ({listed}).",
            stacklevel=3,
        )
    return gpd.GeoSeries(areas[here]), numbers


def _whole(numbers: "pd.Series[float]") -> bool:
    known = numbers.dropna()
    return bool((known == known.round()).all())


def colours(count: int, style: Style) -> list[str]:
    """Colours of classes, the lowest first: even steps of lightness to the strongest rank's."""
    dark = style.rangs[min(style.rangs)]
    light = melange(dark, style.pays, CLAIR)
    steps = Color.steps([light, dark], steps=count, space="lab-d65", out_space="srgb")
    return [step.to_string(hex=True) for step in steps]


def _hatched(style: Style) -> dict[str, Any]:
    return {"edgecolor": style.gris, "linewidth": 0, "hatch": HACHURES}


def _draw_boxes(panel: Axes, x: float, y: float, boxes: Sequence[Case], style: Style) -> float:
    """Draw boxes one under the other, those of classes touching; return what is under them."""
    for box in boxes:
        panel.add_patch(
            Rectangle(
                (x, y - legende.ROW / 2),
                CASE,
                legende.ROW,
                **{
                    "facecolor": box.couleur,
                    "edgecolor": style.trait_bassin,
                    "linewidth": style.largeur_bassin,
                    "clip_on": False,
                    **box.options,
                },
            )
        )
        legende.write(panel, x + CASE + 2.2, y, f"{box.texte} ({nombre(box.aires)})", style)
        y -= legende.ROW if not box.options else legende.ROW + 1.2
    return y
