"""Bassins de vie, or the units of any zoning, as polygons: composition and communes joined.

The zoning is drawn on the communes of its own year wherever contours allow it; what they do not
allow is in a warning and in `attrs`, never guessed.
"""

import warnings

import geopandas as gpd
import pandas as pd

from poles_geo import couverture, parcelles
from poles_geo.communes import fold_codes
from poles_geo.errors import TableError
from poles_geo.parcelles import Parcelles
from poles_geo.regions import REGION_2014, REGION_2016, departement_of
from poles_geo.sources import edition
from poles_geo.sources.cog import read_populations
from poles_geo.sources.columns import Source
from poles_geo.sources.contours import Contours, read_contours
from poles_geo.sources.insee import read_composition
from poles_geo.typographie import accorde

SHOWN = 10


def read_communes(source: Contours | None = None) -> gpd.GeoDataFrame:
    """Read communes with their contours: the embedded ones, or a file.

    Parameters
    ----------
    source : path or GeoDataFrame, optional
        Any layout that :func:`poles_geo.sources.contours.read_contours` knows (ADMIN EXPRESS,
        Etalab, ``code``/``nom``; GeoJSON, GeoPackage, GeoParquet, shapefile, zip of one). The
        embedded communes of 2024 by default.

    Returns
    -------
    GeoDataFrame
        EPSG:2154, index `code_commune`; nom, departement, region (of 2014), population, epci,
        geometry; what the source does not have is missing.
    """
    return edition.load_communes() if source is None else read_contours(source)


def read_bassins(
    millesime: int | str | None = 2012,
    *,
    composition: Source | None = None,
    communes: Contours | None = None,
    populations: Source | None = None,
    tolerance: float | None = None,
) -> gpd.GeoDataFrame:
    """Draw the bassins de vie, or the units of another zoning, in metropolitan France.

    Parameters
    ----------
    millesime : int, str or None
        Edition of the bassins de vie: 2012 or 2022. None for another zoning.
    composition : path or DataFrame, optional
        Which commune belongs to which unit: see :func:`read_composition`. By default the file of
        Insee fetched by ``poles-geo data fetch``.
    communes : path or GeoDataFrame, optional
        Contours: see :func:`read_communes`. The embedded ones, of 2024, are cut along the former
        communes so as to draw the communes of the composition's own year.
    populations : path or Series, optional
        Inhabitants by commune of the composition's year. By default those of the contours; a
        commune cut between several bassins is then counted in that of its chef-lieu.
    tolerance : float, optional
        Simplify for display: square root, in metres, of the area of the triangles taken away.
        Shared edges stay shared.

    Returns
    -------
    GeoDataFrame
        EPSG:2154, index `code_bassin`, sorted: nom, departement and region (of 2014) and
        region_2016 of the centre commune (of the most populated commune where the code of the
        unit is not one), population, n_communes, geometry. A unit without contour keeps its row
        with a missing geometry.
        `attrs`: composition (what :func:`aggregate` reads), zonage, millesime, annee_cog,
        source, bassins_sans_contour, communes_sans_contour (in the composition, not drawn),
        communes_hors_zonage (drawn nowhere: in no unit), communes_deplacees (drawn in the unit
        of the commune they have joined), contours_repares.

    Raises
    ------
    SourceError
        No composition at hand; the message names the command that brings it.
    LayoutError, TableError
        A file of another layout; contours that no repair can make a coverage.

    Warns
    -----
    UserWarning
        When communes or bassins are not drawn, or drawn elsewhere.
    """
    table = _metropolitan(_composition(millesime, composition))
    contours, repaired, pieces = _pieces(table.index, communes)
    units, moved = parcelles.assign(pieces, table["code_bassin"])
    drawn = units.notna().to_numpy()
    areas = couverture.dissolve(
        gpd.GeoSeries(pieces.polygones.geometry[drawn]), units[drawn].to_numpy()
    )
    if tolerance is not None:
        areas = couverture.simplify(areas, tolerance)
    bassins = _described(table, contours, populations)
    result = gpd.GeoDataFrame(
        bassins, geometry=areas.reindex(bassins.index), crs=contours.crs
    ).rename_axis("code_bassin")
    result.attrs = {
        **table.attrs,
        "composition": table,
        "bassins_sans_contour": result.index[result.geometry.isna()].tolist(),
        "communes_sans_contour": pieces.sans_contour,
        "communes_hors_zonage": _outside(pieces, units),
        "communes_deplacees": moved,
        "contours_repares": repaired,
    }
    _warn(result.attrs)
    return result


