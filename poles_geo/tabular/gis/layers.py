"""Tables with a geometry, for a GIS: GeoPackage, GeoJSON, GeoParquet; what they carry goes inside.

GeoJSON is in degrees, as its standard asks; what is read from one is in its own projection again.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from pandas.api.types import infer_dtype

from poles_geo.errors import LayoutError, TableError, worded
from poles_geo.projections import DEGREES
from poles_geo.tabular.gis.qgis_style import write_style
from poles_geo.tabular.metadata import FORM, attrs_of, carried
from poles_geo.tabular.table_form import form_of, is_form, levels_of

if TYPE_CHECKING:
    import geopandas as gpd

INSIDE, PROJECTION = "poles_geo", "projection"
"""Key of what the table carries inside a file; that of its projection, in a GeoJSON."""
LAYER = "table"
"""Of a GeoPackage, beside its style."""
DAMAGED = (
    *(OSError, ValueError, TypeError, AttributeError, RuntimeError, LookupError),
    ArithmeticError,
)
"""What the libraries of these formats raise on a file that is none of theirs."""


def write_layer(table: pd.DataFrame, path: Path) -> None:
    """Write a table with its geometry, its index as a column, and its `attrs`.

    Parameters
    ----------
    table : GeoDataFrame
        For a ``.parquet``, any table.
    path : Path
        Ends with ``.gpkg``, ``.geojson`` or ``.parquet``.

    Raises
    ------
    TableError
        No geometry, or no projection, for a GeoPackage or a GeoJSON.
    """
    names = [str(name) for name in [*levels_of(table), *table.columns]]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise TableError(
            f"table : colonnes en double ({', '.join(repeated)}) ; renommez-les, ou n'en gardez "
            "qu'une."
        )
    form = form_of(table)
    said = carried(table.attrs) | ({FORM: form} if is_form(form) else {})
    WRITERS[path.suffix.lower()](_plain(table), path, said)


def read_layer_table(path: Path) -> tuple[pd.DataFrame, dict[str, Any] | None]:
    """Read a file of :func:`write_layer`, or another of its kind, as it is.

    Returns
    -------
    table : DataFrame or GeoDataFrame
        Every column, in the projection that it was written with. `attrs`: what it carries.
    form : dict or None
        By which :func:`poles_geo.tabular.table_form.retyped` gives the table back, where it is
        there.

    Raises
    ------
    LayoutError
        The file is none of its format; a GeoPackage of several layers.
    """
    import shapely

    kind = path.suffix.lower()
    try:
        table, said = READERS[kind](path)
    except LayoutError:
        raise
    except (*DAMAGED, shapely.errors.ShapelyError) as error:
        raise LayoutError(f"{path.name} : ce n'est pas un fichier {kind} lisible.") from error
    known = said if isinstance(said, Mapping) else {}
    table.attrs = attrs_of(known)
    form = known.get(FORM)
    return table, form if is_form(form) else None


def carried_by(path: Path) -> dict[str, Any]:
    """Give what a GeoPackage or a GeoJSON that can be read carries; nothing in those of others."""
    said: Any = {}
    if path.suffix.lower() == ".gpkg":
        said = _inside(path, _placed_layers(path)[0])
    elif path.suffix.lower() == ".geojson":
        said = json.loads(path.read_text("utf-8-sig", errors="replace")).get(INSIDE)
    return attrs_of(said) if isinstance(said, Mapping) else {}


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Put the index in a column, and categories in text."""
    levels = levels_of(table)
    flat = (table.reset_index(level=levels) if levels else table).rename(columns=str)
    flat.columns.name = None
    texts = {name: "str" for name in flat if isinstance(flat[name].dtype, pd.CategoricalDtype)}
    return flat.astype(texts)


def _placed(table: pd.DataFrame, kind: str) -> "gpd.GeoDataFrame":
    import geopandas as gpd

    if not isinstance(table, gpd.GeoDataFrame) or table.active_geometry_name is None:
        raise TableError(
            f"table : un fichier {kind} demande une géométrie ; "
            + worded(
                "joignez-la par le code : geopandas.GeoDataFrame(table, "
                "geometry=bassins.geometry.reindex(table.index)), qui garde ses attrs.",
                "le tableau n'en a pas : écrivez un .csv, un .xlsx ou un .parquet.",
            )
        )
    if table.crs is None:
        raise TableError(f"table : sans projection ; table.set_crs(2154) la dit, pour {kind}.")
    return table


