"""Pôles of the metropole and overseas: checked, and placed at the town hall of their centre."""

import geopandas as gpd
import numpy as np
import pandas as pd

from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.layers.poles import (
    in_order,
    is_overseas,
    note,
    placed_on,
    ranked_bassins,
)
from poles_geo.codes import departements_of
from poles_geo.errors import Faults, warn
from poles_geo.regions import OVERSEAS
from poles_geo.typography import french_count


def check_everywhere(
    poles: pd.DataFrame,
    bassins: gpd.GeoDataFrame | None = None,
    *,
    land: Land | None = None,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Keep the ranked bassins as :func:`check_poles` does, those overseas apart.

    A bassin overseas is placed at the town hall of its centre commune, whatever point it has.

    Returns
    -------
    metropole : GeoDataFrame
        As :func:`check_poles` gives it, EPSG:2154.
    overseas : GeoDataFrame
        EPSG:4326, in the same order; also departement.

    Raises
    ------
    TableError
        As :func:`check_poles`; code overseas that is no commune of 2024.

    Warns
    -----
    UserWarning
        When some are in a collectivity (975, 977, 978 and on): no map shows them.
    """
    land = land or embedded_land()
    faults = Faults("table des pôles")
    ranked = ranked_bassins(poles, faults)
    away = is_overseas(ranked)
    departements = departements_of(ranked.index.astype(str).to_series()).to_numpy()
    without = away & ~np.isin(departements, list(OVERSEAS))
    beyond = ranked[away & ~without]
    unknown = ~beyond.index.isin(land.overseas.index)
    message = "codes de bassin d'outre-mer qui ne sont pas une commune de 2024"
    note(faults, message, unknown, beyond)
    metropolitan = placed_on(ranked[~away], bassins, faults, land=land)
    if without.any():
        codes = ranked.index[without]
        warn(
            f"{french_count(len(codes), 'pôle')} d'une collectivité d'outre-mer, hors des cartes, "
            f"qui n'ont d'encart que pour les départements ({', '.join(codes[:10])})."
        )
    return in_order(metropolitan, poles), in_order(_at_town_halls(beyond, land=land), poles)


def _at_town_halls(poles: pd.DataFrame, *, land: Land) -> gpd.GeoDataFrame:
    """Place bassins overseas, with the name and the region of their centre where they have none."""
    codes = poles.index.to_series()
    communes = land.overseas.loc[codes]
    placed = gpd.GeoDataFrame(
        pd.DataFrame(poles).drop(columns="geometry", errors="ignore"),
        geometry=land.overseas_centres(codes),
    )
    for column in ("nom", "region_2014"):
        given = placed.get(column, pd.Series(pd.NA, index=placed.index, dtype=object))
        placed[column] = given.where(given.notna(), communes[column])
    return placed.assign(departement=communes["departement"])


def together(metropole: gpd.GeoDataFrame, overseas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Put the pôles of :func:`check_everywhere` in one table, without their points."""
    both = pd.concat([part.drop(columns="geometry") for part in (metropole, overseas)])
    both.attrs = metropole.attrs
    return both
