"""The choropleth: a ratio by area, in classes, from light to dark.

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
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from poles_geo.cartes import fonds, legende
from poles_geo.cartes.carte import Carte
from poles_geo.cartes.classes import Classes, classify_ratio
from poles_geo.cartes.echelle import draw_scale
from poles_geo.cartes.etendues import Zone, extent_named
from poles_geo.cartes.noms import draw_area_names
from poles_geo.cartes.page import FONDS, Page
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


def map_ratio(
    aires: gpd.GeoDataFrame,
    valeurs: pd.Series,
    *,
    titre: str,
    unite: str,
    methode: str | Sequence[float] = "Quantiles",
    classes: int | None = None,
    zone: Zone | None = None,
    hors: Collection[str] = (),
    nom_hors: str = "Hors pôle",
    maille: str = "bassin de vie",
    style: Style = STYLE_RAPPORT,
) -> Carte:
    """Draw a ratio by area: a choropleth.

    Parameters
    ----------
    aires : GeoDataFrame
        Polygons (EPSG:2154), index their code: bassins as :func:`read_bassins` gives them, or
        any other areas.
    valeurs : Series
        The ratio (per inhabitant, a share in %…), index codes of `aires`. Areas of the map
        without a value are hatched, « pas de données ». Its `attrs` source, date and attribution
        are printed at the foot of the page.
    titre : str
    unite : str
        What the numbers are, over the legend: « Infirmiers pour 1 000 habitants ».
    methode : str or sequence of float
        A classification of mapclassify: "Quantiles", "FisherJenks", "NaturalBreaks" (computed
        as FisherJenks, which has no randomness), "EqualInterval", "StdMean", "HeadTailBreaks";
        its bounds are rounded to two digits. Or bounds between classes, kept as they are: the
        same for all maps that are to be compared. A class goes from its lower bound, included,
        to the next, excluded.
    classes : int, optional
        Number of classes, 2 to 9, 5 by default; "StdMean", "HeadTailBreaks" and bounds have
        their own.
    zone : optional
        Area that the page frames, as for :func:`map_zone`; areas whose inner point is outside
        are neither filled, nor classed, nor counted. By default, all the areas.
    hors : collection of codes
        Areas that the ratio does not concern, such as those that are no pôle: they have a fill
        and a row of their own, `nom_hors`; a value that they may have is not shown.
    maille : str
        What the areas are, in the singular.
    style : Style
        The darkest class has the colour of the strongest rank.

    Raises
    ------
    TableError
        With every fault of the tables; a number of persons; values that cannot be classed.
    ChoiceError
        Unknown method or area, wrong number of classes, bounds that do not increase.

    Warns
    -----
    UserWarning
        When there are fewer classes than asked for; when values look like numbers of persons;
        when areas with a value have no polygon in metropolitan France.
    """
    drawn, numbers = check_ratio(aires, valeurs, hors)
    extent = None if zone is None else extent_named(zone)
    if extent is not None:
        inside = gpd.GeoSeries(shapely.point_on_surface(drawn.to_numpy()), drawn.index, crs=2154)
        drawn = gpd.GeoSeries(drawn[inside.within(extent.aire)])
    concerned = ~drawn.index.isin(list(hors))
    known = numbers.reindex(drawn.index[concerned]).dropna()
    if known.empty:
        raise TableError(
            "valeurs : aucune aire de la carte n'en a ; vérifier la zone et les codes."
        )
    found = classify_ratio(known, methode, classes)
    ramp = colours(len(found), style)

    page = Page((drawn.total_bounds if extent is None else extent.aire.bounds), style)
    regions = None if extent is None else extent.regions
    fonds.draw_land(page.axes, page.cadre, style, shown=regions, departements=False)
    shown = fonds.at_scale(drawn, page.cadre)
    rank = pd.Series(found.of(known), index=known.index)
    counts = np.bincount(rank, minlength=len(found)).tolist()
    for k, colour in enumerate(ramp):
        members = gpd.GeoSeries(shown[shown.index.isin(rank.index[rank == k])])
        fonds.fill(page.axes, members, colour, zorder=2.4, gid=f"{RATIO}-{k}")
    missing = drawn.index[concerned].difference(known.index)
    others = drawn.index[~concerned]
    besides = [
        Case(nom_hors, len(others), style.pays),
        Case("Pas de données", len(missing), style.pays, _hatched(style)),
    ]
    apart = others[:0] if extent is None else others  # the whole land has their colour
    for box, codes in zip(besides, (apart, missing), strict=True):
        members = gpd.GeoSeries(shown[shown.index.isin(codes)])
        fonds.fill(page.axes, members, box.couleur, zorder=2.4, **box.options)
    fonds.outline(page.axes, shown, style.trait_bassin, style.largeur_bassin, zorder=2.9)
    lines = [
        legende.Trait(f"{maille[:1].upper()}{maille[1:]}", style.trait_bassin, style.largeur_bassin)
    ]
    if extent is not None and not extent.regions:
        line = legende.Trait(
            extent.nom or "Périmètre de la carte", style.perimetre, style.largeur_perimetre
        )
        fonds.draw_line(page.axes, extent.aire.boundary, line.couleur, line.largeur, zorder=3.6)
        lines.append(line)

    parts = shapely.bounds(shapely.get_parts(shown.to_numpy()))
    boxes = page.cadre.to_mm(parts.reshape(-1, 2)).reshape(-1, 4)
    taken = draw_scale(page.axes, page.cadre, style, boxes)
    for areas in fonds.names_around(page.cadre, regions):
        taken, _ = draw_area_names(page.axes, areas, page.cadre, style, taken=taken)
    dated = f", {valeurs.attrs['date']}" if "date" in valeurs.attrs else ""
    page.draw_title(titre, f"{unite}, par {maille}{dated}")
    cases = [
        Case(text, count, colour)
        for text, count, colour in zip(found.texts(), counts, ramp, strict=True)
    ]
    _draw_legend(
        page,
        unite,
        found,
        cases[::-1],
        [box for box in besides if box.aires],
        [*lines, *_limits(page)],
    )
    millesime = aires.attrs.get("millesime")
    zoning = f" ; limites de {maille} {millesime}" if millesime else ""
    page.draw_sources(valeurs.attrs, (), FONDS + zoning)
    return page.finish(titre, valeurs.attrs)


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


def _limits(page: Page) -> list[legende.Trait]:
    """Limits of the land that the frame shows: regions, coasts."""
    region, _, coast = legende.limites(page.style, None)
    base = fonds.base()
    several = len(fonds.visible(base.regions, page.cadre)) > 1
    maritime = base.seas.intersects(page.cadre.polygon).any()
    return [*([region] if several else []), *([coast] if maritime else [])]


def _draw_legend(
    page: Page,
    unite: str,
    found: Classes,
    boxes: Sequence[Case],
    besides: Sequence[Case],
    lines: Sequence[legende.Trait],
) -> None:
    """Draw the legend: classes, areas without class, lines; side by side when upright."""
    panel, style = page.panel, page.style
    width, top = panel.get_xlim()[1], panel.get_ylim()[1] - 3
    y = top
    heading = style.police(style.texte, gras=True)
    for line in wrapped(imprime(unite), heading, 78.0 if page.debout else width):
        y = legende.draw_heading(panel, 0, y, line, style) + 2.6
    fewer = f" au lieu de {found.demandees}" if len(found) < found.demandees else ""
    notes = (found.methode, f"{len(found)} classes{fewer} (nombre d'aires)")
    for row, note in enumerate(notes):
        legende.write(panel, 0, y - 2.0 - 3.1 * row, note, style, faible=True)
    first = y - 10.0
    y = _draw_boxes(panel, 0, first, boxes, style)
    if page.debout:
        _draw_boxes(panel, 82, first, besides, style)
        legende.draw_lines(panel, 138, top, lines, style)
    else:
        y = _draw_boxes(panel, 0, y - 1.6, besides, style)
        legende.draw_lines(panel, 0, y - 1, lines, style)


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
