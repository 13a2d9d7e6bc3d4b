"""The map of care structures: colour by progress, shape by territory or kind, over grey pôles."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

import pandas as pd

from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.page import Page
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, regional
from poles_geo.cartes.ground.base import draw_base
from poles_geo.cartes.ground.extents import extent_of
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.layers.poles import check_poles, draw_labels, draw_poles
from poles_geo.cartes.layers.structures import (
    check_structures,
    draw_structure_labels,
    draw_structures,
    symbols_shown,
)
from poles_geo.cartes.pages.recipe import finish_page
from poles_geo.cartes.surround.scale_bar import draw_scale
from poles_geo.cartes.surround.structure_legend import draw_structure_legend
from poles_geo.communes.regions import region_named
from poles_geo.edition.embedded import load_structures
from poles_geo.ranking.load_report import load_report
from poles_geo.ranking.rules import MOST_RANKS
from poles_geo.typography import MONTHS, french_date

SEVERAL = "Un nombre à côté d'un symbole : autant de structures de la commune."
"""Note of a map where a symbol stands for several structures."""


def map_structures(
    structures: pd.DataFrame | None = None,
    poles: pd.DataFrame | None = None,
    *,
    regions: Sequence[str] = ("Nord - Pas-de-Calais",),
    title: str = "",
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Carte:
    """Draw coordinated care structures over the pôles.

    Parameters
    ----------
    structures : DataFrame or GeoDataFrame, optional
        One row a structure: nom, statut (« en fonctionnement », « en opérationnalisation »,
        « en conception » or « en réflexion »), a point geometry (EPSG:2154)
        or a `code_commune` of 2024, and the column that gives the shapes, `nature` or else
        `territoire`, of four values at most. By default the 53 maisons and pôles de santé of
        May 2013. Several of one commune stand in it; where it is too small for them at the printed
        size, one symbol stands for several, with their number.
    poles : DataFrame, optional
        As for :func:`map_national`; the 153 published pôles by default. Drawn faintly.
    regions : sequence of str
        Regions of 2014 that the page frames.
    title : str
        By default, what the `attrs` of the structures say: titre and date. Without a titre they
        are « Les structures », and nothing says of when without a date.
    style : Style
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    TableError
        With every fault of the table.
    """
    land = land or embedded_land()
    names = [region_named(name) for name in regions]
    style = regional(style)
    points = check_poles(load_report() if poles is None else poles, land=land)
    structures = check_structures(
        load_structures() if structures is None else structures, land=land
    )
    zone = extent_of("", tuple(names), land=land)
    page = Page(zone.area.bounds, style)
    ax = page.axes
    fills = dict.fromkeys(range(1, MOST_RANKS + 1), style.poles_fill)
    grey = replace(style, rank_colours=MappingProxyType(fills))
    draw_base(zone, ax=ax, style=style, land=land)
    draw_poles(points, ax=ax, style=grey, land=land)
    draw_structures(structures, ax=ax, style=style, land=land)
    draw_scale(ax=ax, style=style)
    labels = draw_structure_labels(structures, ax=ax, style=style, land=land)
    draw_labels(points, faint=True, ax=ax, style=style, land=land)
    several = (symbols_shown(structures, Frame.of(ax), land)["nombre"] > 1).any()
    explained = [SEVERAL] if several else []
    return finish_page(
        page,
        partial(draw_structure_legend, structures, points, carte=ax, land=land),
        title=title or title_of(structures.attrs),
        subtitle="Avancement, et pôles d'offre de soins en fond",
        origin=structures.attrs,
        dated=False,
        notes=[
            *explained,
            f"Pôles : {points.attrs.get('source', 'non précisés')}.",
        ],
        left_out=[label.text for label in labels.left_out],
    )


def title_of(attrs: Mapping[Hashable, Any]) -> str:
    """Name a list of structures by what it says of itself, its date once: « … en mai 2013 »."""
    title, said = str(attrs.get("titre", "Les structures")), str(attrs.get("date", ""))
    date = french_date(said)
    if not date or said in title or date in title:
        return title
    if date != said:
        return f"{title} au {date}"
    alone = re.fullmatch(rf"(({'|'.join(MONTHS)}) )?\d{{4}}", date, re.IGNORECASE)
    return f"{title} en {date}" if alone else f"{title} ({date})"
