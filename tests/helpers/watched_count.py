"""A count in a process of its own, and a copy of every file that it writes on the way.

A file that is deleted at once is kept all the same: it is given a second name as it appears.
"""

import contextlib
import os
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

WATCHED = ("spill", "tmp", "cache", "home", "cwd")
KEPT = "kept"


@contextlib.contextmanager
def keeping(folder: Path) -> Iterator[None]:
    """Keep what appears in the folders watched, whatever becomes of it."""
    stop, known = threading.Event(), set()

    def keep() -> None:
        while not stop.is_set():
            for name in WATCHED:
                for parent, _, files in os.walk(folder / name):
                    for path in {f"{parent}/{file}" for file in files} - known:
                        known.add(path)
                        with contextlib.suppress(OSError):
                            os.link(path, folder / KEPT / f"{name}-{len(known)}")

    watch = threading.Thread(target=keep)
    watch.start()
    try:
        yield
    finally:
        stop.set()
        watch.join()


def main(folder: Path, source: Path, kind: str, guard: str) -> None:
    """Count a register and sum it up by bassin: ``file`` or ``table``, ``guarded`` or ``open``."""
    import pandas as pd
    import polars as pl

    import poles_geo.counting.register
    from poles_geo.counting.aggregate import aggregate
    from poles_geo.counting.count import count_professionals

    if guard == "open":
        poles_geo.counting.register.nothing_on_disk = contextlib.nullcontext
    table = pl.scan_csv(source, separator="|", quote_char=None, infer_schema=False)
    with keeping(folder), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        counted = count_professionals(source if kind == "file" else table, postal="none")
        communes = pd.Index(counted.places.communes["code_commune"].unique(), name="code_commune")
        effectifs = aggregate(counted, pd.DataFrame({"code_bassin": communes}, index=communes))
    told = (counted.bilan.n_rows, counted.bilan.n_persons, effectifs["effectif"].sum())
    sys.stdout.write(" ".join(map(str, told)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
