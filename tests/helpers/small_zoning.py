"""The zoning and the professions that generated registers are counted by, and what is found."""

import warnings

import pandas as pd
from register_generator import BASSIN, POSTAL_CODES
from register_truth import POLE, PROXIMITE

from poles_geo.counting.aggregate import aggregate
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.known_professions.professions import ProfessionSet
from poles_geo.sources.postal_codes import read_postal_codes

PROFESSIONS = ProfessionSet("essai", "essai", PROXIMITE, POLE, {"69"})
ZONAGE = pd.DataFrame({"code_bassin": BASSIN}).rename_axis("code_commune")
POSTAL_TABLE = read_postal_codes(
    pd.DataFrame(
        POSTAL_CODES, columns=["Code_postal", "Code_commune_INSEE", "Libelle_acheminement"]
    )
)


def aggregated(d: Decompte) -> pd.DataFrame:
    """Count by bassin; that some have nobody is no surprise."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "(?s).*(personne dans|du zonage)")
        return aggregate(d, ZONAGE, professions=PROFESSIONS, field="all")


def ledger_of(table: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Rows and persons by line of a ledger."""
    return {str(key): (int(row["lignes"]), int(row["personnes"])) for key, row in table.iterrows()}


def cells(d: Decompte) -> dict[tuple[str, str], float]:
    """Give counts by commune and profession, those above zero."""
    return {
        (commune, profession): value
        for profession, column in d.counts.items()
        for commune, value in column.items()
        if value
    }
