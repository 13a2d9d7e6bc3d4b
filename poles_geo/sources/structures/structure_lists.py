"""Lists of care structures, in whatever layout: FINESS, a table of one's own, a layer of points.

Each layout gives the same rows: what a structure is, the commune that it declares, and coordinates
as published. Where they fall is for :mod:`poles_geo.communes.structure_points`. Columns that are
not known are left: an address or a telephone never goes further.
"""

import zipfile
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path, PurePosixPath

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poles_geo import projections
from poles_geo.codes import repair_codes
from poles_geo.errors import ChoiceError, LayoutError
from poles_geo.inputs import readable
from poles_geo.sources.by_commune import (
    CODE_COMMUNE,
    Source,
    code_column,
    read_only_table,
    read_tables,
)
from poles_geo.sources.structures.finess import (
    coordinates,
    is_finess,
    projection_named,
    read_finess,
    whole_code,
)
from poles_geo.sources.structures.finess_json import is_finess_json, read_finess_json
from poles_geo.sources.vectors import VECTORS, check_vector, layers_of, read_layer
from poles_geo.tabular.archives import opened
from poles_geo.tabular.books.sheet_tables import Table, layout_error
from poles_geo.tabular.books.sheets import Sheet
from poles_geo.tabular.gis.layers import carried_by, read_layer_table
from poles_geo.tabular.headings import plain
from poles_geo.tabular.metadata import read_metadata
from poles_geo.tabular.texts.delimited import decoded
from poles_geo.tabular.texts.streams import SPREADSHEETS, TextFile, date_in

NAMES: dict[str, tuple[str, ...]] = {
    "nom": (
        "nom", "nomstructure", "nomdelastructure", "denomination", "raisonsociale", "rslongue",
        "rs", "libelle", "intitule", "structure", "nomlong", "nomcomplet",
    ),
    "statut": ("statut", "etat", "avancement", "etatdavancement"),
    "nature": (
        "nature", "type", "typestructure", "typedestructure", "libcategetab", "categorielibelle",
        "libellecategorie",
    ),
    "territoire": ("territoire",),
    "finess": ("finess", "nofinesset", "numerofiness", "numerofinesset", "nofiness", "finesset"),
    "categorie": ("categetab", "categorie", "codecategorie", "categcode"),
    "longitude": ("longitude", "lon", "lng", "long"),
    "latitude": ("latitude", "lat"),
    "x": ("coordxet", "x", "xl93", "xlambert93", "lambertx", "coordx"),
    "y": ("coordyet", "y", "yl93", "ylambert93", "lamberty", "coordy"),
    "projection": ("sourcecoordet",),
}  # fmt: skip
"""Plain spellings of the columns of a table of structures."""
MEANT = (*(name for name in NAMES if name != "projection"), "code_commune")
"""What a column may be said to be."""
TEXTS = ("nom", "statut", "nature", "territoire", "finess", "categorie")
HEAD = 4096
REGISTER = {"nofinesset", "categetab", "commune", "departement"}
"""Columns of FINESS, in a copy that has a header."""
EXPECTED = "nom, code_commune (ou longitude et latitude), et selon le cas statut, nature"
DEGREES = f"EPSG:{projections.DEGREES}"


def read_structure_list(
    source: Source,
    *,
    columns: Mapping[str, str] | None = None,
    crs: str | int | None = None,
    layer: str | None = None,
) -> pd.DataFrame:
    """Read the rows of a list of structures.

    Parameters
    ----------
    source : path, DataFrame or GeoDataFrame
    columns : mapping, optional
        Name of a column → what it is, one of :data:`MEANT`.
    crs : str or int, optional
        System of the columns x, y, or of the layer, in place of what it says.
    layer : str, optional
        Of a vector file that has several.

    Returns
    -------
    DataFrame
        ligne (in the file, from 1), those of :data:`TEXTS` that are known, code_commune (text as
        published, "" without), and, where there are coordinates, x, y and projection (text, empty
        when it is not said), or x_bis, y_bis besides. `attrs`: source, date and what the reader
        of the layout has set aside.

    Raises
    ------
    SourceError
        No such file.
    LayoutError
        None of the layouts; a layer without points, or several layers.
    ChoiceError
        A column said to be what is none of :data:`MEANT`.
    """
    said = dict(columns or {})
    if wrong := sorted(set(said.values()) - set(MEANT)):
        raise ChoiceError(
            f"columns : {', '.join(wrong)} ; une colonne est l'une de : {', '.join(MEANT)}."
        )
    if isinstance(source, gpd.GeoDataFrame) and source.active_geometry_name is not None:
        return _points(source, "table des structures", said, crs)
    if isinstance(source, pd.DataFrame):
        return _table(source, said, crs)
    path = readable(Path(source))
    if (text := _text_of(path)) is not None:
        with text.open() as (stream, _):
            first = stream.read(HEAD)
        head = first.decode("cp1252", "replace").lstrip("\ufeffï»¿ \t\r\n")
        if is_finess(head):
            with text.open() as (stream, _):
                found = read_finess(decoded(stream.read(), text.name), text.name)
            return _with_dates(found, path)
        if head.startswith("{") and is_finess_json(head):
            with text.open() as (stream, _):
                found = read_finess_json(stream, text.name)
            return _with_dates(found, path)
    if path.suffix.lower() == ".parquet":
        return _with_dates(
            read_structure_list(read_layer_table(path)[0], columns=said, crs=crs), path
        )
    if path.suffix.lower() in VECTORS:
        return _with_dates(_layer(path, layer, said, crs), path)
    return _with_dates(_table(path, said, crs), path)


