"""What a map of pôles says besides where its page has room: its pôles, its parts, its peers."""

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import shapely

from poles_geo.cartes.canvas.style import Style, for_ranks
from poles_geo.cartes.ground.extents import Extent
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.legends.asides import Aside, Said
from poles_geo.cartes.legends.columns import CUT, NARROW, PITCHES, RIGHT
from poles_geo.cartes.legends.pole_bars import Bar, Bars
from poles_geo.cartes.legends.pole_legend import sizes_heading
from poles_geo.communes.field import field_of
from poles_geo.ranking.rules import Rules
from poles_geo.typography import uncapitalised

MOST = 26
"""Bars, at most: more are read no better than on the map."""
FEWER = (15, 10, 5)
"""Bars where there are more, or room for less."""
LESS = 0.7
"""Share of them all under which fewer are worth it."""
MANY = 12
"""Bars from which they may come closer."""
WIDTHS = (88.0, CUT, NARROW)
"""Widths of bars with their names and numbers, in mm: those of a legend, and wider."""


def pole_asides(
    points: gpd.GeoDataFrame, extent: Extent, *, style: Style, rules: Rules, land: Land
) -> list[Aside]:
    """Give what a map of pôles may say besides, the preferred first.

    Its pôles, the largest first; of a region, those of each département together, then where its
    own are among those of the regions, if all are counted.

    Parameters
    ----------
    points : GeoDataFrame
        As :func:`poles_geo.cartes.check_poles` gives them.
    extent : Extent
        What the map is about.
    style, rules, land
        Those of the map.
    """
    if "nom" not in points:
        return []
    style = for_ranks(style, rules.ranks[-1].rang)
    about = points[extent.holds(points)]
    heading = sizes_heading(points.attrs)
    asides = [_first(f"Pôles, par {uncapitalised(heading)}", _of_poles(about, style), style)]
    if set(extent.regions) <= set(land.regions.index) and extent.regions and not extent.overseas:
        parts = _by_departement(about, extent, style, land=land)
        asides.append(_first(f"{heading} des pôles, par département", parts, style))
        if field_of(points.attrs).national:
            names = list(land.regions.index)
            regions = _summed(points, points[f"region_{land.year}"], names, style)
            title = f"{heading} des pôles, par région"
            asides.append(_around(title, regions, extent.regions, style))
    return [aside for aside in asides if aside]


def _ordered(bars: Sequence[Bar]) -> list[Bar]:
    return sorted(bars, key=lambda bar: (-bar.value, bar.name))


def _first(title: str, bars: Sequence[Bar], style: Style) -> Aside:
    """Give the longest bars, all of them or fewer; nothing of one."""
    ordered, count = _ordered(bars), len(bars)
    said = [(title, ordered)] if 1 < count <= MOST else []
    said += [
        (f"{title} : les {fewer} premiers", ordered[:fewer])
        for fewer in FEWER
        if fewer <= LESS * count
    ]
    return _sized(said, style)


def _around(title: str, bars: Sequence[Bar], own: Sequence[str], style: Style) -> Aside:
    """Give every bar, those of its own stronger, or those around its own in their order."""
    others, mine = style.poles_fill, style.zone_colour
    ordered = [
        Bar(bar.name, ((bar.value, mine if bar.name in own else others),), bar.name in own)
        for bar in _ordered(bars)
    ]
    said = [(title, ordered)]
    if len(own) == 1:
        place = next(rank for rank, bar in enumerate(ordered) if bar.strong)
        numbered = [replace(bar, name=f"{rank}. {bar.name}") for rank, bar in enumerate(ordered, 1)]
        for fewer in (fewer for fewer in FEWER if fewer <= LESS * len(ordered)):
            start = min(max(0, place - fewer // 2), len(ordered) - fewer)
            said.append((title, numbered[start : start + fewer]))
    return _sized(said, style)


def _sized(said: Sequence[tuple[str, Sequence[Bar]]], style: Style) -> Aside:
    found: dict[tuple[float, float], Said] = {}
    for title, bars in said:
        for wide in WIDTHS:
            for pitch in PITCHES if len(bars) > MANY else PITCHES[:1]:
                one = Said(Bars(title, tuple(bars), style, wide - RIGHT), pitch)
                found.setdefault(one.size, one)
    return list(found.values())


def _of_poles(points: gpd.GeoDataFrame, style: Style) -> list[Bar]:
    told = zip(points["nom"], points["effectif"], points["rang"], strict=True)
    return [
        Bar(str(name), ((int(count), style.rank_colours[int(rang)]),)) for name, count, rang in told
    ]


def _by_departement(
    points: gpd.GeoDataFrame, extent: Extent, style: Style, *, land: Land
) -> list[Bar]:
    """Add up pôles by département; none when each has one: they are the pôles again."""
    areas = land.departements
    codes = areas.index.get_level_values("departement")
    wanted = [code for name in extent.regions for code in land.region_departements[name]]
    areas = gpd.GeoSeries(areas[codes.isin(wanted)].droplevel("departement"))
    nearest = shapely.STRtree(areas.to_numpy()).query_nearest(
        points.geometry.to_numpy(), all_matches=False
    )
    of = pd.Series(areas.index[nearest[1]], index=points.index[nearest[0]])
    if (of.value_counts().reindex(areas.index, fill_value=0) == 1).all():
        return []
    return _summed(points, of, list(areas.index), style)


def _summed(
    points: gpd.GeoDataFrame, of: "pd.Series[str]", names: Sequence[str], style: Style
) -> list[Bar]:
    """Add up pôles by the area that holds them, a part a rank; an area without any has 0."""
    counts: dict[str, dict[int, int]] = {name: {} for name in names}
    told = zip(of.reindex(points.index), points["rang"], points["effectif"], strict=True)
    for name, rang, count in told:
        ranks = counts[name]
        ranks[int(rang)] = ranks.get(int(rang), 0) + int(count)
    return [
        Bar(name, tuple((ranks[rang], style.rank_colours[rang]) for rang in sorted(ranks)))
        for name, ranks in counts.items()
    ]
