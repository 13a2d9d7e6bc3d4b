"""Work shared out among processes, by joblib; none of them outlives the one that asks."""

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import resource_tracker
from threading import Thread
from typing import TypeVar

from joblib import Parallel, delayed

from poles_geo.errors import PolesGeoError, is_told_to_command, told_to_command, worded

Item = TypeVar("Item")
Result = TypeVar("Result")


def shared_out(
    work: Callable[[Item], Result], items: Iterable[Item], workers: int
) -> Iterator[tuple[Item, Result]]:
    """Give each item with the result of `work`, in the order they are finished."""
    items, to_command = list(items), is_told_to_command()

    def done(k: int, item: Item) -> tuple[int, Result]:
        with told_to_command(really=to_command):
            return k, work(item)

    tasks = (delayed(done)(k, item) for k, item in enumerate(items))
    shared = Parallel(
        n_jobs=max(1, workers), return_as="generator_unordered",
        initializer=_end_with, initargs=(os.getpid(),),
    )  # fmt: skip
    try:
        with _deaf_to_interruptions():
            results = shared(tasks)
        yield from ((items[k], result) for k, result in results)
    except BrokenProcessPool as error:
        remedy = worded(
            "recommencez avec workers=1",
            "fermez d'autres programmes et recommencez, au besoin par quelques cartes (--cartes)",
        )
        raise PolesGeoError(
            f"un processus s'est arrêté tout seul, souvent faute de mémoire : {remedy}."
        ) from error


@contextmanager
def _deaf_to_interruptions() -> Iterator[None]:
    """Have the processes started here leave Ctrl-C to the one that asks, which gets it after."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # started inside, it would let Ctrl-C in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with(caller: int) -> None:
    """End this process with the one that called it, were that one killed."""

    def wait() -> None:
        while os.getppid() == caller:
            time.sleep(0.2)
        os._exit(1)

    Thread(target=wait, daemon=True).start()
