"""Communes, former communes, intercommunalités and départements of 1 January 2024: their lists.

From the edition of 2024 of « découpage administratif »: Insee's code officiel géographique and
municipal populations of the census of 2022, and the ministry's list of intercommunalités.
"""

import json
from pathlib import Path

import pandas as pd

from build_edition.packages import read_member

TYPES = {"commune-deleguee": "COMD", "commune-associee": "COMA"}
"""Insee's types of the former communes that their commune still recognises."""

SHARED_OUT = """
    08227 24149 27443 28152 31214 35020 45117 50017 50065 50067 50141 50157 50331 50392 50526 51385
    51606 52323 53070 57450 57766 60606 71114 71467 73037 73125 73319 77362 78122 78471 79262 79291
    88217 88405
"""
"""Codes gone by 1973 into a commune that was divided again later: Insee's movements lead to
several communes of 2024, and nothing in them says which one holds the former commune."""


def read_list(package: Path, name: str) -> pd.DataFrame:
    """Read one list of the package, a row an object."""
    return pd.DataFrame(json.loads(read_member(package, f"package/data/{name}.json")))


def build_epci(package: Path) -> pd.DataFrame:
    """Intercommunalités, those of the départements overseas included.

    Returns
    -------
    DataFrame
        Index `epci` (SIREN), sorted; nom, type (CC, CA, CU, METRO, MET69).
    """
    epci = read_list(package, "epci").set_index("code").rename_axis("epci").sort_index()
    return epci[["nom", "type"]]


def build_divisions(package: Path, zone: str = "metro") -> pd.DataFrame:
    """Communes of the metropole, or of the départements overseas.

    Parameters
    ----------
    package : Path
    zone : {"metro", "drom"}

    Returns
    -------
    DataFrame
        Index `code_commune`, sorted; nom, departement, population, epci (missing for the four
        islands that belong to none).
    """
    communes = read_list(package, "communes")
    current = (communes["type"] == "commune-actuelle") & (communes["zone"] == zone)
    communes = communes[current].set_index("code").rename_axis("code_commune").sort_index()
    members = read_list(package, "epci").explode("membres")
    epci = members.set_index(members["membres"].map(lambda member: member["code"]))["code"]
    return communes[["nom", "departement", "population"]].assign(epci=epci)


def build_departements(package: Path) -> pd.Series:
    """Names of the metropolitan départements; index `departement`."""
    departements = read_list(package, "departements")
    departements = departements[departements["zone"] == "metro"]
    return departements.set_index("code")["nom"].rename_axis("departement")


def build_former(package: Path) -> pd.DataFrame:
    """Communes déléguées and associées of the metropole.

    Returns
    -------
    DataFrame
        Index `code` (573 are that of their commune), sorted; nom, type (COMD, COMA),
        code_commune (commune that they are part of).
    """
    communes = read_list(package, "communes")
    former = communes.assign(type=communes["type"].map(TYPES), code_commune=communes["chefLieu"])
    former = former[former["type"].notna() & (former["zone"] == "metro")]
    return former.set_index("code").sort_index()[["nom", "type", "code_commune"]]


def build_former_codes(package: Path) -> pd.Series:
    """Commune of 2024 of each metropolitan code that is no longer that of a commune.

    The commune of a commune déléguée or associée comes before what the package says of former
    codes: for a commune that was divided again, the package gives one of its heirs.

    Returns
    -------
    Series
        Index `code_ancien`, sorted; values `code_commune`. Codes that several communes of 2024
        share are left out.
    """
    communes = read_list(package, "communes")
    current = communes[(communes["type"] == "commune-actuelle") & (communes["zone"] == "metro")]
    absorbed = current.set_index("code")["anciensCodes"].explode().dropna()
    heirs = pd.Series(absorbed.index, index=absorbed).drop(SHARED_OUT.split())
    heirs = build_former(package)["code_commune"].combine_first(heirs)
    gone = heirs[~heirs.index.isin(current["code"])].sort_index()
    return gone.rename("code_commune").rename_axis("code_ancien")
