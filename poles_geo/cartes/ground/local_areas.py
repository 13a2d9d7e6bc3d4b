"""Areas to fill, in the projection of what a map shows: the metropole, a département overseas."""

import geopandas as gpd
import pandas as pd

from poles_geo.cartes.canvas.areas import check_areas
from poles_geo.cartes.ground.land import Land, OverseasLand
from poles_geo.codes import are_in
from poles_geo.errors import ChoiceError, warn
from poles_geo.regions import OVERSEAS
from poles_geo.sources.plausible import SAMPLE, check_place
from poles_geo.typography import french_count

_CODE_OVERSEAS = rf"(?:{'|'.join(OVERSEAS)})\d\d$"


def local_areas(
    areas: gpd.GeoDataFrame, told: pd.Series, land: Land, *, whole: bool
) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Give the areas of a map; overseas, those of the bassins of the metropole's zoning.

    Parameters
    ----------
    areas : GeoDataFrame
        In the projection of the land, or bassins of an embedded zoning (`attrs` zonage).
    told : Series
        What is told of them, index their code.
    land : Land
    whole : bool
        The map is of all the areas: what is told overseas and not shown is warned of.

    Returns
    -------
    GeoDataFrame, Series
        Areas; what is told, but of bassins of the other side of the sea.

    Raises
    ------
    TableError
        Faulty geometries: see :func:`poles_geo.cartes.canvas.areas.check_areas`.
    LayoutError
        Areas that are not where their projection says, in the metropole.
    ChoiceError
        Areas of another place than the map's.

    Warns
    -----
    UserWarning
        See `whole`.
    """
    shapes = check_areas(areas)
    epsg = None if areas.crs is None else areas.crs.to_epsg()
    if not isinstance(land, OverseasLand):
        if epsg != land.crs:
            raise ChoiceError(
                f"areas : aires en EPSG:{epsg}, carte de la métropole (EPSG:{land.crs}) ; "
                "zone= dit quel département d'outre-mer dessiner (« La Réunion », « 974 »)."
            )
        some = shapes.iloc[:: max(1, len(shapes) // SAMPLE)]
        unnamed = gpd.GeoSeries(some.set_axis([f"aire {code}" for code in some.index]))
        check_place(
            unnamed,
            "areas",
            "EPSG:2154 (Lambert 93)",
            "donnez les polygones dans leur vrai système, projetés par aires.to_crs(2154)",
        )
        here = _of_here(told, areas, land)
        if whole and (away := told.dropna().index.difference(here.index).tolist()):
            warn(
                f"{french_count(len(away), 'valeur')} d'outre-mer hors de la carte "
                f"({', '.join(map(str, away[:5]))}) ; zone= dessine un département."
            )
        return areas, here
    if epsg == land.crs:
        return areas, told
    zonage = str(areas.attrs.get("zonage"))
    if zonage not in land.zonings:
        raise ChoiceError(
            "areas : ce découpage n'a pas de contour connu outre-mer "
            f"({', '.join(land.zonings)} en ont) ; donnez ceux de "
            f"{OVERSEAS[land.departement]} en EPSG:{land.crs}."
        )
    there = land.bassins(zonage)
    here = told[~told.index.isin(areas.index.difference(there.index))]
    return there, _of_here(here, there, land)


def _of_here(told: pd.Series, areas: gpd.GeoDataFrame, land: Land) -> pd.Series:
    """Leave out what is told of units overseas that have no area, and codes of which nothing is."""
    codes = told.index.astype("str")
    overseas = codes.str.match(_CODE_OVERSEAS) | codes.isin(
        list(land.units_overseas(str(areas.attrs.get("zonage"))))
    )
    nothing = told.isna().to_numpy()
    return told[~(overseas | nothing) | are_in(told.index, areas.index.unique())]
