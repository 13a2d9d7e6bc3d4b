"""The engine that counts: Polars for what the library reads, that of the frame when one is given.

What depends on it is here, but for the reading of files, and for the names of columns that Spark
cannot read. Rules are narwhals expressions, the same for every engine.
"""

import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
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


@dataclass(frozen=True, eq=False)
class Numbered:
    """Rows of persons under other names, and what they say.

    Attributes
    ----------
    rows : LazyFrame
        ``personne``, ``fiche``, ``nombre`` (how many persons the row stands for), and the other
        columns of the rows given.
    fiches : DataFrame
        ``fiche``, ``dite`` (its text) and ``lignes`` (rows that say it).
    n_persons : int
    """

    rows: nw.LazyFrame[Any]
    fiches: nw.DataFrame[pl.DataFrame]
    n_persons: int


def numbered(rows: nw.LazyFrame[Any]) -> Numbered:
    """Count the persons, and what their rows say.

    Where rows are here, numbers that mean nothing replace identifiers and fiches, and persons of
    one row who say the same share it.
    """
    if not _is_here(rows):
        fiches = collected(rows.group_by(nw.col("fiche").alias("dite")).agg(lignes=nw.len()))
        n_persons = int(collected(rows.select(nw.col("personne").n_unique())).item())
        rows = rows.with_columns(nombre=nw.lit(1, nw.Int32))
        return Numbered(rows, fiches.with_columns(fiche="dite"), n_persons)
    told, ordered = _hashed(nw.to_native(rows))
    first = (ordered["personne"] != ordered["personne"].shift()).fill_null(value=True)
    lines = ordered.with_columns(personne=first.cum_sum().cast(pl.Int32))
    alone = first & first.shift(-1, fill_value=True)
    others = lines.filter(~alone).with_columns(nombre=pl.lit(1, pl.Int32))
    same = lines.filter(alone).group_by(pl.exclude("personne"))
    shared = same.agg(pl.col("personne").min(), nombre=pl.len().cast(pl.Int32))
    both = pl.concat([shared, others], how="diagonal")
    return Numbered(nw.from_native(both.lazy()), nw.from_native(told), int(first.sum()))


def _hashed(rows: pl.LazyFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Replace identifiers and fiches by hashes; give what fiches say, and rows in order of person.

    In an order that nobody can find again: numbers in that of identifiers would tell them. Two
    hashes of 64 bits tell texts apart; both are drawn again in the rare case where the first does
    not tell two that the second does.
    """
    while True:
        first, second = secrets.randbits(64), secrets.randbits(64)
        hashed = rows.with_columns(
            pl.col("personne", "fiche").hash(first),
            pl.col("personne", "fiche").hash(second).name.suffix("_bis"),
            dite="fiche",
        )
        again = pl.col("fiche_bis")
        told = hashed.group_by("fiche").agg(
            pl.col("dite").first(), lignes=pl.len(), several=again.min() != again.max()
        )
        fiches = told.collect(engine="streaming")
        ordered = hashed.drop("dite", "fiche_bis").sort("personne").collect(engine="streaming")
        person, other = (ordered[name].rle_id() for name in ("personne", "personne_bis"))
        if person.equals(other) and not fiches["several"].any():
            return fiches.drop("several"), ordered.drop("personne_bis")


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
