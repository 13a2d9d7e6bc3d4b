"""Work shared out among processes, which an interruption by the keyboard ends at once.

No process is left behind. Each stops its work where it is; what it writes with
:func:`poles_geo.files.atomic` is whole or absent.
"""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Event, Thread
from typing import TypeVar

from poles_geo.errors import PolesGeoError

Item = TypeVar("Item")
Result = TypeVar("Result")

_interrupted = Event()
"""In a process of the pool: an interruption has come between two works."""


def shared_out(
    work: Callable[[Item], Result], items: Iterable[Item], workers: int
) -> Iterator[tuple[Item, Result]]:
    """Give each item with the result of `work`, in the order in which they are finished.

    Parameters
    ----------
    work : function
        Importable by another process, as are its argument and its result.
    items : iterable
        Each is handed over when a process is free.
    workers : int
        How many processes; with 1 the work is done in this one.

    Raises
    ------
    PolesGeoError
        A process has died, for want of memory most often.
    """
    if workers <= 1:
        for item in items:
            yield item, work(item)
        return
    rest = iter(items)
    running: dict[Future[Result], Item] = {}
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin)

    def start(number: int) -> None:
        with _held():
            running.update({pool.submit(_interruptible, work, i): i for i in islice(rest, number)})

    try:
        start(workers)
        while running:
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(done), done.result()
                start(1)
    except BrokenProcessPool as error:
        raise PolesGeoError(
            "un processus s'est arrêté tout seul, souvent faute de mémoire : recommencez avec "
            'workers=1. Dans un script, appelez la fonction sous « if __name__ == "__main__" ».'
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """Wait for work: note an interruption, and end with the parent process however it ends."""
    signal.signal(signal.SIGINT, _note)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    Thread(target=_end_with_parent, daemon=True).start()


def _note(*_: object) -> None:
    _interrupted.set()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _interruptible(work: Callable[[Item], Result], item: Item) -> Result:
    """Let an interruption stop the work, or keep it from starting; the parent process gets it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        if _interrupted.is_set():
            raise KeyboardInterrupt
        return work(item)
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _held() -> Iterator[None]:
    """Hold interruptions back, in the processes that begin in the block until they can note one."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
