"""Communes with their contours: the embedded ones, or those of a file."""

from collections.abc import Iterable

import geopandas as gpd

from poles_geo.edition import embedded
from poles_geo.errors import check_choice
from poles_geo.regions import OVERSEAS, REGION_2014, REGION_2016
from poles_geo.sources.contours import Contours, read_contours


def read_communes(
    source: Contours | Iterable[Contours] | None = None,
    *,
    crs: str | int | None = None,
    layer: str | None = None,
    departement: str | None = None,
) -> gpd.GeoDataFrame:
    """Read communes with their contours: the embedded ones, or files.

    Parameters
    ----------
    source : path, GeoDataFrame, or several of them, optional
        Any layout that :func:`poles_geo.sources.contours.read_contours` knows (ADMIN EXPRESS,
        Etalab, ``code``/``nom``; GeoJSON, GeoPackage, GeoParquet, shapefile, zip of one). The
        embedded communes of 2024 by default.
    crs : str or int, optional
        Coordinate system of `source` ("EPSG:2154", 4326), in place of what it says, if it does.
    layer : str, optional
        Layer of the communes, where a file has several and none is called COMMUNE.
    departement : {"971", "972", "973", "974", "976"}, optional
        The communes of a département overseas, in its legal projection, in place of those of the
        metropole. A file that has no other commune needs none.

    Returns
    -------
    GeoDataFrame
        EPSG:2154, or the legal projection of the département overseas; index `code_commune`; nom,
        departement, region_2014 and region_2016 (names), population, epci, geometry; what the
        source does not have is missing.
        ``attrs["annee_population"]``: 2022, of the embedded ones (2017 in Mayotte).

    Raises
    ------
    ChoiceError
        A département that is not overseas.
    SourceError, LayoutError
        As :func:`poles_geo.sources.contours.read_contours`.

    Examples
    --------
    >>> import poles_geo as pg
    >>> int(pg.read_communes(departement="974")["population"].sum())
    881348
    """
    if departement is not None:
        check_choice(departement, list(OVERSEAS), "departement")
    if source is not None:
        communes = read_contours(source, crs=crs, layer=layer, departement=departement)
    elif departement is not None:
        communes = embedded.load_departement_overseas(departement)
    else:
        communes = embedded.load_communes()
    departements = communes["departement"]
    regions = {"region_2014": REGION_2014, "region_2016": REGION_2016}
    place = list(communes.columns).index("departement") + 1
    communes = communes.drop(columns="region_2014", errors="ignore")
    for column, names in reversed(regions.items()):
        communes.insert(place, column, departements.map({**OVERSEAS, **names}))
    return communes
