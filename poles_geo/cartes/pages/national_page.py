"""The page of France: the metropole, its crowded parts drawn larger, the départements overseas."""

from collections.abc import Iterable, Sequence

import geopandas as gpd
import pandas as pd
from shapely import get_coordinates

from poles_geo.cartes.canvas.frame import Box
from poles_geo.cartes.canvas.layout.insets import Inset, cutting_none, outline_stroke
from poles_geo.cartes.canvas.layout.page import SHEETS, Page
from poles_geo.cartes.canvas.layout.page_layout import Arrangement
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.symbols import diameters
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.layers.overseas_poles import check_everywhere
from poles_geo.cartes.layers.poles import fitted_to_poles
from poles_geo.cartes.legends.pole_legend import Rooms
from poles_geo.cartes.pages.assembly import assemble
from poles_geo.cartes.pages.overseas import find_room
from poles_geo.cartes.surround.credits import (
    national_title,
)
from poles_geo.communes.field import field_of
from poles_geo.ranking.carried import rules_of
from poles_geo.ranking.rules import Rules

LILLE_POLES = ("59350", "59017", "62119", "59178", "59606")
"""Lille, Armentières, Béthune, Douai – Lens, Valenciennes: the crowded north of the country."""

INSET_SIZES = (
    ((55.0, 50.0), (47.0, 43.0)),
    ((48.0, 40.0), (47.0, 43.0)),
    ((55.0, 50.0), (36.0, 34.0)),
    ((48.0, 40.0), (36.0, 34.0)),
    ((43.0, 28.0), (36.0, 34.0)),
)
"""Widths and heights of the insets of the Île-de-France and of Lille over the sea and neighbours,
in mm, the preferred first."""
GAP, NARROWEST_INSET = 3.0, 40.0
"""Around an inset beside the map, and its least width with it, in mm."""


def draw_france(
    poles: pd.DataFrame,
    bassins: gpd.GeoDataFrame | None,
    title: str,
    subtitle: str,
    rules: Rules | None,
    scale_with: pd.DataFrame | None,
    style: Style,
    *,
    land: Land,
) -> Carte:
    """Draw the metropole, with insets of its crowded parts and of the départements overseas."""
    points, beyond = check_everywhere(poles, bassins, land=land)
    style = fitted_to_poles(style, points if scale_with is None else scale_with, style)
    legends: Iterable[Sequence[Arrangement]] = ()
    if beyond.empty:  # the frames of the départements overseas take the sea
        hatched = not field_of(points.attrs).national  # its row takes what is spared for another
        lines = [outline_stroke(style)] if hatched else []
        legends = Rooms(
            points, None, bassins, rules_of(points, rules), style, land, lines
        ).expected(apart=False)
    narrow = style.page == "slide" and beyond.empty
    page, insets = _national_page(legends, style, narrow=narrow, land=land)
    centres, radii = get_coordinates(points.geometry), diameters(points["effectif"], style) / 2
    insets = [cutting_none(inset, centres, radii) for inset in insets]
    overseas = find_room(beyond, page.frame, points, insets, style, taken=page.covered, land=land)
    return assemble(
        page,
        points,
        title=title or national_title(len(points), len(overseas.shown), points.attrs),
        subtitle=subtitle,
        rules=rules,
        bassins=bassins,
        insets=insets,
        overseas=overseas,
        land=land,
    )


def _national_page(
    legends: Iterable[Sequence[Arrangement]], style: Style, *, narrow: bool, land: Land
) -> tuple[Page, list[Inset]]:
    """Lay out the page of France and its insets; the legend is over the map if they leave it room.

    They hide neither France nor the legend. A slide has them between its map and its legend, a half
    page has none.
    """
    bounds = land.regions.total_bounds
    if style.page == "slide":
        legends = ()
    sizes = list(INSET_SIZES) if style.page in SHEETS else [()]
    page = Page(
        bounds,
        style,
        margin=0.02,
        subject=land.outline,
        legends=([(*one, *two) for one in tried for two in sizes] for tried in legends),
        insets=len(sizes[0]),
        narrow=narrow,
    )
    if page.over:
        return page, _national_insets(page.inset_boxes, land=land)
    right, top = page.frame.width, page.frame.height
    places = []  # a half page has no room for them
    if style.page in SHEETS:
        places = [(right - 53, top - 38, right - 1, top - 1), (1.0, 1.0, 42.0, 40.0)]
    elif page.beside > NARROWEST_INSET:
        left, far, middle = right + GAP, right + page.beside - GAP, top / 2
        places = [(left, middle + GAP / 2, far, top), (left, 0.0, far, middle - GAP / 2)]
    return page, _national_insets(places, land=land)


def _national_insets(places: Sequence[Box], *, land: Land) -> list[Inset]:
    """Île-de-France and the north of the Nord – Pas-de-Calais, in the places that there are."""
    paris = land.regions["Île-de-France"].buffer(8_000).bounds
    lille = land.centres(pd.Series(LILLE_POLES)).buffer(17_000).total_bounds
    named = (("Paris", paris), ("Lille et le Bassin minier", tuple(lille)))
    return [
        Inset(letter, title, bounds, (place[0], place[1], place[2], place[3]))
        for letter, (title, bounds), place in zip("AB", named, places, strict=False)
    ]