def _text_of(path: Path) -> TextFile | None:
    """Give the text that may be of FINESS: a file, gzipped or not, or the only one of a zip."""
    if not path.is_file():
        return None
    if not zipfile.is_zipfile(path):
        return TextFile(path)
    if path.suffix.lower() in SPREADSHEETS:
        return None
    with opened(path, path.name) as archive:
        members = [name for name in archive.namelist() if not name.startswith("__MACOSX")]
    tables, texts = (
        [name for name in members if PurePosixPath(name).suffix.lower() in suffixes]
        for suffixes in ((".csv", ".json"), (".txt",))
    )
    alone = tables or texts
    return TextFile(path, alone[0]) if len(alone) == 1 else None


def _with_dates(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Say where a table comes from and of when: what is beside it, in it, else in its name."""
    date = date_in(path.name)
    named = {"source": path.name, **({"date": date} if date else {})}
    table.attrs = dict(chain(named.items(), table.attrs.items(), read_metadata(path).items()))
    return table


def _layer(
    path: Path, layer: str | None, said: Mapping[str, str], crs: str | int | None
) -> pd.DataFrame:
    check_vector(path)
    refusal = f"{path.name} n'est pas un fichier lisible de points ({', '.join(VECTORS)})."
    layers = layers_of(str(path), refusal)
    if layer is None and len(layers) > 1:
        raise LayoutError(
            f"{path.name} a plusieurs couches ({', '.join(layers)}) ; donnez-en une par layer=."
        )
    if layer is not None and layer not in layers:
        raise ChoiceError(f"layer = {layer!r} : couches de {path.name} : {', '.join(layers)}.")
    table = read_layer(str(path), layer or next(iter(layers), None), path.name, refusal)
    table.attrs.update(carried_by(path) if len(layers) == 1 else {})
    return _points(table, path.name, said, crs)


def _points(
    layer: gpd.GeoDataFrame, name: str, said: Mapping[str, str], crs: str | int | None
) -> pd.DataFrame:
    """Read a layer of points."""
    shapes = layer.geometry
    if shapes.crs is None and crs is None:
        raise LayoutError(
            f"{name} ne dit pas le système de ses coordonnées ; dites-le par crs= "
            "(« EPSG:2154 », « EPSG:4326 »)."
        )
    empty = shapes.isna() | shapes.is_empty
    other = sorted(set(gpd.GeoSeries(shapes[~empty]).geom_type) - {"Point"})
    if other:
        raise LayoutError(
            f"{name} : des points sont attendus ; trouvé : {', '.join(other)}. "
            "table.set_geometry(table.representative_point()) en donne."
        )
    known = pd.DataFrame(layer.drop(columns=shapes.name))
    sheets, tables, _ = read_tables(known, lambda _: True)
    table = _known(tables[0], said, places=True, sheets=sheets)
    rows = np.flatnonzero(~empty.to_numpy())
    xy = np.full((len(layer), 2), np.nan)
    xy[rows] = shapely.get_coordinates(np.asarray(shapes)[rows])
    table["x"], table["y"] = xy.T
    table["projection"] = _system(crs) if crs is not None else str(layer.crs)
    table.attrs = dict(layer.attrs)
    return table


def _table(source: Source, said: Mapping[str, str], crs: str | int | None) -> pd.DataFrame:
    """Read a table of one's own."""
    own = {plain(name) for name in said}
    names = own | set(NAMES["nom"])
    places = own | set(CODE_COMMUNE) | set(NAMES["longitude"]) | set(NAMES["x"])
    found, name = read_only_table(
        source,
        lambda header: bool(header & names) and bool(header & places),
        EXPECTED,
        "liste de structures",
    )
    sheets = [found.sheet]
    table = _known(found, said, places=False, sheets=sheets)
    columns = _meanings(found, said)
    data = found.data
    pairs = [("longitude", "latitude", DEGREES), ("x", "y", "" if crs is None else _system(crs))]
    for east, north, system in pairs:
        if east in columns and north in columns:
            table["x"] = coordinates(data[columns[east]])
            table["y"] = coordinates(data[columns[north]])
            table["projection"] = system
            break
    else:
        if not (table["code_commune"] != "").any():
            raise layout_error(f"{name} : rien ne dit où sont les structures", EXPECTED, sheets)
    if "projection" in columns and "x" in table and crs is None and "longitude" not in columns:
        table["projection"] = [projection_named(cell) for cell in data[columns["projection"]]]
    table.attrs = dict(found.data.attrs)
    if set(found.columns) >= REGISTER:
        table.attrs["registre"] = True
    return table


def _system(crs: str | int) -> str:
    """Write a system as « EPSG:2154 », or as it is given."""
    return f"EPSG:{crs}" if str(crs).isdigit() else str(crs)


def _meanings(table: Table, said: Mapping[str, str]) -> dict[str, str]:
    """Tell which column of a table is what: as said, else by its name."""
    asked = {plain(name): meant for name, meant in said.items()}
    absent = [name for name in said if plain(name) not in table.columns]
    if absent:
        raise ChoiceError(
            f"columns : {', '.join(absent)} absente de {table.name} ; colonnes : "
            f"{', '.join(table.data.columns)}."
        )
    found = {meant: table.columns[key] for key, meant in asked.items()}
    for meant, spellings in NAMES.items():
        free = [key for key in spellings if key in table.columns and key not in asked]
        if meant not in found and free:
            found[meant] = table.columns[free[0]]
    return found


def _known(
    table: Table, said: Mapping[str, str], *, places: bool, sheets: Sequence[Sheet]
) -> pd.DataFrame:
    """Keep the columns that say what a structure is and its commune; `places`: it has points."""
    columns = _meanings(table, said)
    if "nom" not in columns:
        raise layout_error(f"{table.name} : colonne du nom introuvable", EXPECTED, sheets)
    rows = {name: table.data[columns[name]] for name in TEXTS if name in columns}
    if {"rs", "rslongue"} <= set(table.columns) and columns["nom"] == table.columns["rslongue"]:
        rows["nom"] = rows["nom"].where(rows["nom"] != "", table.data[table.columns["rs"]])
    known = pd.DataFrame({"ligne": table.lines, **rows})
    known["code_commune"] = _codes(
        table, columns, places or "x" in columns or "longitude" in columns
    )
    return known


def _of_finess(table: Table) -> pd.Series:
    """Put the communes of a copy of FINESS that has a header after their départements."""
    pairs = zip(
        table.data[table.columns["departement"]], table.data[table.columns["commune"]], strict=True
    )
    codes = [whole_code(departement, commune) for departement, commune in pairs]
    return pd.Series(codes, index=table.data.index, dtype="str", name="commune")


def _codes(table: Table, columns: Mapping[str, str], optional: bool) -> pd.Series:
    """Read the column of communes; nothing where `optional` and none looks like codes."""
    if "code_commune" in columns:
        return table.data[columns["code_commune"]]
    nothing = pd.Series("", index=table.data.index, dtype="str")
    free = {name: key for name, key in table.columns.items() if key not in columns.values()}
    if not set(CODE_COMMUNE) & set(free):
        return nothing
    cells = _of_finess(table) if set(table.columns) >= REGISTER else code_column(table)
    codes = repair_codes(cells).codes
    if optional and not codes.notna().any():
        return nothing
    if codes.notna().mean() < 0.5 and not optional:
        raise LayoutError(
            f"{table.name}, colonne {cells.name} : des codes de communes de l'Insee (59350) sont "
            'attendus ; columns={"votre colonne": "code_commune"} dit laquelle en a.'
        )
    return cells
