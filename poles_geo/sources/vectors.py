"""Vector files: the layers of a file and the features of one, or a refusal in our own words."""

from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyogrio  # type: ignore[import-untyped]
import shapely

from poles_geo.errors import LayoutError, SourceError, check_choice
from poles_geo.inputs import absent

VECTORS = (".gpkg", ".shp", ".geojson", ".json", ".fgb")
"""Suffixes of the files that :func:`read_layer` reads."""
UNREADABLE = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pa.ArrowException,
    shapely.errors.ShapelyError,
    UnicodeDecodeError,
    RuntimeError,
    OSError,
    ValueError,
)
"""What pyogrio raises on damaged files."""


def check_vector(path: Path, subject: str = "") -> None:
    """Refuse what is no file on a disk: the library of these formats goes to and fro in it.

    Raises
    ------
    SourceError
        Nothing is there, or a pipe.
    """
    if not path.exists():
        raise SourceError(f"{subject}{absent(path)}")
    if not path.is_file():
        raise SourceError(
            f"{subject}{path} n'est pas un fichier enregistré ; enregistrez-le, puis donnez-le."
        )


def layers_of(path: str, refusal: str) -> list[str]:
    """List the layers of a file that have a geometry; all of them when none has.

    QGIS keeps its styles in a layer without geometry.

    Raises
    ------
    LayoutError
        No vector file, or damaged; the message is `refusal`.
    """
    try:
        layers = pyogrio.list_layers(path)
    except UNREADABLE as error:
        raise LayoutError(refusal) from error
    placed = [str(name) for name, geometry in layers if geometry is not None]
    return placed or [str(name) for name, _ in layers]


def read_only_layer(
    path: Path, subject: str, *, layer: str | None = None, remedy: str
) -> gpd.GeoDataFrame:
    """Read the polygons of a file: its only layer, or the one that is named.

    Parameters
    ----------
    path : Path
    subject : str
        What the file is, before its name, in messages.
    layer : str, optional
    remedy : str
        What to do when it has several and none is named; it may name one as ``{first}``.

    Raises
    ------
    SourceError
        The file is not there.
    LayoutError
        No vector file; no geometry; several layers.
    ChoiceError
        No such layer.
    """
    check_vector(path, f"{subject} : ")
    told = f"{subject} : {path.name}"
    refusal = f"{told} n'est pas un fichier lisible de polygones ({', '.join(VECTORS)})."
    found = layers_of(str(path), refusal)
    if layer is not None:
        layer = check_choice(layer, found, "layer")
    elif len(found) > 1:
        remedy = remedy.replace("{first}", found[0])
        raise LayoutError(f"{told} a plusieurs couches ({', '.join(found)}) ; {remedy}.")
    return read_layer(str(path), layer or next(iter(found), None), told, refusal)


def read_layer(path: str, layer: str | None, name: str, refusal: str) -> gpd.GeoDataFrame:
    """Read the features of a layer.

    Parameters
    ----------
    path : str
        Of the file, or of one in an archive.
    layer : str or None
    name : str
        Of the file, for messages.
    refusal : str
        Message for a file that is not read.

    Raises
    ------
    LayoutError
        Damaged; columns of one name; no geometry.
    """
    try:
        frame = pyogrio.read_dataframe(path, layer=layer, use_arrow=True)
        texts = frame.select_dtypes(["object", "string"])
        for rank in range(texts.shape[1]):
            texts.iloc[:, rank].tolist()
    except UNREADABLE as error:
        raise LayoutError(refusal) from error
    if repeated := frame.columns[frame.columns.duplicated()].unique().tolist():
        raise LayoutError(f"{name} : colonnes en double : {', '.join(repeated)}.")
    if not isinstance(frame, gpd.GeoDataFrame):
        raise LayoutError(f"{name} : la couche {layer or ''} n'a pas de géométrie.")
    return frame
