"""Doors are tried in a folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import poles_geo as pg
from poles_geo import cartes


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work in a folder of its own, with the maps known: a wrong value may be a name to write."""
    monkeypatch.chdir(tmp_path)
    maps = dict(cartes.MAPS) if pg.report_2014.map_report else {}
    yield
    cartes.MAPS.clear()
    cartes.MAPS.update(maps)
