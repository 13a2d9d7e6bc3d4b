"""Contours of communes, in every layout that IGN, Etalab and their copies have used.

Counts one polygon per commune, of metropolitan France in Lambert 93, or of one département overseas
in its legal projection; the others are set aside and listed. Contours are read as they are: gaps
and overlaps are checked elsewhere.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from poles_geo.codes import OVERSEAS_PREFIXES, departements_of, fold_codes, repair_codes
from poles_geo.errors import ChoiceError, Faults, LayoutError, TableError, warn, worded
from poles_geo.inputs import readable
from poles_geo.projections import LAMBERT_93, OVERSEAS_PROJECTIONS
from poles_geo.sources.plausible import check_place, check_populations, system_of
from poles_geo.sources.vectors import VECTORS, check_vector, layers_of, read_layer
from poles_geo.tabular.archives import check_contents, opened, read_member
from poles_geo.tabular.headings import plain
from poles_geo.tabular.numbers import numbers
from poles_geo.tabular.texts.quoting import quoted
from poles_geo.typography import french_count

READ = (*VECTORS, ".parquet", ".geoparquet")
CODE = (
    "inseecom",
    "codeinsee",
    "codecommune",
    "codgeo",
    "depcom",
    "insee",
    "com",
    "comcode",
    "code",
)
NAME = ("nomofficiel", "nom", "nomcom", "nomcommune", "libgeo", "libelle", "libcom", "comname")
POPULATION = ("population", "pop", "pmun", "populationmunicipale")
EPCI = (
    "sirenepci",
    "codessirendesepci",
    "codeepci",
    "codesirenepci",
    "epci",
    "epccode",
    "epcicode",
)
ASIDE_ONE, ASIDE = "commune d'outre-mer mise à part", "communes d'outre-mer mises à part"
ONE_LAYER = (
    "le fichier lui-même, ou lisez la couche par pg.read_communes(fichier, layer=…), et passez ce "
    "qu'elle donne",
    "le fichier de cette couche seule",
)
SYSTEM = (
    "donnez-le par read_communes(fichier, crs=…)",
    "enregistrez-le, depuis un SIG, avec le sien",
)
TRUE_SYSTEM = (
    "donnez le vrai système par read_communes(fichier, crs=…)",
    "corrigez dans un SIG le système que le fichier déclare",
)
"""Remedies, in Python and on the command line."""
NOT_GIVEN = ["", "NR", "NC", "None", "nan", "<NA>", r"\N"]
LISTED = re.compile(r"""\[\s*["']?([^"'\[\],]*)["']?\s*\]""")
"""Text of a list of one element."""
CITIES = {"75056": "Paris", "69123": "Lyon", "13055": "Marseille"}

Contours = str | Path | gpd.GeoDataFrame


def read_contours(
    source: Contours | Iterable[Contours],
    *,
    layer: str | None = None,
    crs: str | int | None = None,
    departement: str | None = None,
) -> gpd.GeoDataFrame:
    """Read commune contours.

    ADMIN EXPRESS (3.x and 4.0), the contours of Etalab, GeoJSON with ``code`` and ``nom``;
    GeoPackage, shapefile, GeoJSON, FlatGeobuf, GeoParquet, a folder or a zip that holds one of
    these. Several files (one per département) make one table.

    Parameters
    ----------
    source : path, GeoDataFrame, or several of them
    layer : str, optional
        Layer to read; by default the one named COMMUNE, or the only one.
    crs : str or int, optional
        Coordinate system ("EPSG:2154", 4326), in place of what the file says, if it does.
    departement : {"971", "972", "973", "974", "976"}, optional
        That overseas to read. By default the metropole; where the files have none of its communes,
        the only département overseas that they have.

    Returns
    -------
    GeoDataFrame
        EPSG:2154, or the legal projection of the département overseas; index ``code_commune``,
        sorted; ``nom``, ``departement``, ``population`` (Int64),
        ``epci``, ``geometry`` (Polygon or MultiPolygon, 2D). What the file lacks is missing.
        ``attrs["hors_metropole"]``: codes overseas set aside; ``attrs["source"]``: name of the
        file.

    Raises
    ------
    SourceError
        When there is no such file.
    LayoutError
        When no column holds commune codes, the coordinate system is missing, communes are not
        where the embedded ones are, or populations are not in persons.
    TableError
        When a code is unreadable, a commune has no polygon, or two names; when there is no commune
        of the territory.

    Warns
    -----
    UserWarning
        When the contour of a commune comes in several rows, which are merged; when communes
        overseas are set aside.
    """
    sources = [source] if isinstance(source, str | Path | gpd.GeoDataFrame) else list(source)
    read = [_communes(*_read(one, layer)) for one in sources]
    names = [table.attrs["source"] for table in read]
    name = ", ".join(names[:3]) + ("…" if len(names) > 3 else "")
    places = pd.concat([table["departement"] for table in read])
    where = departement or _only_overseas(places, name)
    tables = [_projected(gpd.GeoDataFrame(_within(table, where)), crs, where) for table in read]
    table = gpd.GeoDataFrame(pd.concat(tables)) if len(tables) > 1 else tables[0]
    if table.empty:
        raise TableError(
            f"{name} : aucune commune {f'du département {where}' if where else 'à lire'} ; "
            f"départements trouvés : {', '.join(sorted(places.unique())[:10]) or 'aucun'}."
        )
    communes = _one_row_each(table, name).sort_index()
    _check_polygons(communes, name)
    communes.geometry = shapely.force_2d(communes.geometry.to_numpy())
    away = places[places.str.startswith(OVERSEAS_PREFIXES) & (places != where)]
    communes.attrs = {"source": name, "hors_metropole": sorted(away.index.unique())}
    if len(away):
        own = sorted(away.unique())
        warn(
            f"{name} : {french_count(away.index.nunique(), ASIDE_ONE, ASIDE)} "
            f"({', '.join(own)}) ; "
            + worded(
                f'departement="{own[0]}" les lit, dans leur projection.',
                "un fichier d'un seul département les donne, dans leur projection.",
            )
        )
    return communes


def _only_overseas(places: pd.Series, name: str) -> str | None:
    """Give the only département overseas of communes of which none is of the metropole."""
    found = sorted(places.unique())
    if not found or not all(place in OVERSEAS_PROJECTIONS for place in found):
        return None
    if len(found) > 1:
        raise TableError(
            f"{name} : communes de plusieurs départements d'outre-mer ({', '.join(found)}), "
            "chacun dans sa projection ; "
            + worded(
                f'departement="{found[0]}" dit lequel lire.',
                "donnez le fichier d'un seul.",
            )
        )
    return str(found[0])


def _within(table: gpd.GeoDataFrame, departement: str | None) -> pd.DataFrame:
    """Keep the communes of a département overseas, or of the metropole."""
    overseas = table["departement"].str.startswith(OVERSEAS_PREFIXES)
    kept = table[~overseas if departement is None else table["departement"] == departement]
    kept.attrs = table.attrs
    return kept


def _read(source: Contours, layer: str | None) -> tuple[gpd.GeoDataFrame, str]:
    """Read one source as it is, and its name."""
    if isinstance(source, gpd.GeoDataFrame):
        frame = source.reset_index() if source.index.name else source
        return frame, str(source.attrs.get("source", "table"))
    path = readable(Path(source))
    if path.is_dir():
        files = [file for file in path.rglob("*") if file.suffix.lower() in READ]
        return _read(
            path / _named_commune([str(file.relative_to(path)) for file in files], path), layer
        )
    check_vector(path)
    return _open(path, layer), path.name


def _open(path: Path, layer: str | None) -> gpd.GeoDataFrame:
    """Read a vector file or the one in a zip; no more than the library of its format does."""
    if zipfile.is_zipfile(path):
        with opened(path, path.name) as archive:
            files = [file for file in archive.namelist() if file.lower().endswith(READ)]
            member = _named_commune(files, path)
            if member.lower().endswith("parquet"):
                content = read_member(archive, member, path.name)
                return _geoparquet(io.BytesIO(content), path.name)
            check_contents(archive, path.name)
        return _vector(f"/vsizip/{path.resolve()}/{member}", layer, path.name)
    if path.suffix.lower().endswith("parquet"):
        return _geoparquet(path, path.name)
    return _vector(str(path), layer, path.name)


def _geoparquet(source: Any, name: str) -> gpd.GeoDataFrame:
    try:
        frame = gpd.read_parquet(source)
    except (pa.ArrowException, OSError) as error:
        raise LayoutError(_refusal(name)) from error
    except ValueError as error:
        raise LayoutError(
            f"{name} : Parquet sans géométrie ; un GeoParquet est attendu."
        ) from error
    return frame.reset_index() if frame.index.name else frame


def _vector(path: str, layer: str | None, name: str) -> gpd.GeoDataFrame:
    layers = layers_of(path, _refusal(name))
    if layer is None:
        layer = _named_commune(layers, Path(name))
    elif layer not in layers:
        raise ChoiceError(f"{name} : couche {layer!r} absente ; couches : {', '.join(layers)}.")
    return read_layer(path, layer, name, _refusal(name))


def _refusal(name: str) -> str:
    return (
        f"{name} : contours illisibles. Formats lus : {', '.join(READ)}, un dossier ou un zip "
        "de l'un d'eux ; une archive 7z est à décompresser d'abord."
    )


def _named_commune(names: list[str], path: Path) -> str:
    """Choose the only name, or the only one that says commune; of several, the metropole's."""
    if len(names) == 1:
        return names[0]
    exact = [name for name in names if PurePosixPath(name).stem.lower() in ("commune", "communes")]
    numbered = [
        name
        for name in names
        if re.fullmatch(r"communes?[-_]?\d.*", PurePosixPath(name).stem.lower())
    ]
    for some in (exact, [n for n in exact if re.search("FXX|LAMB93", n)], numbered):
        if len(some) == 1:
            return some[0]
    raise LayoutError(
        f"{path.name} : une couche COMMUNE est attendue ; trouvé : "
        f"{', '.join(names[:15]) or 'rien'}. Donnez {worded(*ONE_LAYER)}."
    )


