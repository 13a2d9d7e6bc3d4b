"""The pages and tables of measures that ask for more than pôles: need, flows, given by the user."""

from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd

from poles_geo.analyses.reach.need import Needs
from poles_geo.bassins.attached import composition_of
from poles_geo.bassins.polygons import read_bassins
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.ground.extents import Extent, in_words
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.layers.measured.dominant_flows import COLUMNS, place_flows
from poles_geo.cartes.pages.measured.access_maps import LACKING, map_need
from poles_geo.cartes.pages.measured.flows_map import NODAL, map_flows
from poles_geo.cartes.pages.registry import NamedMap
from poles_geo.coded import note_columns, note_index, plain_table
from poles_geo.codes import are_in
from poles_geo.communes.identity import unit_of
from poles_geo.edition.embedded import LATEST
from poles_geo.errors import Faults, worded
from poles_geo.typography import french_count

FLOWS = "Les flux"
"""Heading of the flows."""
SUMMED = ("population", "demande", "servis", "non_servis", "manque")
"""Columns of a need that add up."""

Pages = tuple[list[NamedMap], dict[str, pd.DataFrame]]


def pages_of_needs(
    needs: Needs | pd.DataFrame,
    extent: Extent | None,
    bassins: gpd.GeoDataFrame | None,
    land: Land,
) -> Pages:
    """Give the map and the table of the professionals missing, in the country or in an area.

    Parameters
    ----------
    needs : Needs or DataFrame
        As :func:`poles_geo.need` gives it, or its communes.
    extent : Extent, optional
        Area of the atlas: its communes, or the bassins that lie in it when it is of regions.
    bassins : GeoDataFrame, optional
        Those that sum communes; the bassins de vie 2022 by default.
    land : Land
        That of the atlas.

    Returns
    -------
    list of NamedMap
        None where nobody is missing.
    dict of str to DataFrame
        By name of its file: a row a unit.

    Raises
    ------
    TableError
        Columns that are not there; codes of no commune of 2024, or of no bassin; none in the area.
    """
    table = needs.communes if isinstance(needs, Needs) else needs
    faults = Faults(worded("needs", "--besoins"))
    note_columns(faults, table, SUMMED)
    note_index(faults, table.index, "code_commune")
    _note_remedy(faults, "pg.need", "need")
    faults.raise_if_any()
    known, areas = plain_table(table)[list(SUMMED)], land.communes
    if not land.departement and len(others := known.index[~are_in(known.index, areas.index)]):
        faults.add(f"{french_count(len(others), 'code')} d'aucune commune de 2024", others)
    if extent is None or extent.regions:
        areas = read_bassins(LATEST) if bassins is None else bassins
        units = composition_of(areas)["code_bassin"].reindex(known.index)
        if len(lost := known.index[units.isna()]) and not faults.messages:
            faults.add("commune d'aucun des bassins", lost)
        known = known.groupby(units.to_numpy()).sum().rename_axis("code_bassin")
    faults.raise_if_any()
    if extent is not None:
        known = known[known.index.isin(extent.surrounded(areas))]
    if known.empty:
        faults.add("aucune commune de la zone")
    faults.raise_if_any()
    one = unit_of(areas.attrs.get("zonage")).one if areas is not land.communes else "commune"
    areas = gpd.GeoDataFrame(areas[areas.index.isin(known.index)])
    where = "" if extent is None else in_words(extent)
    known.insert(0, "nom", areas["nom"].reindex(known.index))
    known.attrs = {**table.attrs, "titre": f"{LACKING}{where}, par {one}"}
    draw = partial(_draw_need, needs=known, areas=areas, **_page(extent, one, land))
    maps = [NamedMap("besoins", draw, LACKING)] if (known["manque"] > 0).any() else []
    return maps, {"besoins": known}


def pages_of_flows(
    flows: pd.DataFrame,
    extent: Extent | None,
    bassins: gpd.GeoDataFrame | None,
    land: Land,
) -> Pages:
    """Give the map and the table of dominant flows, in the country or in an area.

    Parameters
    ----------
    flows : DataFrame
        As :func:`poles_geo.nodal_flows` gives it, between communes, or units of `bassins`.
    extent, land
        As for :func:`pages_of_needs`.
    bassins : GeoDataFrame, optional
        Units of the flows; communes where none of the codes is one of theirs.

    Raises
    ------
    TableError
        As :func:`poles_geo.map_flows`.
    """
    faults = Faults(worded("flows", "--flux"))
    note_columns(faults, flows, COLUMNS)
    _note_remedy(faults, "pg.nodal_flows", "flows")
    faults.raise_if_any()
    areas: gpd.GeoDataFrame = land.communes
    if bassins is not None and flows.index.isin(bassins.index).any():
        areas = bassins
    shown = place_flows(areas, flows, extent=extent, land=land)
    one = "commune" if areas is land.communes else unit_of(areas.attrs.get("zonage")).one
    where = "" if extent is None else in_words(extent)
    table = plain_table(flows)[flows.index.isin(shown.areas.index)]
    table.insert(0, "nom", areas["nom"].reindex(table.index))
    table.attrs = {**flows.attrs, "titre": f"{NODAL}{where}"}
    draw = partial(_draw_flows, flows=flows, areas=areas, **_page(extent, one, land))
    return [NamedMap("flux", draw, FLOWS)], {"flux": table}


def _note_remedy(faults: Faults, function: str, command: str) -> None:
    """Say what gives the table, where something is wrong with it."""
    if faults.messages:
        faults.add(worded(f"{function} la donne", f"« poles-geo analyze {command} » l'écrit"))


def _page(extent: Extent | None, one: str, land: Land) -> dict[str, Any]:
    return {"zone": extent, "unit_name": one, "regions_year": land.year}


def _draw_need(
    poles: pd.DataFrame,
    *,
    needs: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    bassins: gpd.GeoDataFrame | None = None,
    **options: Any,
) -> Carte:
    del poles, bassins  # the needs take their place
    return map_need(areas, needs, **options)


def _draw_flows(
    poles: pd.DataFrame,
    *,
    flows: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    bassins: gpd.GeoDataFrame | None = None,
    **options: Any,
) -> Carte:
    del poles, bassins
    return map_flows(areas, flows, **options)
