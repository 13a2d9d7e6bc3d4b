"""Invented pôles overseas, after the published ones: no published figure has them."""

import geopandas as gpd
import pandas as pd

POLES = {
    "97105": ("Basse-Terre", 3, 1_700),
    "97120": ("Pointe-à-Pitre", 2, 5_200),
    "97209": ("Fort-de-France", 2, 6_900),
    "97302": ("Cayenne", 3, 2_600),
    "97311": ("Saint-Laurent-du-Maroni", 4, 1_050),
    "97411": ("Saint-Denis", 2, 7_800),
    "97415": ("Saint-Paul", 4, 1_800),
    "97416": ("Saint-Pierre", 3, 2_900),
    "97611": ("Mamoudzou", 4, 1_500),
}
"""Code → name, rank, number of professionals: nine of five départements."""


def with_overseas(report: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the published pôles and the invented ones, without points."""
    invented = pd.DataFrame.from_dict(POLES, orient="index", columns=["nom", "rang", "effectif"])
    poles = pd.concat([pd.DataFrame(report.drop(columns="geometry")), invented])
    poles.attrs = report.attrs
    return poles.rename_axis("code_bassin")
