"""Times of jobs compared in one run."""

import time
from collections.abc import Callable


def best(*jobs: Callable[[], object], rounds: int = 7) -> list[float]:
    """Shortest time of each job, in seconds, over rounds in which each runs in its turn.

    A machine whose speed changes from one minute to the next slows them all alike.
    """
    times = [[timed(job) for job in jobs] for _ in range(rounds)]
    return [min(column) for column in zip(*times, strict=True)]


def timed(job: Callable[[], object]) -> float:
    """Time of a job, in seconds."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start
