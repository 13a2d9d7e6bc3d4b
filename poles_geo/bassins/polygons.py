"""Bassins de vie, or the units of any zoning, as polygons: composition and contours joined.

The zoning is drawn on the communes of its own year wherever contours allow it; what they do not
allow is in a warning and in `attrs`, never guessed.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poles_geo.bassins import coverage
from poles_geo.bassins.attached import KEPT
from poles_geo.bassins.coverage import Coverage
from poles_geo.bassins.parcels import Parcels, lay
from poles_geo.bassins.units import described
from poles_geo.codes import OVERSEAS_PREFIXES, departement_of, fold_arrondissements
from poles_geo.communes.read_communes import read_communes
from poles_geo.edition import embedded as edition
from poles_geo.errors import ChoiceError, TableError, check_choice, warn, worded
from poles_geo.projections import OVERSEAS_PROJECTIONS
from poles_geo.sources.by_commune import Source
from poles_geo.sources.cog import read_populations
from poles_geo.sources.contours import Contours, read_contours
from poles_geo.sources.zonings.compositions import embedded_zoning, read_composition
from poles_geo.typography import french_count, french_number, punctuate

MILLESIMES = ("2012", "2022")
COLUMNS = [
    *("nom", "departement", "region_2014", "region_2016", "population", "n_communes", "communes"),
]
DOUBTS = {
    "bassins_sans_contour": ("unité", "sans aucun contour"),
    "bassins_incomplets": ("unité", "dont une commune au moins n'a pas de contour"),
    "communes_sans_contour": ("commune", "sans contour"),
    "communes_deplacees": ("commune", "dans l'unité de la commune rejointe, non celle du zonage"),
    "communes_retablies": ("commune", "dans l'unité de la commune quittée, faute d'être au zonage"),
    "communes_hors_zonage": ("commune", "hors de toute unité"),
    "communes_sans_population": ("commune", "sans population"),
    "contours_repares": ("contour", "à bords ajustés pour fermer fentes et recouvrements"),
    "vides": ("vide", "entre les contours"),
}
"""Lists that are worth a warning: noun, and what is true of what they list."""
SHOWN = 10


def read_bassins(
    millesime: int | str | None = 2012,
    *,
    composition: Source | None = None,
    communes: Contours | Iterable[Contours] | None = None,
    populations: Source | None = None,
    tolerance: float | None = None,
    departement: str | None = None,
) -> gpd.GeoDataFrame:
    """Draw the bassins de vie, or the units of another zoning, in metropolitan France or overseas.

    Parameters
    ----------
    millesime : int, str or None
        Edition of the bassins de vie: 2012 or 2022, or "BV2012"; or "EPCI", "DEP", "REG": the
        intercommunalités, départements or regions of 2024. None for another zoning.
    composition : path or DataFrame, optional
        Which commune belongs to which unit: see :func:`read_composition`. By default the bassins
        de vie embedded, or a more recent file fetched by ``poles-geo data fetch``. To draw a part
        of a zoning, give it whole and filter the result: that a commune left out is in another
        unit cannot be known.
    communes : path, GeoDataFrame, or several of them, optional
        Contours: see :func:`read_communes`, which reads those whose coordinate system or layer
        has to be given. The embedded communes of 2024 by default; they, or
        some of them, are cut along former communes so as to draw those of the composition.
    populations : path or DataFrame, optional
        Inhabitants by commune of the composition: see
        :func:`poles_geo.read_populations`. By default those of the contours; a
        contour in several units is counted in that of its chef-lieu.
    tolerance : float, optional
        Simplify for display: square root, in metres, of the area of the triangles taken away.
        Shared edges stay shared.
    departement : {"971", "972", "973", "974", "976"}, optional
        A département overseas, whose units are drawn in place of those of the metropole, on its
        embedded communes.

    Returns
    -------
    GeoDataFrame
        EPSG:2154, or the legal projection of the département overseas; index `code_bassin`,
        sorted: nom, departement, region_2014, region_2016 of the centre commune (of most communes,
        where the code of the unit is not that of one of its communes), population (missing when
        that of one commune is), n_communes, communes (their codes, separated by spaces: see
        :func:`composition_of`), geometry. A unit without contour keeps its row, with a missing
        geometry;
        contours of some départements give the units that have communes there, and no other.
        `attrs`: zonage, millesime, annee_cog, source,
        and these lists:

        - bassins_sans_contour, bassins_incomplets: units without contour, or of which some
          communes have none;
        - communes_sans_contour: communes of these units that no contour shows;
        - communes_deplacees: communes drawn in the unit of the commune that they have joined;
        - communes_retablies: communes of the contours that the zoning does not know, drawn in the
          unit of the commune that they left;
        - communes_hors_zonage: communes in no unit, in the départements of the zoning;
        - communes_sans_population;
        - populations_entieres: contours in several units whose population counts in one;
        - contours_repares: contours whose outline had to change to make a coverage;
        - vides: gaps left between the contours given (hectares; x and y of a point inside).

    Raises
    ------
    ChoiceError
        No zoning of that name; a tolerance that is not above 0; a département that is not
        overseas, or beside contours, which say theirs.
    LayoutError, TableError
        A file of another layout; contours that no repair can make a coverage; populations of
        another year than the composition.

    Warns
    -----
    UserWarning
        When one of these lists, but populations_entieres, is not empty; not of the embedded bassins
        on the embedded contours, whose lists are in the README of the data.

    Examples
    --------
    >>> import poles_geo as pg
    >>> print(*pg.read_bassins("BV2012").loc["59350", ["nom", "n_communes"]])
    Lille 70
    """
    if tolerance is not None and not 0 < tolerance < np.inf:
        raise ChoiceError(
            f"tolerance = {tolerance} : un nombre de mètres au-dessus de 0 est attendu."
        )
    if departement is not None:
        if communes is not None:
            raise ChoiceError("departement : il choisit parmi les communes embarquées ; ôtez-le.")
        table = _composition(millesime, composition, departement)
        contours = read_communes(departement=departement)
        clean = Coverage(gpd.GeoSeries(contours.geometry), [])
        former = edition.load_former_communes().head(0)
    elif communes is None:
        with ThreadPoolExecutor(1) as background:
            embedded = background.submit(_embedded)
            table = _composition(millesime, composition)
        contours, clean, former = embedded.result()
    else:
        contours, clean, former = _contour_files(communes)
        place = departement_of(str(contours.index[0]))
        table = _composition(
            millesime, composition, place if place in OVERSEAS_PROJECTIONS else None
        )
    table = _within_reach(table, contours.index)
    laid = lay(table["code_bassin"].fillna(""), clean.areas, former, edition.load_former_codes())
    areas = coverage.dissolve(laid.polygons.geometry, laid.polygons["code_bassin"].to_numpy())
    gaps = [] if communes is None else _gaps(areas, gpd.GeoSeries(clean.areas[laid.bassins.isna()]))
    areas = areas.drop("", errors="ignore")
    if tolerance is not None:
        areas = coverage.simplify(areas, tolerance)
    people, unknown = _population(table, laid, contours, populations)
    bassins = _described(table, contours["nom"]).assign(population=people)[COLUMNS]
    result = gpd.GeoDataFrame(bassins, geometry=areas.reindex(bassins.index), crs=contours.crs)
    undrawn = result.index[result.geometry.isna()]
    cut = table["code_bassin"].reindex(laid.without_contour)
    result.attrs = {
        **{key: table.attrs[key] for key in KEPT},
        "bassins_sans_contour": undrawn.tolist(),
        "bassins_incomplets": sorted(set(cut.dropna()) - set(undrawn)),
        "communes_sans_contour": laid.without_contour,
        "communes_deplacees": laid.moved,
        "communes_retablies": laid.restored,
        "communes_hors_zonage": _outside(table, laid),
        "communes_sans_population": unknown,
        "populations_entieres": laid.shares if populations is None else [],
        "contours_repares": clean.repaired,
        "vides": gaps,
    }
    if communes is not None or result.attrs["source"] not in map(
        edition.zoning_source, edition.EMBEDDED
    ):
        _warn(result.attrs)
    return result


def _composition(
    millesime: int | str | None, source: Source | None, departement: str | None = None
) -> pd.DataFrame:
    """Composition of metropolitan France, or of a département overseas; Insee's by default."""
    if source is None:
        named = embedded_zoning(str(millesime))
        if named in edition.AREAS:
            source, millesime = named, None
        else:
            year = named[2:] if named else str(millesime)
            source, millesime = f"BV{check_choice(year, MILLESIMES, 'millesime')}", year
    composition = read_composition(source, millesime=millesime)
    here = composition.index.str.startswith(departement or OVERSEAS_PREFIXES)
    table = composition[here if departement else ~here]
    outside = table.index[table["code_bassin"].isna()]
    if len(outside) == len(table):
        where = f"du département {departement}" if departement else "métropolitaine"
        raise TableError(f"composition : aucune commune {where} n'est dans une unité.")
    table.attrs = {**composition.attrs, "sans_bassin": outside.tolist()}
    return table


