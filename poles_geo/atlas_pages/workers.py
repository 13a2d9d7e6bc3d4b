"""Work shared out among processes; an interruption by the keyboard ends them all, files whole."""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

from poles_geo.errors import PolesGeoError

Item = TypeVar("Item")
Result = TypeVar("Result")


def shared_out(
    work: Callable[[Item], Result], items: Iterable[Item], workers: int
) -> Iterator[tuple[Item, Result]]:
    """Give each item with the result of `work`, importable, in the order they are finished."""
    if workers <= 1:
        yield from ((item, work(item)) for item in items)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin)
    try:
        _mask("SIG_BLOCK")  # until the processes that begin here can answer it
        running = {pool.submit(work, item): item for item in items}
        _mask("SIG_UNBLOCK")
        yield from ((running[done], done.result()) for done in as_completed(running))
    except BrokenProcessPool as error:
        raise PolesGeoError(
            "un processus s'est arrêté tout seul, souvent faute de mémoire : recommencez avec "
            'workers=1. Dans un script, appelez la fonction sous « if __name__ == "__main__" ».'
        ) from error
    finally:
        _mask("SIG_UNBLOCK")
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    signal.signal(signal.SIGINT, _stop)
    _mask("SIG_UNBLOCK")
    Thread(target=_end_with_parent, daemon=True).start()


def _stop(*_: object) -> None:
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123 the parent process says it
    raise KeyboardInterrupt


def _mask(how: str) -> None:
    if os.name == "posix":
        signal.pthread_sigmask(getattr(signal, how), {signal.SIGINT})


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
