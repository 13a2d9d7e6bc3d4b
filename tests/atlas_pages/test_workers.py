"""Work shared out among processes."""

import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pytest
from effectif_tables import raises

from poles_geo.atlas_pages.workers import shared_out
from poles_geo.errors import PolesGeoError, told_to_command, worded
from poles_geo.files import atomic, swept


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_each_item_comes_with_its_result(workers: int) -> None:
    assert dict(shared_out(math.factorial, range(6), workers)) == {
        0: 1,
        1: 1,
        2: 2,
        3: 6,
        4: 24,
        5: 120,
    }


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_comes_through(workers: int) -> None:
    with pytest.raises(ValueError, match=r"math domain error|nonnegative"):
        list(shared_out(math.sqrt, [1.0, -1.0, 4.0], workers))


def test_items_are_the_ones_given_and_functions_may_have_no_name() -> None:
    items = [object(), object(), object()]
    found = dict(shared_out(lambda item: type(item).__name__, items, 2))
    assert found == dict.fromkeys(items, "object")


@pytest.mark.parametrize("workers", [1, 2])
def test_what_a_process_says_is_worded_for_who_reads_it(workers: int) -> None:
    def said(_: str) -> str:
        return worded("field=", "--champ")

    assert set(dict(shared_out(said, "ab", workers)).values()) == {"field="}
    with told_to_command():
        assert set(dict(shared_out(said, "ab", workers)).values()) == {"--champ"}


def test_what_is_finished_first_comes_first(tmp_path: Path) -> None:
    """The bar moves on though the first map is a long one."""

    def waited(name: str) -> None:
        until = time.monotonic() + 20
        while name == "first" and not (tmp_path / "go").exists() and time.monotonic() < until:
            time.sleep(0.02)

    results = shared_out(waited, ["first", "second"], 2)
    assert next(results)[0] == "second"
    (tmp_path / "go").touch()
    assert [name for name, _ in results] == ["first"]


def test_a_system_without_masks_of_signals_has_its_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(signal, "pthread_sigmask", raising=False)
    assert dict(shared_out(math.factorial, range(2), 2)) == {0: 1, 1: 1}


def test_a_process_that_dies_is_said() -> None:
    with raises(PolesGeoError, match="un processus s'est arrêté tout seul"):
        list(shared_out(os._exit, [1, 1, 1], 2))


MASKED = """
import signal
from poles_geo.atlas_pages.workers import shared_out
masked = lambda _: signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
print(*dict(shared_out(masked, "ab", 2)).values(), masked(None))
"""
"""In a Python of its own: nothing that started processes before has helped it."""


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signaux propres à POSIX")
def test_ctrl_c_is_left_to_the_one_that_asks() -> None:
    """A terminal sends it to every process: theirs would print a traceback over the answer."""
    done = subprocess.run([sys.executable, "-c", MASKED], capture_output=True, text=True)
    assert done.stdout == "True True False\n", done.stderr


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="les processus se lisent dans /proc"
)
def test_what_a_process_was_writing_when_ctrl_c_came_does_not_stay(tmp_path: Path) -> None:
    """It is killed then, wherever it is: it cannot remove what it had begun."""

    def write_for_ever(name: str) -> None:
        with atomic(tmp_path / name) as temporary:
            temporary.write_text("le début")
            time.sleep(120)

    def interrupt() -> None:
        while len(list(tmp_path.glob(".*"))) < 2:
            time.sleep(0.01)
        signal.raise_signal(signal.SIGINT)

    Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt), swept(tmp_path):
        list(shared_out(write_for_ever, ["un.png", "deux.png"], 2))
    assert list(tmp_path.iterdir()) == []
