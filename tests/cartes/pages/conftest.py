"""A ratio by département, and its page."""

import geopandas as gpd
import pandas as pd
import pytest
from choropleth_read import UNIT

import poles_geo as pg
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.edition import embedded as edition


@pytest.fixture(scope="module")
def departements() -> gpd.GeoDataFrame:
    return edition.load_departements()


@pytest.fixture(scope="module")
def ratio(report: gpd.GeoDataFrame) -> pd.Series:
    """Professionals of the pôles for 1 000 inhabitants, by département that has a pôle."""
    communes = edition.load_communes()
    population = communes.groupby("departement")["population"].sum().astype(float)
    place = communes.loc[report["code_commune"], "departement"].astype(str).to_numpy()
    counts = report["effectif"].groupby(place).sum()
    ratio = (1000 * counts / population.reindex(counts.index)).rename("densite")
    ratio.attrs = {"source": "fichiers RPPS et ADELI", "date": "mars 2014"}
    return ratio


@pytest.fixture(scope="module")
def france(departements: gpd.GeoDataFrame, ratio: pd.Series) -> Carte:
    """Départements: Finistère unknown, ten without a pôle."""
    known = ratio.drop("29")
    known.attrs = ratio.attrs
    return pg.map_ratio(
        departements,
        known,
        title="Les professionnels des pôles d'offre en 2014",
        unit=UNIT,
        unit_name="département",
        outside=departements.index.difference(ratio.index),
        outside_name="Sans pôle",
    )