def _embedded() -> tuple[gpd.GeoDataFrame, Coverage, gpd.GeoDataFrame]:
    """Embedded contours, the coverage that they are, and every former commune."""
    communes = edition.load_communes()
    return communes, Coverage(communes.geometry, []), edition.load_former_communes()


def _contour_files(
    source: Contours | Iterable[Contours],
) -> tuple[gpd.GeoDataFrame, Coverage, gpd.GeoDataFrame]:
    """Contours, the coverage they make, and the former communes that lie exactly in them."""
    contours = read_contours(source)
    embedded, _, former = _embedded()
    clean = coverage.repair(contours.geometry)
    holders = contours.index.intersection(pd.Index(former["code_commune"]))
    theirs, ours = (
        shapely.normalize(np.asarray(areas.reindex(holders)))
        for areas in (clean.areas, embedded.geometry)
    )
    same = shapely.equals_exact(theirs, ours)
    return contours, clean, former[former["code_commune"].isin(set(holders[same]))]


def _within_reach(table: pd.DataFrame, contours: pd.Index) -> pd.DataFrame:
    """Leave out the units that have no commune in the départements of the contours."""
    places = contours.str[:2].unique()
    here = table.index.str[:2].isin(places)
    units = table.loc[here, "code_bassin"].dropna().unique()
    if not len(units):
        raise TableError(
            f"contours : départements {', '.join(places[:10])} ; aucune unité de la composition "
            f"({table.attrs['source']}) n'y a de commune."
        )
    return table if here.all() else table[here | table["code_bassin"].isin(units).to_numpy()]