def _write_gpkg(table: pd.DataFrame, path: Path, said: dict[str, Any]) -> None:
    import pyogrio  # type: ignore[import-untyped]

    placed = _placed(table, "GeoPackage")
    pyogrio.write_dataframe(
        placed,
        path,
        layer=LAYER,
        driver="GPKG",
        dataset_options={"VERSION": "1.2"},
        layer_metadata={INSIDE: json.dumps(said, ensure_ascii=False)},
    )
    write_style(placed, path, LAYER)


def _write_geojson(table: pd.DataFrame, path: Path, said: dict[str, Any]) -> None:
    placed = _placed(table, "GeoJSON")
    assert placed.crs is not None
    content = json.loads(placed.to_crs(DEGREES).to_json(drop_id=True))
    content[INSIDE] = {**said, PROJECTION: placed.crs.to_string()}
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def _write_parquet(table: pd.DataFrame, path: Path, said: dict[str, Any]) -> None:
    kept = table.copy(deep=False)
    kept.attrs = {}
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        kept.to_parquet(path, index=False)
    except (pa.ArrowException, TypeError) as error:
        kinds = [str(name) for name in kept if _is_mixed(kept[name])]
        raise TableError(
            "table : un .parquet tient des colonnes d'un seul type"
            + (f" ; mêlées : {', '.join(kinds)}." if kinds else ".")
        ) from error
    written = pq.read_table(path)
    inside = {INSIDE.encode(): json.dumps(said, ensure_ascii=False).encode()}
    schema = {**(written.schema.metadata or {}), **inside}
    pq.write_table(written.replace_schema_metadata(schema), path, compression="zstd")


def _is_mixed(column: pd.Series) -> bool:
    return infer_dtype(column, skipna=True).startswith(("mixed", "complex"))


def _read_gpkg(path: Path) -> tuple[pd.DataFrame, Any]:
    import pyogrio

    placed = _placed_layers(path)
    if len(placed) > 1 and LAYER not in placed:
        raise LayoutError(
            f"{path.name} : plusieurs couches ({', '.join(placed)}) ; gardez-en une par fichier."
        )
    layer = LAYER if LAYER in placed else placed[0]
    return pyogrio.read_dataframe(path, layer=layer), _inside(path, layer)


def _placed_layers(path: Path) -> list[str]:
    """Name the layers of a GeoPackage that have a geometry: styles have none."""
    import pyogrio

    return [str(name) for name, geometry in pyogrio.list_layers(path) if geometry is not None]


def _inside(path: Path, layer: str) -> Any:
    import pyogrio

    carried = pyogrio.read_info(path, layer=layer).get("layer_metadata") or {}
    return json.loads(carried.get(INSIDE, "{}"))


def _read_geojson(path: Path) -> tuple[pd.DataFrame, Any]:
    import geopandas as gpd

    content = json.loads(path.read_text("utf-8-sig"))
    said = content.pop(INSIDE, {})
    table = gpd.GeoDataFrame.from_features(content["features"], crs=DEGREES)
    return table.to_crs(said.get(PROJECTION, DEGREES)), said


def _read_parquet(path: Path) -> tuple[pd.DataFrame, Any]:
    import pyarrow.parquet as pq

    inside = pq.read_schema(path).metadata or {}
    said = json.loads(inside.get(INSIDE.encode(), b"{}"))
    if b"geo" not in inside:
        return pd.read_parquet(path), said
    import geopandas as gpd

    return gpd.read_parquet(path), said


WRITERS: dict[str, Callable[[pd.DataFrame, Path, dict[str, Any]], None]] = {
    ".gpkg": _write_gpkg,
    ".geojson": _write_geojson,
    ".parquet": _write_parquet,
}
READERS: dict[str, Callable[[Path], tuple[pd.DataFrame, Any]]] = {
    ".gpkg": _read_gpkg,
    ".geojson": _read_geojson,
    ".parquet": _read_parquet,
}
