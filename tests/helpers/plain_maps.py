"""Maps drawn by geopandas alone, with all that surrounds a map."""

from typing import Any

import geopandas as gpd
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib_scalebar.scalebar import ScaleBar

from poles_geo.cartes.ground.land import embedded_land


def table_of_regions() -> gpd.GeoDataFrame:
    """Return the regions with a ratio, a number of persons and an evolution."""
    areas = embedded_land().regions
    draws = np.random.default_rng(1)
    table = gpd.GeoDataFrame({"nom": areas.index}, geometry=areas.to_numpy(), crs=2154)
    table["ratio"] = draws.uniform(2, 9, len(table))
    table["effectif"] = (draws.pareto(1.2, len(table)) * 900 + 100).round()
    table["evolution"] = draws.normal(0.5, 3, len(table))
    return table


def plain(table: gpd.GeoDataFrame, **options: Any) -> tuple[Figure, Axes]:
    """Plot a table, with all that surrounds a map."""
    figure, ax = plt.subplots(figsize=(8, 8))
    ax.set_facecolor("#dfe9f5")
    table.plot(ax=ax, **options)
    ax.set(xticks=[], yticks=[], xlabel="", ylabel="", xlim=(0, 1_700_000))
    ax.set_title("Une mesure par région en 2014", fontsize=14)
    figure.text(0.05, 0.02, "Sources : Insee, 2014. Réalisation : moi.", fontsize=8)
    bar = ScaleBar(1, units="m", fixed_value=200, fixed_units="km", location="lower right",
                   scale_formatter=lambda value, unit: f"{value} {unit}")  # fmt: skip
    ax.add_artist(bar)
    return figure, ax
