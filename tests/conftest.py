"""Fixtures shared by the tests."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from checkout import CHECKOUT
from hypothesis import settings
from PIL import Image

import poles_geo as pg

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from poles_geo.cartes.canvas.output.carte import Carte

# Examples of a property that says no number; --hypothesis-profile=long tries more.
settings.register_profile("suite", deadline=None, max_examples=30)
settings.register_profile("long", deadline=None, max_examples=400)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of the real data (``POLES_GEO_DONNEES``); the test is skipped without it."""
    folder = Path(os.environ.get("POLES_GEO_DONNEES", CHECKOUT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"données réelles absentes : {folder} (variable POLES_GEO_DONNEES)")
    return folder


@pytest.fixture(scope="session")
def report() -> gpd.GeoDataFrame:
    """Return the 153 published pôles."""
    return pg.load_report()


@pytest.fixture(scope="session")
def cartes(report: gpd.GeoDataFrame) -> Callable[[str], Carte]:
    """Draw a map of the report once a session: « france », « bassin minier », or a region."""
    whole = {"france": pg.map_national, "bassin minier": pg.map_bassin_minier}

    @cache
    def draw(name: str) -> Carte:
        return whole[name](report) if name in whole else pg.map_region(report, name)

    return draw


@pytest.fixture(scope="session")
def bassins_2012(real_data: Path) -> gpd.GeoDataFrame:
    """Draw the 1 644 bassins de vie of 2012."""
    composition = real_data / "insee" / "BV2012_au_01-01-2014.zip"
    with warnings.catch_warnings(action="ignore"):
        return pg.read_bassins(2012, composition=composition)


@pytest.fixture
def keep_maps() -> Iterator[Callable[..., None]]:
    """Leave only some maps in the registry; all are back, in their order, after the test."""
    before = dict(pg.cartes.MAPS) if pg.report_2014.map_report else {}

    def keep(*names: str) -> None:
        for name in set(pg.cartes.MAPS) - set(names):
            del pg.cartes.MAPS[name]

    yield keep
    pg.cartes.MAPS.clear()
    pg.cartes.MAPS.update(before)


@pytest.fixture(scope="session")
def files(
    cartes: Callable[[str], Carte], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, str], Path]:
    """Save a map of the report once a session, as pdf, svg or png."""
    folder = tmp_path_factory.mktemp("cartes")

    @cache
    def save(name: str, kind: str) -> Path:
        return cartes(name).save(folder / f"{name}.{kind}")

    return save


@pytest.fixture(scope="session")
def pixels(files: Callable[[str, str], Path]) -> Callable[[str], NDArray[np.uint8]]:
    """Read the pixels of a map of the report (rows × columns × RGB), once a session."""

    @cache
    def read(name: str) -> NDArray[np.uint8]:
        with Image.open(files(name, "png")) as image:
            return np.asarray(image.convert("RGB"))

    return read
