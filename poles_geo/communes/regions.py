"""The 22 metropolitan regions of 2014, the 13 of 2016, the five overseas, their départements.

Source: Insee, code officiel géographique. Names are those of the report of 2014; the
département is the key, since every commune code carries it.
"""

import unicodedata
from collections.abc import Iterable

import pandas as pd

from poles_geo.errors import ChoiceError
from poles_geo.typography import typeset

DEPARTEMENTS_2014 = {
    "Alsace": ("67", "68"),
    "Aquitaine": ("24", "33", "40", "47", "64"),
    "Auvergne": ("03", "15", "43", "63"),
    "Basse-Normandie": ("14", "50", "61"),
    "Bourgogne": ("21", "58", "71", "89"),
    "Bretagne": ("22", "29", "35", "56"),
    "Centre": ("18", "28", "36", "37", "41", "45"),
    "Champagne-Ardenne": ("08", "10", "51", "52"),
    "Corse": ("2A", "2B"),
    "Franche-Comté": ("25", "39", "70", "90"),
    "Haute-Normandie": ("27", "76"),
    "Languedoc-Roussillon": ("11", "30", "34", "48", "66"),
    "Limousin": ("19", "23", "87"),
    "Lorraine": ("54", "55", "57", "88"),
    "Midi-Pyrénées": ("09", "12", "31", "32", "46", "65", "81", "82"),
    "Nord - Pas-de-Calais": ("59", "62"),
    "Pays de la Loire": ("44", "49", "53", "72", "85"),
    "Picardie": ("02", "60", "80"),
    "Poitou-Charentes": ("16", "17", "79", "86"),
    "Provence-Alpes-Côte d'Azur": ("04", "05", "06", "13", "83", "84"),
    "Rhône-Alpes": ("01", "07", "26", "38", "42", "69", "73", "74"),
    "Île-de-France": ("75", "77", "78", "91", "92", "93", "94", "95"),
}

REGIONS_2014_BY_REGION_2016 = {
    "Auvergne-Rhône-Alpes": ("Auvergne", "Rhône-Alpes"),
    "Bourgogne-Franche-Comté": ("Bourgogne", "Franche-Comté"),
    "Bretagne": ("Bretagne",),
    "Centre-Val de Loire": ("Centre",),
    "Corse": ("Corse",),
    "Grand Est": ("Alsace", "Champagne-Ardenne", "Lorraine"),
    "Hauts-de-France": ("Nord - Pas-de-Calais", "Picardie"),
    "Île-de-France": ("Île-de-France",),
    "Normandie": ("Basse-Normandie", "Haute-Normandie"),
    "Nouvelle-Aquitaine": ("Aquitaine", "Limousin", "Poitou-Charentes"),
    "Occitanie": ("Languedoc-Roussillon", "Midi-Pyrénées"),
    "Pays de la Loire": ("Pays de la Loire",),
    "Provence-Alpes-Côte d'Azur": ("Provence-Alpes-Côte d'Azur",),
}

OVERSEAS = {
    "971": "Guadeloupe",
    "972": "Martinique",
    "973": "Guyane",
    "974": "La Réunion",
    "976": "Mayotte",
}
"""The départements overseas, each a region of its own."""

OVERSEAS_PROJECTIONS = {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}
"""Legal projection of each, by EPSG code: RGAF09, RGFG95, RGR92 and RGM04, in UTM."""

REGIONS_2014 = tuple(DEPARTEMENTS_2014)
"""The 22 metropolitan regions of 2014, as the report writes them."""
REGION_2014 = {dep: region for region, deps in DEPARTEMENTS_2014.items() for dep in deps}
REGION_2016 = {
    dep: current
    for current, former in REGIONS_2014_BY_REGION_2016.items()
    for region in former
    for dep in DEPARTEMENTS_2014[region]
}

REGION_2016_OF_2014 = {
    former: current
    for current, formers in REGIONS_2014_BY_REGION_2016.items()
    for former in formers
}

LOCATIVES = {region: f"en {region}" for region in DEPARTEMENTS_2014} | {
    "Centre": "dans le Centre",
    "Nord - Pas-de-Calais": f"dans le {typeset('Nord - Pas-de-Calais')}",
    "Pays de la Loire": "dans les Pays de la Loire",
}
"""Each region of 2014 with the preposition that says « where »."""


def region_named(name: str, allowed: Iterable[str] = REGIONS_2014) -> str:
    """Find a region whatever the accents, capitals, dashes and apostrophes it is typed with.

    Raises
    ------
    ChoiceError
        When no region, or more than one, is written that way; the message lists them.
    """
    choices = list(allowed)
    typed = bare(name) if isinstance(name, str) else ""
    found = [region for region in choices if bare(region) == typed]
    if len(found) != 1:
        raise ChoiceError(f"région {name!r} inconnue ; régions possibles : {', '.join(choices)}.")
    return found[0]


def bare(name: str) -> str:
    """Keep the letters of a name, lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in decomposed if letter.isalpha())


def dated_region(table: pd.DataFrame) -> pd.DataFrame:
    """Call `region_2014` the column `region` of a table that has no other, as files once did."""
    if "region" in table and "region_2014" not in table:
        return table.rename(columns={"region": "region_2014"})
    return table
