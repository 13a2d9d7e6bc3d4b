"""Drawing bassins de vie, against geopandas' default dissolve of the same communes.

Run by hand: ``python tests/benchmarks/bassins.py`` (``POLES_GEO_DONNEES`` as for the tests).
Contours known to be clean, then the same made dirty, where both areas are compared with the truth.
"""

import os
import warnings
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import affinity
from stopwatch import Rounds

from poles_geo.bassins import coverage
from poles_geo.bassins.attached import composition_of
from poles_geo.bassins.polygons import read_bassins
from poles_geo.edition import embedded as edition
from poles_geo.sources.zonings.compositions import read_composition

INSEE = Path(os.environ.get("POLES_GEO_DONNEES", "../shared/data")) / "insee"
MOVED, DOUBLED = 200, 100
SHIFT = 1.0
"""Metres: the largest error put in the contours."""


def show(what: str, rounds: Rounds, ours: int, theirs: int) -> None:
    """Print the best times, and how many times faster we are."""
    print(
        f"{what:58} {rounds.best(ours):6.2f} s, geopandas {rounds.best(theirs):6.2f} s, "
        f"rapport {rounds.ratio(theirs, ours):5.2f}"
    )


def dissolved(communes: gpd.GeoDataFrame, units: pd.Series) -> gpd.GeoDataFrame:
    """Dissolve as geopandas does by default."""
    return communes[["geometry"]].assign(code_bassin=units).dissolve("code_bassin")


def clean() -> None:
    """Draw the bassins of 2012 on embedded contours: from memory, then from the workbook."""
    path = INSEE / "BV2012_au_01-01-2014.zip"
    composition = read_composition(path)
    communes = edition.load_communes()
    units = communes.index.to_series().map(composition["code_bassin"])

    def ours(source: Path | pd.DataFrame) -> gpd.GeoDataFrame:
        edition._communes.cache_clear()
        return read_bassins(2012, composition=source)

    def theirs() -> gpd.GeoDataFrame:
        with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as book:
            sheets = pd.read_excel(book, header=5, dtype=str, engine="calamine", sheet_name=None)
        table = sheets["Composition_communale"].set_index("CODGEO")["BV2012"]
        contours = gpd.read_parquet(edition.DATA / "communes.parquet")
        return dissolved(contours, contours.index.to_series().map(table))

    known = units.dropna()
    areas = communes.geometry[known.index]
    assert len(ours(path)) == 1_644
    rounds = Rounds(
        lambda: dissolved(communes, units),
        lambda: coverage.dissolve(areas, known.to_numpy()),
        lambda: ours(composition),
        lambda: ours(path),
        theirs,
    )
    alone, union, memory, read, chain = range(5)
    show("réunion seule", rounds, union, alone)
    show("contours lus et réunis, composition en mémoire", rounds, memory, alone)
    show("classeur et contours lus, contours réunis", rounds, read, alone)
    show("les mêmes lectures des deux côtés", rounds, read, chain)


def dirty() -> None:
    """Draw the bassins of 2022 on contours moved and doubled by 1 mm to 1 m."""
    truth = read_bassins(2022, composition=INSEE / "BV2022_au_01-01-2024.zip")
    composition = composition_of(truth)
    units = composition["code_bassin"]
    contours = damaged(edition.load_communes())
    plain = dissolved(contours, units)
    drawn = read_bassins(2022, composition=composition, communes=contours)
    rounds = Rounds(
        lambda: dissolved(contours, units),
        lambda: read_bassins(2022, composition=composition, communes=contours),
    )
    show("contours abîmés : vérifiés, réparés et réunis", rounds, ours=1, theirs=0)
    print(f"  contours repris : {len(drawn.attrs['contours_repares'])}")
    tolerance = SHIFT * truth.length
    for name, table in {"poles_geo": drawn, "geopandas": plain}.items():
        error = (table.area - truth.area).abs()
        holes = shapely.get_num_interior_rings(shapely.get_parts(table.geometry)).sum()
        print(
            f"  {name} : écart de surface au plus {(error / tolerance).max():.2f} fois la bande "
            f"de 1 m du pourtour, {holes} trous, "
            f"couverture {'valide' if shapely.coverage_is_valid(table.geometry) else 'non valide'}"
        )
    assert ((drawn.area - truth.area).abs() <= tolerance).all()
    assert shapely.coverage_is_valid(drawn.geometry)


def damaged(communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Move some communes, and give others a strip of their neighbours."""
    random = np.random.default_rng(2014)
    chosen = random.choice(len(communes), MOVED + DOUBLED, replace=False)
    sizes = 10 ** random.uniform(-3, np.log10(SHIFT), len(chosen))
    turns = random.uniform(0, 2 * np.pi, len(chosen))
    shapes = communes.geometry.to_numpy().copy()
    for place, size, turn in zip(chosen[:MOVED], sizes, turns, strict=False):
        shapes[place] = affinity.translate(shapes[place], size * np.cos(turn), size * np.sin(turn))
    strips = chosen[MOVED:]
    shapes[strips] = shapely.buffer(shapes[strips], sizes[MOVED:], join_style="mitre")
    return communes.set_geometry(gpd.GeoSeries(shapes, index=communes.index, crs=communes.crs))


def main() -> None:
    """Print times and their ratios."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        clean()
        dirty()


if __name__ == "__main__":
    main()
