"""Time pages against geopandas' plot of the same layers, in the same frames.

Both write a PNG page at 300 dots per inch. Ours has also the labels and the legend. The national
map of the bassins is compared with the frames of its page (the map and its two insets), then with
its map alone; then each kind of page with its own frames.

    POLES_GEO_DONNEES=../shared/data python tests/benchmarks/maps.py
"""

import io
import os
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from stopwatch import Rounds

import poles_geo as pg
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT, mixed
from poles_geo.cartes.ground.land import embedded_land

DATA = Path(os.environ.get("POLES_GEO_DONNEES", "../shared/data"))
METRES = 1_000.0
"""Limits of axes beyond it are metres: those of a map."""
REGION = "Nord – Pas-de-Calais"


Frame = tuple[tuple[float, ...], tuple[float, float], tuple[float, float]]
"""Where axes lie on the figure, and their limits."""


def frames_of(carte: Carte) -> list[Frame]:
    """Frames of a page: its map, then its insets."""
    maps = [ax for ax in carte.figure.axes if ax.get_xlim()[1] > METRES]
    return [(ax.get_position().bounds, ax.get_xlim(), ax.get_ylim()) for ax in maps]


def plotted(layers: Callable[[Axes], None], frames: list[Frame]) -> None:
    """Draw layers over the ground as a user of geopandas does, in one frame or several."""
    figure = Figure(figsize=(8.27, 11.69))
    under = embedded_land()
    for place, xlim, ylim in frames:
        ax = figure.add_axes(place)
        under.neighbours.plot(ax=ax, color="#eceae6", edgecolor="#b9b4aa", linewidth=0.35)
        under.regions.plot(ax=ax, color="#fbfaf8")
        layers(ax)
        ax.set(xlim=xlim, ylim=ylim)
    figure.savefig(io.BytesIO(), format="png", dpi=300)


def of_poles(poles: gpd.GeoDataFrame, bassins: gpd.GeoDataFrame | None, ax: Axes) -> None:
    """Draw pôles as points, over their bassins if they are given."""
    if bassins is not None:
        ranks = poles["rang"].reindex(bassins.index)
        for rang, colour in STYLE_REPORT.rank_colours.items():
            bassins[ranks == rang].plot(ax=ax, color=mixed(colour, "#ffffff", 0.6))
        bassins.boundary.plot(ax=ax, color="#938b7f", linewidth=0.3)
    embedded_land().regions.boundary.plot(ax=ax, color="#8d8a84", linewidth=0.7)
    for rang, colour in STYLE_REPORT.rank_colours.items():
        alike = poles[poles["rang"] == rang]
        alike.plot(ax=ax, color=colour, markersize=alike["effectif"] / 60, edgecolor="white")


def of_ratio(areas: gpd.GeoDataFrame, values: pd.Series, ax: Axes) -> None:
    """Draw a ratio by area, in five classes."""
    areas.assign(ratio=values).plot("ratio", ax=ax, scheme="quantiles", k=5, edgecolor="white")
    embedded_land().regions.boundary.plot(ax=ax, color="#8d8a84", linewidth=0.7)


def compared(name: str, draw: Callable[[], Carte], layers: Callable[[Axes], None]) -> str:
    """Row of a table: a page drawn, then written, over geopandas' plot of its frames."""
    frames = frames_of(draw())
    page = Path("/tmp") / f"poles_geo_{os.getpid()}.png"
    rounds = Rounds(
        draw,
        lambda: draw().save(page),
        partial(plotted, layers, frames),
    )
    page.unlink()
    shown = [f"{rounds.best(job):.2f} s" for job in range(3)]
    shown += [f"{rounds.ratio(job, 2):.2f}" for job in (0, 1)]
    return f"| {name} | {' | '.join(shown)} |"


def main() -> None:
    """Print the times and their ratios."""
    warnings.simplefilter("ignore")
    poles = pg.load_report()
    bassins = pg.read_bassins(2012, composition=DATA / "insee" / "BV2012_au_01-01-2014.zip")
    density = (bassins["population"] / (bassins.area / 1e6)).rename("densite")
    page = Path("/tmp") / f"poles_geo_{os.getpid()}.png"
    frames = frames_of(pg.map_national(poles, bassins=bassins))
    layers = partial(of_poles, poles, bassins)
    rounds = Rounds(
        lambda: pg.map_national(poles, bassins=bassins).save(page),
        lambda: plotted(layers, frames),
        lambda: plotted(layers, frames[:1]),
    )
    page.unlink()
    print(f"carte de {len(bassins)} bassins, noms et légende compris : {rounds.best(0):.2f} s")
    for job, shown in enumerate(("les mêmes cadres", "le cadre principal seul"), 1):
        print(
            f"GeoDataFrame.plot, {shown}, sans noms ni légende : {rounds.best(job):.2f} s, "
            f"rapport {rounds.ratio(0, job):.2f}"
        )
    print("\n| page | tracée | tracée et écrite | GeoDataFrame.plot | rapports | |")
    print("|---|---|---|---|---|---|")
    words = {"title": "Densité", "unit": "Habitants au km²"}
    ratio = partial(pg.map_ratio, bassins, density, **words)
    classed = partial(of_ratio, bassins, density)
    for row in (
        ("France", partial(pg.map_national, poles), partial(of_poles, poles, None)),
        (REGION, partial(pg.map_region, poles, REGION), partial(of_poles, poles, None)),
        ("le département 62", partial(pg.map_poles, poles, "62"), partial(of_poles, poles, None)),
        ("schéma", partial(pg.map_schema, poles), partial(of_poles, poles, None)),
        ("ratio, France", ratio, classed),
        (f"ratio, {REGION}", partial(ratio, zone=REGION), classed),
    ):
        print(compared(*row))


if __name__ == "__main__":
    main()
