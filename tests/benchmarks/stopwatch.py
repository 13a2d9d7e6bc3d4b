"""Times of jobs compared in one run."""

import time
from collections.abc import Callable
from statistics import median


class Rounds:
    """Times of several jobs, in seconds, over rounds in which each runs in its turn.

    A machine whose speed changes from one minute to the next slows the jobs of a round alike:
    their ratio hardly changes.
    """

    def __init__(self, *jobs: Callable[[], object], rounds: int = 7) -> None:
        self.times = [[timed(job) for job in jobs] for _ in range(rounds)]

    def best(self, job: int) -> float:
        """Shortest time of a job."""
        return min(times[job] for times in self.times)

    def ratio(self, job: int, reference: int) -> float:
        """How many times longer than another a job takes: median over the rounds."""
        return median(times[job] / times[reference] for times in self.times)


def timed(job: Callable[[], object]) -> float:
    """Time of a job, in seconds."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start
