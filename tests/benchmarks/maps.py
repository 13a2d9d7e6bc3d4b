"""Time the national map of the bassins against geopandas' plot of the same layers.

Both write a PNG page at 300 dots per inch. Ours has also the labels and the legend; geopandas
draws the same frames (the map and its two insets), then the map alone.

    POLES_GEO_DONNEES=../shared/data python tests/benchmarks/maps.py
"""

import io
import os
import warnings
from pathlib import Path

import geopandas as gpd
from matplotlib.figure import Figure
from stopwatch import Rounds

import poles_geo as pg
from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT, mixed
from poles_geo.cartes.ground.land import embedded_land

DATA = Path(os.environ.get("POLES_GEO_DONNEES", "../shared/data"))
METRES = 1_000.0
"""Limits of axes beyond it are metres: those of a map."""


Frame = tuple[tuple[float, ...], tuple[float, float], tuple[float, float]]
"""Where axes lie on the figure, and their limits."""


def frames_of(carte: Carte) -> list[Frame]:
    """Frames of a page: its map, then its insets."""
    maps = [ax for ax in carte.figure.axes if ax.get_xlim()[1] > METRES]
    return [(ax.get_position().bounds, ax.get_xlim(), ax.get_ylim()) for ax in maps]


def plotted(poles: gpd.GeoDataFrame, bassins: gpd.GeoDataFrame, frames: list[Frame]) -> None:
    """Draw the layers as a user of geopandas does, in one frame or several."""
    figure = Figure(figsize=(8.27, 11.69))
    under = embedded_land()
    ranks = poles["rang"].reindex(bassins.index)
    for place, xlim, ylim in frames:
        ax = figure.add_axes(place)
        under.neighbours.plot(ax=ax, color="#eceae6", edgecolor="#b9b4aa", linewidth=0.35)
        under.regions.plot(ax=ax, color="#fbfaf8")
        for rang, colour in STYLE_REPORT.rank_colours.items():
            bassins[ranks == rang].plot(ax=ax, color=mixed(colour, "#ffffff", 0.6))
        bassins.boundary.plot(ax=ax, color="#938b7f", linewidth=0.3)
        under.regions.boundary.plot(ax=ax, color="#8d8a84", linewidth=0.7)
        for rang, colour in STYLE_REPORT.rank_colours.items():
            alike = poles[poles["rang"] == rang]
            alike.plot(ax=ax, color=colour, markersize=alike["effectif"] / 60, edgecolor="white")
        ax.set(xlim=xlim, ylim=ylim)
    figure.savefig(io.BytesIO(), format="png", dpi=300)


def main() -> None:
    """Print the times and their ratios."""
    warnings.simplefilter("ignore")
    poles = pg.load_report()
    bassins = pg.read_bassins(2012, composition=DATA / "insee" / "BV2012_au_01-01-2014.zip")
    page = Path("/tmp") / f"poles_geo_{os.getpid()}.png"
    frames = frames_of(pg.map_national(poles, bassins=bassins))
    rounds = Rounds(
        lambda: pg.map_national(poles, bassins=bassins).save(page),
        lambda: plotted(poles, bassins, frames),
        lambda: plotted(poles, bassins, frames[:1]),
    )
    page.unlink()
    print(f"carte de {len(bassins)} bassins, noms et légende compris : {rounds.best(0):.2f} s")
    for job, shown in enumerate(("les mêmes cadres", "le cadre principal seul"), 1):
        print(
            f"GeoDataFrame.plot, {shown}, sans noms ni légende : {rounds.best(job):.2f} s, "
            f"rapport {rounds.ratio(0, job):.2f}"
        )


if __name__ == "__main__":
    main()
