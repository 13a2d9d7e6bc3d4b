"""Communes and intercommunalités of 1 January 2024: names, populations, members.

From the edition of 2024 of « découpage administratif »: Insee's code officiel géographique and
municipal populations of the census of 2022, and the ministry's list of intercommunalités.
"""

import json
from pathlib import Path

import pandas as pd

from poles_geo.data.build.packages import read_member


def read_list(package: Path, name: str) -> pd.DataFrame:
    """Read one list of the package, a row an object."""
    return pd.DataFrame(json.loads(read_member(package, f"package/data/{name}.json")))


def build_epci(package: Path) -> pd.DataFrame:
    """Intercommunalités of the metropole.

    Returns
    -------
    DataFrame
        Index `epci` (SIREN), sorted; nom, type (CC, CA, CU, METRO, MET69).
    """
    epci = read_list(package, "epci").set_index("code").rename_axis("epci").sort_index()
    overseas = epci["membres"].map(lambda members: members[0]["code"].startswith("97"))
    return epci.loc[~overseas, ["nom", "type"]]


def build_divisions(package: Path) -> pd.DataFrame:
    """Metropolitan communes.

    Returns
    -------
    DataFrame
        Index `code_commune`, sorted; nom, departement, population, epci (missing for the four
        islands that belong to none).
    """
    communes = read_list(package, "communes")
    current = (communes["type"] == "commune-actuelle") & (communes["zone"] == "metro")
    communes = communes[current].set_index("code").rename_axis("code_commune").sort_index()
    members = read_list(package, "epci").explode("membres")
    epci = members.set_index(members["membres"].map(lambda member: member["code"]))["code"]
    return communes[["nom", "departement", "population"]].assign(epci=epci)
