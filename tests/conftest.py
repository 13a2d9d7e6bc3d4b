"""Fixtures shared by the tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from checkout import RACINE
from PIL import Image

import poles_geo as pg

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from poles_geo.cartes.canvas.carte import Carte


@pytest.fixture(scope="session")
def donnees() -> Path:
    """Folder of the real data (``POLES_GEO_DONNEES``); the test is skipped without it."""
    dossier = Path(os.environ.get("POLES_GEO_DONNEES", RACINE.parent / "shared" / "data"))
    if not dossier.is_dir():
        pytest.skip(f"données réelles absentes : {dossier} (variable POLES_GEO_DONNEES)")
    return dossier


@pytest.fixture(scope="session")
def rapport() -> gpd.GeoDataFrame:
    """Return the 153 published pôles."""
    return pg.load_report()


@pytest.fixture(scope="session")
def cartes(rapport: gpd.GeoDataFrame) -> Callable[[str], Carte]:
    """Draw a map of the report once a session: « france », « bassin minier », or a region."""
    whole = {"france": pg.map_national, "bassin minier": pg.map_bassin_minier}

    @cache
    def draw(name: str) -> Carte:
        return whole[name](rapport) if name in whole else pg.map_region(rapport, name)

    return draw


@pytest.fixture(scope="session")
def fichiers(
    cartes: Callable[[str], Carte], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, str], Path]:
    """Save a map of the report once a session, as pdf, svg or png."""
    dossier = tmp_path_factory.mktemp("cartes")

    @cache
    def save(name: str, kind: str) -> Path:
        return cartes(name).save(dossier / f"{name}.{kind}")

    return save


@pytest.fixture(scope="session")
def pixels(fichiers: Callable[[str, str], Path]) -> Callable[[str], NDArray[np.uint8]]:
    """Read the pixels of a map of the report (rows × columns × RGB), once a session."""

    @cache
    def read(name: str) -> NDArray[np.uint8]:
        with Image.open(fichiers(name, "png")) as image:
            return np.asarray(image.convert("RGB"))

    return read
