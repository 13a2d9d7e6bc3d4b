"""The report's lists, resolved to commune codes: 153 pôles, 53 maisons et pôles de santé.

A name is resolved only when exactly one commune of its region is written that way; every other
name has its reading in a table below, with the reason.
"""

import pandas as pd

from poles_geo.errors import Faults

READINGS_OF_POLES = {
    "Guidel": ("56121", "Lorient", "commune du bassin de vie de Lorient, dont c'est l'effectif"),
    "Marseille - Aix-en-Provence": ("13055", None, "bassin dont le centre est Marseille"),
    "Douai - Lens": ("59178", None, "bassin dont le centre est Douai"),
    "La Teste-de-Buch - Arcachon": ("33529", None, "bassin dont le centre est La Teste-de-Buch"),
    "Cherbourg-Octeville": ("50129", None, "Cherbourg-en-Cotentin depuis 2016, même code"),
}
"""Published name → code of the centre commune, name to print when it differs, reason."""

QUARTER = "quartier ou site d'une commune"
SEVERAL = "plusieurs communes nommées"
ASSOCIATED = "commune associée de Lille"

READINGS_OF_STRUCTURES = {
    "Sin-le-Noble Quartier Les Epis": (["59569"], QUARTER),
    "Sin-le-Noble Le Raquet": (["59569"], QUARTER),
    "Laventie-Fleurbaix-Sailly-sur-la-Lys (pôle de santé)": (["62491", "62338", "62736"], SEVERAL),
    "Baralle/Marquion": (["62081", "62559"], SEVERAL),
    "Lens Grande Résidence": (["62498"], QUARTER),
    "Evin-Malmaison": (["62321"], "Évin-Malmaison, accent omis"),
    "Sallaumines-Noyelles-sous-Lens": (["62771", "62628"], SEVERAL),
    "Desvres-Samer": (["62268", "62773"], SEVERAL),
    "Le Portel quartier Carnot": (["62667"], QUARTER),
    "Lille Moulins": (["59350"], QUARTER),
    "Lomme Marais-Mont à Camp": (["59350"], ASSOCIATED),
    "Hellemmes": (["59350"], ASSOCIATED),
    "Lille Quartier Lille Sud": (["59350"], QUARTER),
    "Lille Porte d'Arras": (["59350"], QUARTER),
    "Wattrelos quartier Sapins Verts": (["59650"], QUARTER),
    "Pays de Cassel": (["59135"], "territoire placé à Cassel, qui lui donne son nom : lecture"),
}
"""Published name → commune codes (the first is where it is drawn), reason."""

EXACT = "nom exact, unique dans la région"


def resolve_poles(published: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Give each published pôle its commune and bassin de vie.

    Parameters
    ----------
    published : DataFrame
        Figure 3: nom, region, rang, sigle, effectif.
    communes : DataFrame
        Index `code_commune`; nom, region.

    Returns
    -------
    DataFrame
        Index `code_bassin`, in the order of the report; nom, nom_publie, region, rang, sigle,
        effectif, code_commune, lecture. The code of a bassin is that of its centre commune.
    """
    faults = Faults("pôles publiés")
    rows = []
    for name, region in zip(published["nom"], published["region"], strict=True):
        inside = communes[communes["region"] == region]
        if name in READINGS_OF_POLES:
            code, printed, reading = READINGS_OF_POLES[name]
            if code not in inside.index:
                faults.add(f"{name} : {code} n'est pas une commune de {region}")
        else:
            code, printed, reading = find(name, inside, faults), None, EXACT
        rows.append((code, printed or name, reading))
    faults.raise_if_any()
    poles = published.rename(columns={"nom": "nom_publie"})
    poles[["code_bassin", "nom", "lecture"]] = rows
    poles["code_commune"] = poles["code_bassin"]
    columns = ["nom", "nom_publie", "region", "rang", "sigle", "effectif", "code_commune"]
    return poles.set_index("code_bassin")[[*columns, "lecture"]]


def resolve_structures(published: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Give each maison or pôle de santé of May 2013 its commune.

    Returns
    -------
    DataFrame
        territoire, statut, nom, code_commune, autres_communes (codes, space between), lecture.
    """
    faults = Faults("maisons et pôles de santé publiés")
    region = communes[communes["region"] == "Nord - Pas-de-Calais"]
    rows = []
    for name in published["nom"]:
        if name in READINGS_OF_STRUCTURES:
            codes, reading = READINGS_OF_STRUCTURES[name]
            for code in codes:
                if code not in region.index:
                    faults.add(f"{name} : {code} n'est pas une commune de la région")
        else:
            codes, reading = [find(name, region, faults)], EXACT
        rows.append((codes[0], " ".join(codes[1:]), reading))
    faults.raise_if_any()
    structures = published[["territoire", "statut", "nom"]].copy()
    structures[["code_commune", "autres_communes", "lecture"]] = rows
    return structures


def find(name: str, communes: pd.DataFrame, faults: Faults) -> str:
    """Return the code of the only commune written `name`; note a fault when it is not alone."""
    codes = communes.index[communes["nom"] == name]
    if len(codes) != 1:
        faults.add(f"{name} : {len(codes)} commune(s) de ce nom dans la région", codes)
        return ""
    return str(codes[0])
