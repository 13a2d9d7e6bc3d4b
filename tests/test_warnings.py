"""A warning points at the line of the user who called, however deep the doubt was met."""

import _thread
import re
import warnings
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from threading import Event
from typing import Any

import pandas as pd
import pytest
import warned_maps
import warned_tables
from matplotlib import pyplot as plt
from warned_maps import AWAY, FORT_DE_FRANCE, Call, poles
from warned_tables import counts, merger

import poles_geo as pg
from poles_geo import cartes
from poles_geo.codes import fold_arrondissements

CALLS = {**warned_maps.CALLS, **warned_tables.CALLS}


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the answers of servers in a folder of the test."""
    monkeypatch.setenv("POLES_GEO_CACHE", str(tmp_path / "cache"))


@pytest.fixture(autouse=True)
def _light(keep_maps: Callable[..., None]) -> Any:
    """Draw one map of the atlas; close what is drawn."""
    keep_maps("france", "rapport-5")
    yield
    plt.close("all")


@pytest.mark.parametrize(("said", "call"), CALLS.values(), ids=CALLS)
def test_a_warning_points_at_the_call(said: str, call: Call, tmp_path: Path) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call(tmp_path)
    assert any(re.search(said, str(warning.message)) for warning in caught)
    line = call.__code__.co_firstlineno
    assert {(warning.filename, warning.lineno) for warning in caught} == {
        (call.__code__.co_filename, line)
    }


def test_no_call_hides_another() -> None:
    assert len(CALLS) == len(warned_maps.CALLS) + len(warned_tables.CALLS)


def corse(table: pd.DataFrame) -> object:
    return pg.map_region(table, "Corse")


def test_a_warning_points_into_the_function_of_a_user() -> None:
    with pytest.warns(UserWarning, match=AWAY) as caught:
        corse(poles(FORT_DE_FRANCE))
    line = corse.__code__.co_firstlineno + 1
    assert [(warning.filename, warning.lineno) for warning in caught] == [(__file__, line)]


def test_a_warning_points_below_the_code_of_others() -> None:
    """Here pandas calls the package."""
    with pytest.warns(UserWarning, match="comptée une fois") as caught:
        counts("75056", "75101").pipe(fold_arrondissements)
    assert [Path(warning.filename).parts[-3] for warning in caught] == ["pandas"]


def test_every_function_that_says_so_warns() -> None:
    called = {re.split(r"\W", name)[0] for name in CALLS}
    for package in (pg, cartes, pg.report_2014):
        for name in package.__all__:
            if "\n    Warns\n" in (getattr(package, name).__doc__ or ""):
                assert name in called


IN_A_POOL = {
    "threads": lambda: ThreadPoolExecutor(1),
    "processes": lambda: ProcessPoolExecutor(1, get_context("spawn")),
}


@pytest.mark.parametrize("start", IN_A_POOL.values(), ids=IN_A_POOL)
def test_a_pool_warns_and_goes_on(
    start: Callable[[], Executor], capfd: pytest.CaptureFixture[str]
) -> None:
    """No line of the user is below; a process tells on its own error stream."""
    with warnings.catch_warnings(record=True) as caught, start() as pool:
        warnings.simplefilter("always")
        work = pool.submit(pg.carry_over, counts("01001", "inconnu"), merger(), 2010)
        assert work.result().table["n"].to_dict() == {"01001": 10}
    said = [str(warning.message) for warning in caught]
    assert "hors du résultat" in " ".join([*said, capfd.readouterr().err])


def test_a_thread_of_the_package_alone_warns_and_goes_on() -> None:
    """No line at all is outside the package."""
    done = Event()

    class Table(pd.DataFrame):
        """Tells when it is read for the last time."""

        def __del__(self) -> None:
            done.set()

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        _thread.start_new_thread(fold_arrondissements, (Table(counts("75056", "75101")),))
        assert done.wait(10)
    assert [warning.category for warning in caught] == [pg.errors.DataWarning]
