"""The 22 metropolitan regions of 2014, the 13 of 2016, the five overseas, their départements.

Those of 2016 are those of today.

Source: Insee, code officiel géographique. Names are those of the report of 2014; the
département is the key, since every commune code carries it.
"""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from poles_geo.coded import YEAR
from poles_geo.typography import typeset, unaccented

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

REGIONS_2014 = tuple(DEPARTEMENTS_2014)
"""The 22 metropolitan regions of 2014, as the report writes them."""
REGIONS_2016 = tuple(REGIONS_2014_BY_REGION_2016)
"""The 13 metropolitan regions of today."""
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

REGIONS_BY_YEAR = {
    2014: DEPARTEMENTS_2014,
    2016: {
        region: tuple(code for former in formers for code in DEPARTEMENTS_2014[former])
        for region, formers in REGIONS_2014_BY_REGION_2016.items()
    },
}
"""Regions of the metropole and their départements, by the year from which they are."""
REGION_CODES = {
    2014: {
        "42": "Alsace", "72": "Aquitaine", "83": "Auvergne", "25": "Basse-Normandie",
        "26": "Bourgogne", "53": "Bretagne", "24": "Centre", "21": "Champagne-Ardenne",
        "94": "Corse", "43": "Franche-Comté", "23": "Haute-Normandie",
        "91": "Languedoc-Roussillon", "74": "Limousin", "41": "Lorraine", "73": "Midi-Pyrénées",
        "31": "Nord - Pas-de-Calais", "52": "Pays de la Loire", "22": "Picardie",
        "54": "Poitou-Charentes", "93": "Provence-Alpes-Côte d'Azur", "82": "Rhône-Alpes",
        "11": "Île-de-France",
    },
    2016: {
        "84": "Auvergne-Rhône-Alpes", "27": "Bourgogne-Franche-Comté", "53": "Bretagne",
        "24": "Centre-Val de Loire", "94": "Corse", "44": "Grand Est", "32": "Hauts-de-France",
        "11": "Île-de-France", "28": "Normandie", "75": "Nouvelle-Aquitaine", "76": "Occitanie",
        "52": "Pays de la Loire", "93": "Provence-Alpes-Côte d'Azur", "01": "Guadeloupe",
        "02": "Martinique", "03": "Guyane", "04": "La Réunion", "06": "Mayotte",
    },
}  # fmt: skip
"""Insee's codes of regions, which are also codes of other things: départements, other years."""
MAINLAND = "France métropolitaine"
"""What the territory without overseas is called, beside one of its own."""
REGION_CODE_2016 = {
    departement: code
    for code, name in REGION_CODES[2016].items()
    for departement, region in {**REGION_2016, **OVERSEAS}.items()
    if region == name
}
"""Insee's code of the region of today of each département."""
TODAY = max(REGIONS_BY_YEAR)
REGIONS_KEY = "annee_regions"
"""Key of the `attrs` of a table whose regions are asked, whatever its date."""

LOCATIVES = {
    region: f"en {region}" for regions in REGIONS_BY_YEAR.values() for region in regions
} | {
    "Centre": "dans le Centre",
    "Grand Est": "dans le Grand Est",
    "Guadeloupe": "en Guadeloupe",
    "Guyane": "en Guyane",
    "Hauts-de-France": "dans les Hauts-de-France",
    "La Réunion": "à La Réunion",
    "Martinique": "en Martinique",
    "Mayotte": "à Mayotte",
    "Nord - Pas-de-Calais": f"dans le {typeset('Nord - Pas-de-Calais')}",
    "Pays de la Loire": "dans les Pays de la Loire",
}
"""Each region of 2014 or of today with the preposition that says « where »."""


def regions_year(attrs: Mapping[Hashable, Any]) -> int:
    """Tell which regions a table is of, 2014 or 2016: as asked, else by its date.

    Parameters
    ----------
    attrs : mapping
        `annee_regions`, as asked; else date, publication, source: the regions are those of 2014
        when the last year named in the first of them is before 2016. Without any year, today's.

    Examples
    --------
    >>> regions_year({"date": "décembre 2021"}), regions_year({"source": "RPPS 2013"})
    (2016, 2014)
    """
    if (asked := attrs.get(REGIONS_KEY)) in REGIONS_BY_YEAR:
        return int(asked)
    for name in ("date", "publication", "source"):
        if years := [int(year) for year in YEAR.findall(str(attrs.get(name) or ""))]:
            return 2014 if max(years) < TODAY else TODAY
    return TODAY


def bare(name: str) -> str:
    """Keep the letters of a name, lower case, without accents."""
    return "".join(sign for sign in unaccented(name) if sign.isalpha())


def dated_region(table: pd.DataFrame) -> pd.DataFrame:
    """Call `region_2014` the column `region` of a table that has no other, as files once did."""
    if "region" in table and "region_2014" not in table:
        return table.rename(columns={"region": "region_2014"})
    return table
