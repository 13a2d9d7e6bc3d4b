"""A cache of its own for each test, no proxy, no waiting between tries."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from planned_server import ZIP, PlannedServer

from poles_geo.download import catalogue, transfer


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of the cache, not made yet."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    folder = tmp_path / "utilisateur" / "cache"
    monkeypatch.setenv("POLES_GEO_CACHE", str(folder))
    monkeypatch.setattr(transfer, "PAUSES", (0.0, 0.0, 0.0))
    return folder


@pytest.fixture
def server() -> Iterator[PlannedServer]:
    """Serve a zip of about 1 MB."""
    with PlannedServer(ZIP) as server:
        yield server


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Enter « essai » in the catalogue: the bassins de vie of 2012, at the addresses given."""

    def enter_it(*addresses: str, **changes: object) -> None:
        entry = replace(catalogue.DOWNLOADS["bv2012"], addresses=addresses, file="essai.zip")
        monkeypatch.setitem(catalogue.DOWNLOADS, "essai", replace(entry, **changes))

    return enter_it


@pytest.fixture
def listed(server: PlannedServer, enter: Callable[..., None]) -> PlannedServer:
    """Make the server the one address of « essai »."""
    enter(f"{server.address}/essai.zip")
    return server