def _communes(frame: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Columns of the library, of every commune, in the system of the file."""
    geometry = frame.geometry
    frame = _without_lists(frame)
    names = {plain(column): column for column in frame.columns if column != geometry.name}
    repaired = repair_codes(frame[_code_column(frame, names, name)])
    faults = Faults(name)
    for motif, rows in repaired.refused.groupby("motif"):
        places = (f"{row} ({quoted(value)})" for row, value in rows["valeur"].items())
        faults.add(f"code de commune refusé, {motif}", places)
    faults.raise_if_any(TableError)

    def named(known: tuple[str, ...]) -> str | None:
        return next((names[key] for key in known if key in names), None)

    def column(known: tuple[str, ...]) -> pd.Series:
        found = named(known)
        if found is None:
            return pd.Series(np.nan, index=frame.index, dtype="str")
        cells = frame[found].astype("str").str.strip()
        return cells.where(~cells.isin(NOT_GIVEN))

    codes = repaired.codes
    table = gpd.GeoDataFrame(
        {
            "nom": column(NAME),
            "departement": departements_of(codes),
            "population": numbers(column(POPULATION).fillna("").rename("population"), name=name),
            "epci": column(EPCI),
        },
        geometry=geometry.to_numpy(),
        crs=frame.crs,
    ).set_axis(pd.Index(codes, name="code_commune"))
    table["population"] = check_populations(table["population"], name, named(POPULATION))
    table.attrs = {"source": name}
    return table


def _code_column(frame: gpd.GeoDataFrame, names: dict[str, str], source: str) -> str:
    """First known column whose values are codes of communes."""
    for key in CODE:
        if key in names and repair_codes(frame[names[key]].head(200)).codes.notna().mean() > 0.5:
            return names[key]
    raise LayoutError(
        f"{source} : aucun code de commune. Colonnes attendues : INSEE_COM, code_insee, code ou "
        f"CODGEO. Colonnes trouvées : {', '.join(names.values()) or 'aucune'}."
    )


def _projected(
    table: gpd.GeoDataFrame, crs: str | int | None, departement: str | None
) -> gpd.GeoDataFrame:
    """Bring to the legal projection: no system, degrees and metres are three cases."""
    name = table.attrs["source"]
    legal = OVERSEAS_PROJECTIONS[departement] if departement else LAMBERT_93
    if crs is not None:
        table = table.set_crs(system_of(crs), allow_override=True)
    if table.crs is None:
        raise LayoutError(
            f"{name} : aucun système de coordonnées dans le fichier ; donnez-le par "
            f"read_communes(fichier, crs=…) (« EPSG:{legal} » pour des mètres"
            f"{'' if departement else ' en Lambert 93'}, « EPSG:4326 » pour des degrés)."
        )
    said = table.crs.to_string() if crs is None else str(crs)
    check_place(table.geometry, name, said, worded(*TRUE_SYSTEM), departement)
    return table.to_crs(legal)


def _without_lists(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Read columns of lists of one element, as Opendatasoft writes them, as those elements."""
    frame = frame.copy()
    for column in frame.columns:
        if column == frame.geometry.name or not isinstance(
            frame[column].dtype, pd.StringDtype | np.dtypes.ObjectDType
        ):
            continue
        frame[column] = [_element(cell) for cell in frame[column]]
    return frame


def _element(cell: Any) -> Any:
    """Return the element of a list of one, or of the text of one; texts joined, of several."""
    if isinstance(cell, list | tuple | np.ndarray):
        return cell[0] if len(cell) == 1 else ", ".join(map(str, cell)) or None
    listed = LISTED.fullmatch(cell) if isinstance(cell, str) else None
    return listed[1] if listed else cell


def _one_row_each(table: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Merge the rows of one commune; fold the arrondissements unless the city is there."""
    folded = fold_codes(pd.Series(table.index, dtype="str"))
    part = (folded != table.index).to_numpy()
    keep = ~(part & folded.isin(table.index).to_numpy())
    table, folded, part = table[keep], folded[keep], part[keep]
    table.loc[part, "nom"] = folded[part].map(CITIES).to_numpy()
    table = table.set_axis(pd.Index(folded, name="code_commune"))
    if table.index.is_unique:
        return table
    several = table[table.index.duplicated(keep=False)]
    rows = several.groupby(level=0)
    names = rows["nom"].nunique()
    faults = Faults(name)
    if two := names.index[names > 1].tolist():
        faults.add("même code pour des communes de noms différents", two)
    faults.raise_if_any(TableError)
    merged = several[~several.index.duplicated()].copy()
    merged.geometry = rows["geometry"].agg(lambda parts: shapely.union_all(parts.to_numpy()))
    cities = merged.index.intersection(list(CITIES))
    merged.loc[cities, "population"] = rows["population"].sum(min_count=1).loc[cities]
    others = merged.index.difference(cities)
    if len(others):
        warn(
            f"{name} : {french_count(len(others), 'commune')} en plusieurs lignes, réunies "
            f"({', '.join(others[:5])})."
        )
    return gpd.GeoDataFrame(pd.concat([table[~table.index.isin(merged.index)], merged]))


def _check_polygons(communes: gpd.GeoDataFrame, name: str) -> None:
    """Refuse communes without a polygon."""
    faults = Faults(name)
    empty = communes.geometry.isna() | communes.geometry.is_empty
    if empty.any():
        faults.add("communes sans contour", communes.index[empty])
    flat = ~empty & ~communes.geom_type.isin(["Polygon", "MultiPolygon"])
    if flat.any():
        faults.add("contours qui ne sont pas des polygones", communes.index[flat])
    faults.raise_if_any(TableError)
