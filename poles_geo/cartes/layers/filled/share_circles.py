"""Circles coloured by the condition on shares that each bassin fulfils, or fails."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.areas import bounds_of, outline_areas, visible
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.symbols import draw_counts
from poles_geo.cartes.ground.extents import Extent
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.ground.local_areas import local_areas
from poles_geo.cartes.layers.filled.ratio import draw_missing, placed_circles
from poles_geo.cartes.layers.filled.told_areas import drawn_in, names_in, note_areas
from poles_geo.errors import ChoiceError, Faults, TableError
from poles_geo.ranking.rules import Condition, Rank
from poles_geo.ranking.shares import HELD, UNCONCERNED, share_conditions
from poles_geo.ranking.wording import condition_failed


@dataclass(frozen=True)
class ShareCircles:
    """Bassins and their shares.

    Attributes
    ----------
    areas : GeoSeries
        Polygons of the map, index their code.
    circles : GeoDataFrame
        Points of the bassins that have somebody and are wholly counted, index their code; effectif,
        the three shares and `condition`, as :func:`poles_geo.shares` gives them.
    missing : Index
        Codes of the bassins that are not counted, or in part, or have nobody.
    names : Series of str
        Name of each area that has one.
    rank : Rank
        Whose conditions are shown.
    """

    areas: gpd.GeoSeries
    circles: gpd.GeoDataFrame
    missing: pd.Index
    names: "pd.Series[str]"
    rank: Rank

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Those of the rank that bound a share."""
        return share_conditions(self.rank)

    def colours(self, style: Style) -> dict[str, str]:
        """Colour of each state: fulfilled, each condition that may fail, unconcerned.

        Raises
        ------
        ChoiceError
            The style has fewer colours than there are states.
        """
        states = [HELD, *(condition_failed(condition) for condition in self.conditions)]
        if len(states) > len(style.nature_colours):
            raise ChoiceError(
                f"style.nature_colours : {len(states)} couleurs sont attendues pour les conditions "
                f"du rang {self.rank.rang}, trouvé {len(style.nature_colours)}."
            )
        return {**dict(zip(states, style.nature_colours, strict=False)), UNCONCERNED: style.land}


def place_shares(
    areas: gpd.GeoDataFrame,
    effectifs: pd.DataFrame,
    told: pd.DataFrame,
    rank: Rank,
    *,
    extent: Extent | None,
    land: Land,
) -> ShareCircles:
    """Place the bassins of a zone, with their shares.

    Parameters
    ----------
    areas, effectifs, extent
        As for :func:`poles_geo.map_shares`.
    told : DataFrame
        As :func:`poles_geo.shares` gives it of `effectifs`.
    rank : Rank
    land : Land

    Raises
    ------
    TableError
        With every fault of the codes; no bassin of the zone has shares.
    """
    there, states = local_areas(areas, told["condition"], land, whole=extent is None)
    faults = Faults("parts à cartographier")
    note_areas(faults, there, states.index, (), "effectifs")
    faults.raise_if_any()
    drawn, _ = drawn_in(there, extent)
    known = drawn.index.intersection(states.dropna().index, sort=False)
    if known.empty:
        raise TableError(
            "effectifs : aucun bassin de la carte n'a de parts ; vérifiez la zone et les codes."
        )
    circles = placed_circles(gpd.GeoSeries(drawn[known]), effectifs["effectif"], land=land)
    return ShareCircles(
        drawn,
        gpd.GeoDataFrame(circles.join(told)),
        drawn.index.difference(known),
        names_in(there, drawn.index),
        rank,
    )


def draw_share_circles(shown: ShareCircles, *, ax: Axes | None = None, style: Style) -> Drawing:
    """Draw the circle of each bassin in the colour of its state; outline all, hatch the others.

    Parameters
    ----------
    shown : ShareCircles
    ax : Axes, optional
        The map, in metres. By default, new axes framed around the areas.
    style : Style
    """
    ax, frame = map_axes(ax, bounds_of(shown.areas), style)
    areas = visible(shown.areas, frame)
    drawn = outline_areas(ax, areas, style.bassin_colour, style.bassin_width, zorder=2.9)
    hatches = draw_missing(shown.areas, shown.missing, ax=ax, style=style)
    colours = shown.colours(style)
    circles = draw_counts(
        ax, shown.circles, [colours[state] for state in shown.circles["condition"]], style
    )
    return Drawing(ax, (*drawn, *hatches, circles))
