"""Circles of the pôles, coloured by whether their rank holds when thresholds are moved."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from poles_geo._types import TEXT
from poles_geo.analyses.certainty.sensitivity import KEY
from poles_geo.analyses.regional.region_sentences import share_held
from poles_geo.cartes.canvas.areas import (
    bounds_of,
    outline_areas,
    visible,
)
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.output.alternative import COLUMNS
from poles_geo.cartes.canvas.style import Style, mixed
from poles_geo.cartes.canvas.symbols import draw_counts
from poles_geo.cartes.ground.extents import Extent
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.ground.local_areas import local_areas
from poles_geo.cartes.layers.filled.ratio import draw_missing, placed_circles
from poles_geo.cartes.layers.filled.told_areas import drawn_in, names_in, note_areas
from poles_geo.errors import Faults, TableError
from poles_geo.ranking.motifs import UNVERIFIABLE
from poles_geo.typography import NO_BREAK_SPACE

LOSES, GAINS, HOLDS, UNTOLD = "perdrait", "gagnerait", "tient", UNVERIFIABLE
"""What the rank of a unit does when a threshold is moved."""
UNTOLD_TINT = 0.72
"""Share of paper in the grey of what is not told."""


@dataclass(frozen=True)
class FragileCircles:
    """Units whose rank is told, and what becomes of it.

    Attributes
    ----------
    areas : GeoSeries
        Polygons of the map, index their code.
    circles : GeoDataFrame
        Points of the pôles, and of the other units that would become one; nom, effectif, rang
        (missing for these), etat.
    missing : Index
        Codes of the units that the table has, and does not count wholly.
    names : Series of str
        Name of each area that has one; of those that are fragile, with the probability that their
        rank changes as their colour says when counts are wrong.
    error : float
        Of the counts, in those probabilities; 0 when no name has one.
    """

    areas: gpd.GeoSeries
    circles: gpd.GeoDataFrame
    missing: pd.Index
    names: "pd.Series[str]"
    error: float = 0.0

    @property
    def fragile(self) -> gpd.GeoDataFrame:
        """Those that have another rank when a threshold is moved."""
        return gpd.GeoDataFrame(self.circles[self.circles["etat"].isin([LOSES, GAINS])])

    def colours(self, style: Style) -> dict[str, str]:
        """Colour of each state."""
        first, second = style.nature_colours[:2]
        untold = mixed(style.ink, style.halo, UNTOLD_TINT)
        return {LOSES: first, GAINS: second, HOLDS: style.land, UNTOLD: untold}


def place_fragile(
    areas: gpd.GeoDataFrame, told: pd.DataFrame, *, extent: Extent | None, land: Land
) -> FragileCircles:
    """Place the units of a zone whose rank is told.

    Parameters
    ----------
    areas, extent
        As for :func:`poles_geo.map_sensitivity`.
    told : DataFrame
        As :func:`poles_geo.sensitivity` gives it.
    land : Land

    Raises
    ------
    TableError
        With every fault of the codes; no pôle in the zone.
    """
    there, states = local_areas(areas, _states(told), land, whole=extent is None)
    faults = Faults("sensibilité à cartographier")
    note_areas(faults, there, states.index, (), "effectifs")
    faults.raise_if_any()
    drawn, _ = drawn_in(there, extent)
    here = states.reindex(drawn.index)
    shown = drawn.index[here.isin([LOSES, GAINS, HOLDS, UNTOLD])]
    if shown.empty:
        raise TableError(
            "effectifs : aucun pôle ni bassin fragile sur la carte ; vérifiez la zone et les codes."
        )
    circles = placed_circles(gpd.GeoSeries(drawn[shown]), told["effectif"], land=land)
    names = names_in(there, drawn.index)
    placed = gpd.GeoDataFrame(
        circles.assign(
            etat=here[circles.index],
            rang=told["rang"].reindex(circles.index),
            nom=names.reindex(circles.index).fillna(circles.index.to_series()),
        )
    )
    error = float(told.attrs[KEY]["erreur"])
    fragile = placed.index[placed["etat"].isin([LOSES, GAINS])]
    sure = _probabilities(told.loc[fragile[fragile.isin(names.index)]], here).dropna()
    sure = sure if error else sure[:0]
    names.update(names[sure.index] + NO_BREAK_SPACE + sure.map(share_held).astype("str"))
    partly = told.index[told["effectif"].isna() | told["seuil"].isna() & told["reserve"].notna()]
    return FragileCircles(
        drawn,
        placed,
        drawn.index[drawn.index.isin(partly)],
        names,
        error if len(sure) else 0.0,
    )


def _states(told: pd.DataFrame) -> "pd.Series[str]":
    """Tell what becomes of each rank; nothing of a unit that has none and would have none."""
    ranks, after = (told[name].to_numpy(float, na_value=np.inf) for name in ("rang", "seuil_rang"))
    fragile = told["fragile"]
    certain = fragile.fillna(value=False).to_numpy(dtype=bool)
    states = pd.Series(None, index=told.index, dtype=TEXT)
    pole = told["rang"].notna().to_numpy(dtype=bool)
    states[pole & ~certain] = HOLDS
    states[pole & fragile.isna().to_numpy(dtype=bool)] = UNTOLD
    states[certain] = np.where(after < ranks, GAINS, LOSES)[certain]
    return states


def _probabilities(told: pd.DataFrame, states: "pd.Series[str]") -> "pd.Series[float]":
    """Give the probability of a rank under that of units that lose it; of the one gained, or above.

    Missing where the table does not tell the ranks in question.
    """
    loses = states.reindex(told.index) == LOSES
    limit = told["rang"].where(loses, told["seuil_rang"]).to_numpy(float, na_value=np.nan)
    above = np.zeros(len(told))
    for name in told.columns[told.columns.str.fullmatch(r"probabilite_rang_\d+")]:
        reached = int(name.removeprefix("probabilite_rang_")) <= limit
        above += np.where(reached, told[name].to_numpy(float, na_value=np.nan), 0.0)
    return pd.Series(np.where(loses, 1 - above, above), told.index).where(~np.isnan(limit))


def draw_fragile(shown: FragileCircles, *, ax: Axes | None = None, style: Style) -> Drawing:
    """Draw the circles in the colours of their states; outline the areas, hatch the uncounted.

    Parameters
    ----------
    shown : FragileCircles
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
        ax, shown.circles, [colours[state] for state in shown.circles["etat"]], style
    )
    tell(circles, shown=pd.DataFrame(shown.circles)[COLUMNS][shown.circles["rang"].notna()])
    return Drawing(ax, (*drawn, *hatches, circles))