def _described(table: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Name, place and communes of each unit."""
    communes = table.index.to_series().groupby(table["code_bassin"])
    return described(table, names).assign(
        n_communes=communes.size(), communes=communes.agg(" ".join).astype("str")
    )


def _population(
    table: pd.DataFrame, laid: Parcels, contours: gpd.GeoDataFrame, source: Source | None
) -> tuple[pd.Series, list[str]]:
    """Inhabitants of each unit, and the communes whose number is unknown."""
    units = table["code_bassin"].dropna()
    if source is None:
        absent = units.reindex(laid.without_contour).dropna()
        drawn = laid.bassins.fillna("") != ""
        units = pd.concat([laid.bassins[drawn], absent])
        people = contours["population"].astype("Int64")[drawn].reindex(units.index)
    else:
        people = _given(source, table).reindex(units.index)
    unknown = people.isna()
    by_unit = people.groupby(units)
    total = by_unit.sum().mask(by_unit.count() < by_unit.size())
    return total, [] if unknown.all() else sorted(units.index[unknown])


def _given(source: Source, table: pd.DataFrame) -> pd.Series:
    """Read populations of the year of the composition, arrondissements folded."""
    people = read_populations(source)
    years = people.attrs["annee_cog"], table.attrs["annee_cog"]
    if None not in years and years[0] != years[1]:
        raise TableError(
            f"populations des communes de {years[0]}, composition sur celles de {years[1]} : "
            "reportez-les d'abord (carry_over)."
        )
    return fold_arrondissements(people.to_frame())["population"]


def _outside(table: pd.DataFrame, laid: Parcels) -> list[str]:
    """Communes in no unit, in the départements of the zoning."""
    bare = laid.bassins.index[laid.bassins.fillna("") == ""]
    bare = bare[bare.str[:2].isin(table.index.str[:2].unique())]
    return sorted({*bare, *table.index[table["code_bassin"].isna()]})


def _gaps(areas: gpd.GeoSeries, others: gpd.GeoSeries) -> list[dict[Any, float]]:
    """Size and place of the gaps between the units and the contours of no unit."""
    gaps = coverage.holes(gpd.GeoSeries(pd.concat([areas, others])))
    points = gaps.representative_point()
    table = {"hectares": (gaps.area / 1e4).round(1), "x": points.x.round(), "y": points.y.round()}
    return pd.DataFrame(table).to_dict("records")


def _warn(attrs: dict[Any, Any]) -> None:
    """Say once what is not drawn as the zoning says."""
    lines = []
    for key, (noun, what) in DOUBTS.items():
        if rows := attrs[key]:
            shown = ", ".join(_short(row) for row in rows[:SHOWN])
            more = ", …" if len(rows) > SHOWN else ""
            named = worded(f" ({key})", "")
            lines.append(f"\n  – {french_count(len(rows), noun)} {what} : {shown}{more}{named}")
    if lines:
        where = worded(" (listes dans attrs)", "")
        warn(punctuate(f"{attrs['zonage']} : à savoir{where} :{''.join(lines)}"))


def _short(row: str | dict[Any, float]) -> str:
    return row if isinstance(row, str) else f"{french_number(row['hectares'], 1)} ha"
