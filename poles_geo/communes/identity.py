"""What communes and units are called, and where they are, by their code.

Read without contours.
"""

import re
from dataclasses import dataclass

import pandas as pd

from poles_geo.codes import departements_of
from poles_geo.edition.commune_table import load_commune_names
from poles_geo.regions import OVERSEAS, REGION_2014, REGION_2016
from poles_geo.typography import capitalised

IDENTITY = ("nom", "departement", "region_2014", "region_2016")
"""Columns that say what a commune is, or the unit of a zoning."""


def identity_of(codes: pd.Series, departements: pd.Series | None = None) -> pd.DataFrame:
    """Name and place communes, by their code.

    Parameters
    ----------
    codes : Series of str
        Of communes; of other things, in another département than that of their code says.
    departements : Series of str, optional
        Same index: their département, in place of that of their code.

    Returns
    -------
    DataFrame
        Same index: nom (of the commune of 2024 of that code, or of the commune déléguée or
        associée; else missing), departement, region_2014 and region_2016, those overseas under the
        same name in both.
    """
    place = departements_of(codes) if departements is None else departements
    return pd.DataFrame(
        {
            "nom": codes.map(load_commune_names()),
            "departement": place,
            "region_2014": place.map({**REGION_2014, **OVERSEAS}),
            "region_2016": place.map({**REGION_2016, **OVERSEAS}),
        }
    ).astype("str")


def names_of_units(composition: pd.DataFrame) -> pd.Series:
    """Give the name of each unit of a composition, by code: that of its first row.

    Parameters
    ----------
    composition : DataFrame
        code_bassin, nom_bassin; rows of no unit are left out.
    """
    units = composition.dropna(subset="code_bassin").drop_duplicates("code_bassin")
    names: pd.Series = units.set_index("code_bassin")["nom_bassin"]
    names.attrs = {}
    return names


BASSIN, ZONE = "code_bassin", "code_zone"
"""Index of a table by bassin de vie; by unit of another zoning, whose codes are any text."""
BASSINS = re.compile(r"bv\d{4}|(code_?)?bassin(_de_vie)?", re.IGNORECASE)
"""Names of zonings whose units are bassins de vie."""


def index_of(zonage: object) -> str:
    """Name the index of a table by unit of a zoning; of one without a name, as of bassins."""
    return BASSIN if zonage is None or BASSINS.fullmatch(str(zonage)) else ZONE


@dataclass(frozen=True)
class Unit:
    """What one unit of a zoning is, and several, in French."""

    one: str
    several: str

    @property
    def heading(self) -> str:
        """Its name with a capital: « Bassin de vie », « CPTS »."""
        return capitalised(self.one)


UNIT_BASSIN, UNIT_ZONE = Unit("bassin de vie", "bassins de vie"), Unit("territoire", "territoires")
UNITS = {
    "cls": Unit("contrat local de santé", "contrats locaux de santé"),
    "cpts": Unit("CPTS", "CPTS"),
    "cts": Unit("territoire de démocratie sanitaire", "territoires de démocratie sanitaire"),
    "dep": Unit("département", "départements"),
    "departement": Unit("département", "départements"),
    "epci": Unit("intercommunalité", "intercommunalités"),
    "ght": Unit("GHT", "GHT"),
    "reg": Unit("région", "régions"),
    "region": Unit("région", "régions"),
    "tvs": Unit("territoire de vie-santé", "territoires de vie-santé"),
}
"""Units of zonings, by what names them in a column: « code_cpts », « tvs_code », « EPCI2024 »."""


BY_INDEX = {BASSIN: UNIT_BASSIN, "code_commune": Unit("commune", "communes")}
"""What areas are when no zoning says it, by the name of their index."""


def unit_of(zonage: object) -> Unit:
    """Say what a unit of a zoning is, from the name of the zoning; a territory when unknown."""
    if index_of(zonage) == BASSIN:
        return UNIT_BASSIN
    words = re.split(r"[^a-z]+", str(zonage).lower())
    return next((UNITS[word] for word in words if word in UNITS), UNIT_ZONE)


def unit_of_areas(areas: pd.DataFrame) -> Unit:
    """Say what areas are: by their zoning, else by the name of their index; else territories."""
    zonage = areas.attrs.get("zonage")
    return unit_of(zonage) if zonage is not None else BY_INDEX.get(str(areas.index.name), UNIT_ZONE)


def noun_of(units: pd.Index) -> str:
    """Say what one of the units that index a table is: « bassin », « territoire »."""
    return "territoire" if units.name == ZONE else "bassin"
