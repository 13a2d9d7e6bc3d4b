"""The engine that counts: Polars for what the library reads, that of the frame when one is given.

What depends on it is here, but for the reading of files, and for the names of columns that Spark
cannot read. Rules are narwhals expressions, the same for every engine.
"""

import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
from narwhals.selectors import by_dtype

from poles_geo.errors import SourceError

BUDGET = "POLARS_OOC_MEMORY_BUDGET_MB"


def collected(frame: nw.LazyFrame[Any]) -> nw.DataFrame[pl.DataFrame]:
    """Compute a table, and bring it here: of persons, only when they are already here."""
    if _is_here(frame):
        return frame.collect("polars", engine="streaming")
    with engine_errors(frame):
        table = frame.collect("polars")
    # DuckDB adds whole numbers up in 128 bits.
    return table.with_columns(by_dtype(nw.Decimal, nw.Int128).cast(nw.Int64))


@contextmanager
def engine_errors(frame: nw.LazyFrame[Any]) -> Iterator[None]:
    """Say that the engine of a frame failed; of its message, which may hold data, nothing."""
    try:
        yield
    except _errors_of(frame) as error:
        raise SourceError(
            f"table donnée : {frame.implementation.name.lower()} n'a pas pu la calculer "
            f"({type(error).__name__}) ; vérifiez qu'elle se lit en entier."
        ) from None


class _Guard:
    """A setting of Polars held while someone needs it: put back by the last to leave."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.inside = 0
        self.before: str | None = None

    def __enter__(self) -> None:
        with self.lock:
            if not self.inside:
                self.before = os.environ.get(BUDGET)
                self._set(str(1 << 40))
            self.inside += 1

    def __exit__(self, *_: object) -> None:
        with self.lock:
            self.inside -= 1
            if not self.inside:
                self._set(self.before)

    def _set(self, value: str | None) -> None:
        os.environ.pop(BUDGET, None)
        if value is not None:
            os.environ[BUDGET] = value
        pl.Config.reload_env_vars()


_GUARD = _Guard()


def nothing_on_disk() -> AbstractContextManager[None]:
    """Keep Polars from writing to a folder what it has no memory for, as it does by itself."""
    return _GUARD


def settled(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Compute once what is used several times; a frame of another engine stays what it is."""
    return collected(frame).lazy() if _is_here(frame) else frame


def numbered(rows: nw.LazyFrame[Any]) -> tuple[nw.LazyFrame[Any], int]:
    """Count the persons, and add ``nombre`` to their rows: how many persons a row stands for.

    Where rows are here, numbers that mean nothing replace identifiers, and persons of one row who
    say the same share it.
    """
    if not _is_here(rows):
        n_persons = collected(rows.select(nw.col("personne").n_unique())).item()
        return rows.with_columns(nombre=nw.lit(1, nw.Int32)), int(n_persons)
    person, one = pl.col("personne"), pl.lit(1, pl.Int32)
    # In an order that nobody can find again: numbers in that of identifiers would tell them.
    hashed = nw.to_native(rows).with_columns(_ordre=person.hash(seed=secrets.randbits(64)))
    ordered = hashed.collect().sort("_ordre", "personne").drop("_ordre")
    ordered = ordered.with_columns(person.rle_id().cast(pl.Int32) + 1)
    before, after = person.shift(1, fill_value=0), person.shift(-1, fill_value=0)
    lines = ordered.with_columns(seul=(person != before) & (person != after)).lazy()
    others = lines.filter(~pl.col("seul")).select(pl.exclude("seul"), nombre=one)
    alone = lines.filter("seul").group_by(pl.exclude("personne", "seul"))
    shared = alone.agg(person.min(), nombre=pl.len().cast(pl.Int32))
    both = pl.concat([shared, others], how="diagonal")
    return settled(nw.from_native(both)), int(ordered.select(person.max()).item() or 0)


def beside(table: pd.DataFrame | nw.DataFrame[Any], frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Bring a small table to the engine of a frame."""
    local = nw.from_native(pl.from_pandas(table)) if isinstance(table, pd.DataFrame) else table
    session = getattr(nw.to_native(frame), "sparkSession", None)
    return local.lazy(frame.implementation, session=session)


def _is_here(frame: nw.LazyFrame[Any]) -> bool:
    return bool(frame.implementation.is_polars())


def _errors_of(frame: nw.LazyFrame[Any]) -> tuple[type[Exception], ...]:
    """Name what an engine raises when it fails."""
    known: tuple[type[Exception], ...] = (
        pl.exceptions.PolarsError,
        nw.exceptions.NarwhalsError,
        OSError,
    )
    if frame.implementation.is_pyspark():
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        return (*known, PySparkException, Py4JError)
    if frame.implementation.is_duckdb():
        import duckdb

        return (*known, duckdb.Error)
    return known
