"""Time the national map of the bassins against geopandas' plot of the same layers.

Both write a PNG page at 300 dots per inch; ours has also the labels, the legend and the insets.

    POLES_GEO_DONNEES=../shared/data python tests/benchmarks/maps.py
"""

import io
import os
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
from matplotlib.figure import Figure

import poles_geo as pg
from poles_geo.cartes import fonds
from poles_geo.cartes.style import STYLE_RAPPORT, melange

DONNEES = Path(os.environ.get("POLES_GEO_DONNEES", "../shared/data"))
ROUNDS = 5


def best(job: Callable[[], object]) -> float:
    """Shortest of a few rounds, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return min(times)


def plotted(poles: gpd.GeoDataFrame, bassins: gpd.GeoDataFrame) -> None:
    """Draw the layers as a user of geopandas does."""
    figure = Figure(figsize=(8.27, 11.69))
    ax = figure.add_axes((0.05, 0.3, 0.9, 0.6))
    west, south, east, north = bassins.total_bounds
    base = fonds.base()
    base.neighbours.plot(ax=ax, color="#eceae6", edgecolor="#b9b4aa", linewidth=0.35)
    base.regions.plot(ax=ax, color="#fbfaf8")
    ranks = poles["rang"].reindex(bassins.index)
    for rang, colour in STYLE_RAPPORT.rangs.items():
        bassins[ranks == rang].plot(ax=ax, color=melange(colour, "#ffffff", 0.6))
    bassins.boundary.plot(ax=ax, color="#938b7f", linewidth=0.3)
    base.regions.boundary.plot(ax=ax, color="#8d8a84", linewidth=0.7)
    for rang, colour in STYLE_RAPPORT.rangs.items():
        of_rank = poles[poles["rang"] == rang]
        of_rank.plot(ax=ax, color=colour, markersize=of_rank["effectif"] / 60, edgecolor="white")
    ax.set(xlim=(west, east), ylim=(south, north))
    figure.savefig(io.BytesIO(), format="png", dpi=300)


def main() -> None:
    """Print the two times and their ratio."""
    warnings.simplefilter("ignore")
    poles = pg.load_report()
    bassins = pg.read_bassins(2012, composition=DONNEES / "insee" / "BV2012_au_01-01-2014.zip")
    page = Path("/tmp") / f"poles_geo_{os.getpid()}.png"
    ours = best(lambda: pg.map_national(poles, bassins=bassins).save(page))
    page.unlink()
    theirs = best(lambda: plotted(poles, bassins))
    print(
        f"carte nationale de {len(bassins)} bassins : {ours:.2f} s, GeoDataFrame.plot sans noms "
        f"{theirs:.2f} s, rapport {ours / theirs:.2f}"
    )


if __name__ == "__main__":
    main()
