"""The choropleth: a page that shows a ratio by area, in classes, from light to dark."""

from collections.abc import Collection, Sequence

import geopandas as gpd
import pandas as pd
import shapely

from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.page import Page
from poles_geo.cartes.canvas.style import STYLE_RAPPORT, Style, regional
from poles_geo.cartes.ground.base import draw_base, draw_limits, draw_places, limits_shown
from poles_geo.cartes.ground.extents import Zone, extent_named
from poles_geo.cartes.layers.ratio import class_ratio, draw_ratio
from poles_geo.cartes.surround.credits import FONDS, draw_sources, draw_title
from poles_geo.cartes.surround.legend import Trait
from poles_geo.cartes.surround.ratio_legend import draw_ratio_legend
from poles_geo.cartes.surround.scale_bar import draw_scale


def map_ratio(
    aires: gpd.GeoDataFrame,
    valeurs: pd.Series,
    effectifs: pd.Series | None = None,
    *,
    titre: str,
    unite: str,
    methode: str | Sequence[float] = "Quantiles",
    classes: int | None = None,
    zone: Zone | None = None,
    hors: Collection[str] = (),
    nom_hors: str = "Hors pôle",
    nom_effectifs: str = "Nombre de professionnels de santé",
    maille: str = "bassin de vie",
    style: Style = STYLE_RAPPORT,
) -> Carte:
    """Draw a ratio by area: a choropleth, or circles in the colours of its classes.

    Parameters
    ----------
    aires : GeoDataFrame
        Polygons (EPSG:2154), index their code: bassins as :func:`read_bassins` gives them, or
        any other areas.
    valeurs : Series
        The ratio (per inhabitant, a share in %…), index codes of `aires`. Areas of the map
        without a value are hatched, « pas de données ». Its `attrs` source, date and attribution
        are printed at the foot of the page.
    effectifs : Series, optional
        A number of persons, index codes of `aires`, for every area that has a value: a circle
        in proportion to it, at the scale of the other maps of that extent, has the colour of
        the class in place of the area. An area of nobody has no circle, and is counted in the
        legend.
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
    nom_effectifs : str
        What `effectifs` counts, over the sizes of the circles.
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
    extent = None if zone is None else extent_named(zone)
    ratio = class_ratio(
        aires, valeurs, effectifs, methode=methode, classes=classes, zone=extent, hors=hors
    )
    if effectifs is not None and extent is not None:
        style = regional(style, plusieurs=len(extent.regions) > 1)
    page = Page((ratio.aires.total_bounds if extent is None else extent.aire.bounds), style)
    ax = page.axes
    draw_base(extent, departements=False, ax=ax, style=style)
    draw_ratio(ratio, ax=ax, style=style)
    lines = [Trait(maille[:1].upper() + maille[1:], style.trait_bassin, style.largeur_bassin)]
    if extent is not None and not extent.regions:
        line = Trait(
            extent.nom or "Périmètre de la carte", style.perimetre, style.largeur_perimetre
        )
        draw_limits(gpd.GeoSeries([extent.aire], crs=2154), line, ax=ax, style=style)
        lines.append(line)
    parts = shapely.bounds(shapely.get_parts(ratio.aires.to_numpy()))
    boxes = page.cadre.to_mm(parts.reshape(-1, 2)).reshape(-1, 4)
    draw_scale(taken=boxes, ax=ax, style=style)
    draw_places(extent, departements=False, ax=ax, style=style)
    dated = f", {valeurs.attrs['date']}" if "date" in valeurs.attrs else ""
    draw_title(titre, f"{unite}, par {maille}{dated}", ax=page.tete, style=style)
    lines += limits_shown(ax, departements=False, style=style)
    draw_ratio_legend(
        ratio,
        unite,
        lines,
        nom_hors=nom_hors,
        nom_effectifs=nom_effectifs,
        ax=page.panel,
        style=style,
    )
    millesime = aires.attrs.get("millesime")
    zoning = f" ; limites de {maille} {millesime}" if millesime else ""
    draw_sources(valeurs.attrs, (), FONDS + zoning, ax=page.pied, style=style)
    return page.finish(titre, valeurs.attrs)
