"""Values that an argument should not have, and tables that are not what a function needs.

What is asked of a public function given one: the right answer, or an error of the library that
names the argument. Anything else has crossed its door.
"""

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import shapely

from poles_geo.errors import PolesGeoError

TYPES: dict[str, Any] = {
    "None": None,
    "3": 3,
    "-1": -1,
    "10**20": 10**20,
    "2.5": 2.5,
    "nan": float("nan"),
    "inf": float("inf"),
    "texte": "texte",
    "b''": b"",
    "object": object(),
    "list": [],
    "dict": {},
    "Series": pd.Series([1.5, 2.5]),
    "array": np.array([1.5, 2.5]),
    "lambda": lambda *_: None,
    "list of numbers": [1, 2],
    "dossier": ".",
    "polars": pl.DataFrame({"a": [1]}),
    "pyarrow": pa.table({"a": [1]}),
    "DataFrame": pd.DataFrame({"a": [1, 2]}),
    "GeoDataFrame": gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(0, 0)], crs=2154),
}
"""Values of every kind; each argument has a few that it takes."""


def wrong_tables(table: pd.DataFrame) -> Iterator[tuple[str, Any]]:
    """Give tables made wrong from a right one."""
    yield "empty", table.iloc[:0]
    yield "no column", table[[]]
    yield "nothing", pd.DataFrame()
    for name in table.columns:
        yield f"without {name}", pd.DataFrame(table).drop(columns=name)
    for name, index in {
        "RangeIndex": pd.RangeIndex(len(table)),
        "integers": pd.Index(range(59001, 59001 + len(table)), name=table.index.name),
        "floats": pd.Index(np.arange(59001.0, 59001.0 + len(table)), name=table.index.name),
        "lost zeros": pd.Index(range(1004, 1004 + len(table)), name=table.index.name),
        "lost zeros in text": pd.Index(
            [str(code) for code in range(1004, 1004 + len(table))], name=table.index.name
        ),
        "one code": pd.Index([table.index[0]] * len(table), name=table.index.name),
        "MultiIndex": pd.MultiIndex.from_arrays([table.index, range(len(table))]),
        "NaN": pd.Index([np.nan, *table.index[1:]], dtype=object, name=table.index.name),
        "dates": pd.date_range("2024-01-01", periods=len(table)),
        "tuples": pd.Index([(code, 1) for code in table.index], tupleize_cols=False),
    }.items():
        yield f"index: {name}", table.set_axis(index)
    yield "column twice", pd.concat([pd.DataFrame(table)] * 2, axis=1)
    yield (
        "MultiIndex of columns",
        pd.DataFrame(table).set_axis(
            pd.MultiIndex.from_product([["a"], [*table.columns]]), axis="columns"
        ),
    )
    arrayed = table.copy()
    arrayed.attrs = {**table.attrs, "essai": [np.arange(3)]}
    yield "attrs: array", arrayed
    yield "columns of numbers", pd.DataFrame(table).set_axis(range(table.shape[1]), axis="columns")
    plain = pd.DataFrame(table)
    for name in plain.columns:
        if pd.api.types.is_numeric_dtype(plain[name]):
            for value in (-1, np.nan, np.inf, -np.inf, 1e300, 2.5, pd.NA, None, "texte", object()):
                yield f"{name} = {value!r}"[:40], _with(table, name, value)
        elif name != "geometry":
            for value in (3, None, np.nan, "", "inconnu", object()):
                yield f"{name} = {value!r}"[:40], _with(table, name, value)
    if isinstance(table, gpd.GeoDataFrame):
        yield from _wrong_geometries(table)
    yield "polars", pl.from_pandas(pd.DataFrame(table).drop(columns="geometry", errors="ignore"))
    yield "pyarrow", pa.Table.from_pandas(plain.drop(columns="geometry", errors="ignore"))


def _with(table: pd.DataFrame, column: Any, value: object) -> pd.DataFrame:
    """Put a value in the first row of a column."""
    values = [value, *table[column].tolist()[1:]]
    return table.assign(**{column: pd.Series(values, table.index, dtype=object)})


def _wrong_geometries(table: gpd.GeoDataFrame) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    yield "no CRS", table.set_crs(None, allow_override=True)
    yield "degrees", table.to_crs(4326)
    yield (
        "no active geometry",
        gpd.GeoDataFrame(pd.DataFrame(table).rename(columns={"geometry": "g"})),
    )
    others = table.geometry.tolist()[1:]
    bowtie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    for name, shape in {
        "None": None,
        "empty": shapely.Point(),
        "empty polygon": shapely.Polygon(),
        "bow tie": bowtie,
        "line": shapely.LineString([(0, 0), (1, 1)]),
        "nan": shapely.Point(np.nan, np.nan),
        "inf": shapely.Point(np.inf, 0),
        "collection": shapely.GeometryCollection(),
    }.items():
        yield f"geometry: {name}", table.set_geometry([shape, *others], crs=table.crs)


def same_tables(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give tables that say the same as one, in other types."""
    plain = table.drop(columns="geometry", errors="ignore")
    for name in plain.columns:
        yield (
            f"{name} categorical",
            table.assign(**{name: pd.DataFrame(plain)[name].astype("category")}),
        )
    arrow = pd.DataFrame(plain).convert_dtypes(dtype_backend="pyarrow")
    yield "arrow", table.assign(**dict(arrow.items()))
    yield "object", table.assign(**dict(pd.DataFrame(plain).astype(object).items()))
    yield "nullable", table.assign(**dict(pd.DataFrame(plain).convert_dtypes().items()))
    name = table.index.name
    texts = table.index.astype(str)
    yield "categorical index", table.set_axis(pd.CategoricalIndex(texts, name=name))
    yield (
        "arrow index",
        table.set_axis(pd.Index(texts, dtype=pd.ArrowDtype(pa.string()), name=name)),
    )
    yield "object index", table.set_axis(pd.Index(texts, dtype=object, name=name))


def outcome(call: Callable[[], Any], *names: str) -> str:
    """Say what has crossed the door of a call, or nothing."""
    with warnings.catch_warnings(action="ignore"):
        try:
            call()
        except PolesGeoError as error:
            text = str(error).replace("\u202f", " ").replace("\xa0", " ")
            if not any(name in text for name in names):
                return f"unnamed: {type(error).__name__}: {text[:150]}"
        except Exception as error:  # noqa: BLE001 what is looked for
            last = error.__traceback__
            while last and last.tb_next:
                last = last.tb_next
            where = f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last else ""
            return f"{type(error).__name__}: {str(error)[:110]!r} @{where[-50:]}"
    return ""