def _composition(millesime: int | str | None, source: Source | None) -> pd.DataFrame:
    if source is None:
        from poles_geo.sources.cache import fetch

        source = fetch(f"bv{millesime}", hors_ligne=True)
    return read_composition(source, millesime=millesime)


def _metropolitan(composition: pd.DataFrame) -> pd.DataFrame:
    """Leave out overseas communes, whose bassins have contours of their own projection."""
    inside = ~composition.index.str.startswith(("97", "98"))
    table = composition[inside].copy()
    table.attrs = dict(composition.attrs)
    if table.empty:
        raise TableError("composition : aucune commune métropolitaine.")
    return table


def _pieces(
    codes: pd.Index, source: Contours | None
) -> tuple[gpd.GeoDataFrame, list[object], Parcelles]:
    """Contours, the communes among them that were repaired, and the polygons to share out."""
    former = edition.load_former_communes()
    successors = edition.load_former_codes()["code_commune"]
    if source is None:
        contours = edition.load_communes()
        return contours, [], parcelles.cut(codes, contours.geometry, former, successors)
    contours = read_contours(source)
    clean = couverture.repair(contours.geometry)
    nothing = former.iloc[:0]
    return contours, clean.reparees, parcelles.cut(codes, clean.areas, nothing, successors)


def _described(
    table: pd.DataFrame, contours: gpd.GeoDataFrame, populations: Source | None
) -> pd.DataFrame:
    """Name, place, population and number of communes of each unit."""
    inside = table[table["code_bassin"].notna()]
    grouped = inside.groupby("code_bassin")
    people = contours["population"] if populations is None else read_populations(populations)
    people = people.groupby(fold_codes(people.index.to_series()).to_numpy()).sum(min_count=1)
    placed = people.reindex(inside.index)
    centres = grouped.size().index.to_series()
    if not centres.isin(inside.index).all():
        largest = placed.fillna(0).groupby(inside["code_bassin"]).idxmax()
        centres = centres.where(centres.isin(inside.index), largest)
    departement = departement_of(centres)
    result = pd.DataFrame(
        {
            "departement": departement,
            "region": departement.map(REGION_2014),
            "region_2016": departement.map(REGION_2016),
            "population": placed.groupby(inside["code_bassin"]).sum(min_count=1).astype("Int64"),
            "n_communes": grouped.size(),
        }
    )
    names = grouped["nom_bassin"].first() if "nom_bassin" in inside else None
    result.insert(0, "nom", centres.map(contours["nom"]) if names is None else names)
    return result


def _outside(pieces: Parcelles, units: pd.Series) -> list[str]:
    """Communes of the contours that are in no unit."""
    undrawn = pieces.contenu["parcelle"].isin(units.index[units.isna()])
    return sorted([*pieces.hors_liste, *pieces.contenu.loc[undrawn, "code_commune"]])


def _warn(attrs: dict[object, object]) -> None:
    """Say once what is not drawn as the zoning says."""
    told = {
        "bassins_sans_contour": ("unité", "sans aucun contour"),
        "communes_sans_contour": ("commune", "sans contour"),
        "communes_hors_zonage": ("commune", "hors de toute unité, non dessinées"),
        "communes_deplacees": (
            "commune",
            "dans une autre unité que la leur, celle de leur commune d'aujourd'hui",
        ),
    }
    for key, (noun, what) in told.items():
        codes = attrs[key]
        if isinstance(codes, list) and codes:
            shown = ", ".join(str(code) for code in codes[:SHOWN])
            more = ", …" if len(codes) > SHOWN else ""
            warnings.warn(
                f"{accorde(len(codes), noun)} {what} : {shown}{more} (attrs[{key!r}]).",
                stacklevel=3,
            )
