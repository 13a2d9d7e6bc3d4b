"""Areas by class: an ordered or unordered typology, what is outside it, what is unknown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import geopandas as gpd
import pandas as pd
from coloraide import Color
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import is_color_like, to_hex

from poles_geo.cartes.canvas.areas import (
    at_scale,
    bounds_of,
    fill_some,
    outline_areas,
)
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.style import Style, mixed
from poles_geo.cartes.canvas.text import KIND
from poles_geo.cartes.ground.extents import Extent
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.ground.local_areas import local_areas
from poles_geo.cartes.layers.filled.ramps import without_hue
from poles_geo.cartes.layers.filled.ratio import draw_across, hatched
from poles_geo.cartes.layers.filled.told_areas import (
    check_values,
    drawn_in,
    names_in,
    note_areas,
    tell_overlaps,
)
from poles_geo.errors import ChoiceError, Faults, TableError

MOST_CLASSES = 8
PALETTE = ("#8c2d04", "#ec9e4f", "#f6e3b4", "#b8d7d3", "#5b9aa0", "#1d5560")
"""From dark brown by light to dark blue: two sides that a colour-blind reader tells apart."""
LIGHT = 0.12
"""Share of the lightest grey that is left when the style has no hue."""


@dataclass(frozen=True)
class Typology:
    """Areas by class.

    Attributes
    ----------
    areas : GeoSeries
        Polygons of the map, index their code.
    classes : Series
        Class of each area that has one, an ordered category.
    colours : dict of str to str
        By class, in order.
    outside, missing : Index
        Codes of the areas that the typology does not concern, and of those that it does not tell.
    across : GeoSeries
        Parts in the zone of the areas whose inner point is outside, index their code.
    names : Series of str
        Name of each area that has one.
    """

    areas: gpd.GeoSeries
    classes: "pd.Series[str]"
    colours: dict[str, str]
    outside: pd.Index
    missing: pd.Index
    across: gpd.GeoSeries
    names: "pd.Series[str]"


def class_typology(
    areas: gpd.GeoDataFrame,
    classes: pd.Series,
    *,
    order: Sequence[str] | None = None,
    colours: Mapping[str, str] | Sequence[str] | None = None,
    extent: Extent | None = None,
    outside: Collection[str] = (),
    style: Style,
    land: Land,
) -> Typology:
    """Check a typology and give each class its colour.

    Parameters and errors as :func:`poles_geo.map_typology`.
    """
    plain = check_values(classes, "classes")
    if order is None and isinstance(classes.dtype, pd.CategoricalDtype):
        order = [str(name) for name in classes.cat.categories]
    areas, classes = local_areas(areas, plain, land, whole=extent is None)
    faults = Faults("typologie à cartographier")
    note_areas(faults, areas, classes.index, outside, "classes")
    faults.raise_if_any()
    drawn, across = drawn_in(areas, extent)
    tell_overlaps(drawn)
    concerned = ~drawn.index.isin(list(outside))
    told = classes.reindex(drawn.index[concerned])
    texts = told.dropna().astype("str").str.strip()
    texts = texts[texts != ""]
    if texts.empty:
        raise TableError(
            "classes : aucune aire de la carte n'en a ; vérifiez la zone et les codes."
        )
    known = _ordered(texts, order)
    return Typology(
        drawn,
        pd.Series(pd.Categorical(texts, categories=known, ordered=True), index=texts.index),
        _coloured(known, colours, style),
        drawn.index[~concerned],
        drawn.index[concerned].difference(texts.index),
        across,
        names_in(areas, drawn.index),
    )


def _ordered(texts: "pd.Series[str]", order: Sequence[str] | None) -> list[str]:
    """Order the classes: as asked, else by name."""
    found = sorted(texts.unique())
    known = found if order is None else list(map(str, order))
    faults = Faults("order")
    if unknown := [name for name in found if name not in known]:
        faults.add(f"classes de la table qui n'y sont pas : {', '.join(unknown)}")
    if len(set(known)) < len(known):
        faults.add("une classe y est deux fois")
    faults.raise_if_any(ChoiceError)
    met = [name for name in known if name in found]
    if len(met) > MOST_CLASSES:
        raise ChoiceError(
            f"classes : {MOST_CLASSES} au plus se distinguent sur une carte, trouvé {len(met)} ; "
            "regroupez-les."
        )
    return met


def _coloured(
    known: Sequence[str], colours: Mapping[str, str] | Sequence[str] | None, style: Style
) -> dict[str, str]:
    """Give each class its colour."""
    if colours is None:
        return dict(zip(known, palette(len(known), style), strict=True))
    given = colours if isinstance(colours, Mapping) else dict(zip(known, colours, strict=False))
    faults = Faults("colours")
    if without := [name for name in known if name not in given]:
        faults.add(f"classes sans couleur : {', '.join(without)}")
    wrong = [repr(value) for value in given.values() if not is_color_like(value)]
    if wrong:
        faults.add(f"une couleur est attendue, comme « #5b0e3c » ; trouvé : {', '.join(wrong)}")
    faults.raise_if_any(ChoiceError)
    return {name: to_hex(given[name]) for name in known}


def palette(count: int, style: Style) -> list[str]:
    """Colours of so many classes: along :data:`PALETTE`, or greys where the style has no hue."""
    if without_hue(style):
        dark = style.rank_colours[min(style.rank_colours)]
        ends = [dark, mixed(dark, style.land, 1 - LIGHT)]
        steps = Color.steps(ends, steps=max(count, 2), space="lab-d65", out_space="srgb")
        return [step.to_string(hex=True) for step in steps][:count]
    along = Color.interpolate(list(PALETTE), space="lab-d65", out_space="srgb")
    places = [0.0] if count == 1 else [k / (count - 1) for k in range(count)]
    return [along(place).to_string(hex=True) for place in places]


def draw_typology(typology: Typology, *, ax: Axes | None = None, style: Style) -> Drawing:
    """Fill areas by class, hatch what is unknown, outline all.

    Parameters
    ----------
    typology : Typology
        As :func:`class_typology` gives it.
    ax : Axes, optional
        The map, in metres. By default, new axes framed around the areas.
    style : Style
    """
    ax, frame = map_axes(ax, bounds_of(typology.areas), style)
    shown = at_scale(typology.areas, frame)

    filled = partial(fill_some, ax, shown)
    drawn: list[Artist] = [
        filled(typology.classes.index[typology.classes == name], colour, gid=f"{KIND}-{k}")
        for k, (name, colour) in enumerate(typology.colours.items())
    ]
    for patch, name in zip(drawn, typology.colours, strict=True):
        tell(patch, count=int((typology.classes == name).sum()))
    drawn += draw_across(typology.across, ax=ax, style=style)
    drawn.append(filled(typology.outside, style.land))
    drawn.append(filled(typology.missing, style.land, **hatched(style)))
    drawn += outline_areas(ax, shown, style.halo, style.bassin_width, zorder=2.9)
    return Drawing(ax, tuple(drawn))


def fills_by_class(typology: Typology, style: Style) -> "pd.Series[str]":
    """Colour under the name of each area."""
    found = {code: typology.colours[name] for code, name in typology.classes.items()}
    return pd.Series({code: found.get(code, style.land) for code in typology.areas.index})
