"""The pôles as the report published them, with the names of its rule."""

import geopandas as gpd

from poles_geo.edition import embedded
from poles_geo.projections import LAMBERT_93
from poles_geo.ranking.carried import KEY
from poles_geo.ranking.rule_files import written_rules
from poles_geo.ranking.rules import RULES_ORS_2014
from poles_geo.regions import REGION_2016_OF_2014


def load_report() -> gpd.GeoDataFrame:
    """Read the 153 pôles d'offre published in March 2014 (Annexe 2, Figure 3).

    Returns
    -------
    GeoDataFrame
        153 points in EPSG:2154, index `code_bassin`, in the order of the report. Columns:
        nom (Insee's), nom_publie (the report's: « Guidel » for Lorient), region_2014,
        region_2016, rang (1 to 4), type_pole (ordered), sigle, effectif (professionals),
        code_commune (centre of the bassin), geometry (its town hall; a point inside the commune
        where the source places no town hall). `attrs` carry the source, the
        date and the rule.

    Examples
    --------
    >>> import poles_geo as pg
    >>> poles = pg.load_report()
    >>> len(poles), int(poles.loc["59350", "effectif"])
    (153, 25131)
    """
    published = embedded.load_published_poles()
    types = {rank.rang: rank.type_pole for rank in RULES_ORS_2014.ranks}
    poles = gpd.GeoDataFrame(
        {
            "nom": published["nom"],
            "nom_publie": published["nom_publie"],
            "region_2014": published["region_2014"],
            "region_2016": published["region_2014"].map(REGION_2016_OF_2014),
            "rang": published["rang"].astype("Int64"),
            "type_pole": published["rang"].map(types).astype(RULES_ORS_2014.type_pole_dtype),
            "sigle": published["sigle"],
            "effectif": published["effectif"],
            "code_commune": published["code_commune"],
        },
        geometry=embedded.centres(published["code_commune"]),
        crs=LAMBERT_93,
    )
    poles.attrs = {**published.attrs, KEY: written_rules(RULES_ORS_2014)}
    return poles
