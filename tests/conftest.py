"""Fixtures shared by the tests."""

import os
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def donnees() -> Path:
    """Folder of the real data (``POLES_GEO_DONNEES``); the test is skipped without it."""
    dossier = Path(os.environ.get("POLES_GEO_DONNEES", RACINE.parent / "shared" / "data"))
    if not dossier.is_dir():
        pytest.skip(f"données réelles absentes : {dossier} (variable POLES_GEO_DONNEES)")
    return dossier
