"""Counts from a table by commune: its numbers, placed, with their ledger.

Nothing is known of persons: a table is added up as it is, and marked as what it is.
"""

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl

from poles_geo.codes import ARRONDISSEMENTS, repair_codes
from poles_geo.counting.bilan import KEYS, ORDER, Bilan, ledger_table
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.placements import By, Placements
from poles_geo.counting.places import COLUMNS, Postal, locate
from poles_geo.errors import ChoiceError
from poles_geo.sources.commune_counts import CommuneCounts, TableLayout, read_commune_counts
from poles_geo.tabular.sheets import Table
from poles_geo.tabular.streams import date_in


def count_table(
    given: Table, layout: TableLayout, *, by: By, postal: Postal, date: str | None
) -> Decompte:
    """Count a table by commune; arguments as in `count_professionals`."""
    if by == "fraction":
        raise ChoiceError(
            f'by="fraction" : {given.name} est une table par commune ; les personnes n\'y '
            "sont pas connues."
        )
    table = read_commune_counts(given, layout, date=date)
    codes, position = np.unique(table.codes.to_numpy(object), return_inverse=True)
    unlocated = pd.DataFrame(dict.fromkeys(COLUMNS, ""), index=range(len(codes)), dtype="str")
    places = locate(unlocated.assign(code_commune=pd.Series(codes, dtype="str")))
    rank = places.ranks[position]
    for key in table.set_aside[table.set_aside != ""].unique():
        rank[table.set_aside == key] = ORDER[key]
    cities = _repeated_totals(table, places.communes, position)
    rank[cities] = ORDER["total"]
    kept = ~cities[table.rang]
    rows = np.bincount(rank, minlength=len(KEYS))
    for _, reason in table.rejected:
        rows[ORDER[reason]] += 1
    concerned = pd.DataFrame({"ligne": np.array(KEYS)[rank], "code": table.codes, "lignes": 1})
    concerned = concerned[concerned["ligne"] != "code"]
    rejected = pd.DataFrame(
        [(reason, f"ligne {line}", 1) for line, reason in table.rejected],
        columns=["ligne", "code", "lignes"],
    )
    date = table.year or date or date_in(given.name)
    repaired = repair_codes(table.codes)
    remarks = {f"codes réparés, {kind}": count for kind, count in repaired.repairs.items()}
    if table.one_row_a_commune:
        again = int(repaired.codes.dropna().duplicated().sum())
        remarks["lignes d'une commune déjà rencontrée, additionnées"] = again
    remarks |= table.remarks
    bilan = Bilan(
        table=ledger_table(rows, None),
        codes=pd.concat(
            [concerned.groupby(["ligne", "code"])[["lignes"]].sum().reset_index(), rejected],
            ignore_index=True,
        ),
        n_rows=len(table.codes) + len(table.rejected),
        remarks={remark: count for remark, count in remarks.items() if count},
        source=given.name,
        date=date,
        edition=layout.nature,
    )
    numbers = pd.DataFrame(
        {
            "lieu": position[table.rang[kept]],
            "profession": table.profession[kept],
            "n": table.n[kept],
        }
    )
    numbers["poste"] = numbers.groupby(["lieu", "profession"]).ngroup()
    postes = numbers.drop_duplicates("poste").set_index("poste")[["lieu", "profession"]]
    frame = nw.from_native(pl.from_pandas(numbers[["poste", "n"]])).lazy()
    return Decompte(
        bilan=bilan,
        by=by,
        postal=postal,
        nature=layout.nature,
        source=layout.source or given.name,
        date=date,
        professions=tuple(table.professions),
        places=places,
        placements=Placements(frame, postes.sort_index(), None),
        warnings=layout.warnings,
    )


def _repeated_totals(
    table: CommuneCounts, communes: pd.DataFrame, position: np.ndarray
) -> np.ndarray:
    """Find the rows of Paris, Lyon and Marseille that are the total of their arrondissements."""
    found = np.zeros(len(table.codes), dtype=bool)
    city = communes.set_index("lieu")["code_commune"].reindex(position).to_numpy(object)
    detailed = table.codes.str.strip().str[:5].isin(ARRONDISSEMENTS).to_numpy()
    for code in set(ARRONDISSEMENTS.values()) & set(city[detailed]):
        whole, detail = (city == code) & ~detailed, (city == code) & detailed
        total, sum_of_parts = _sum_of(table, whole), _sum_of(table, detail)
        if whole.any() and sum_of_parts.any() and np.allclose(total, sum_of_parts):
            found |= whole
    return found


def _sum_of(table: CommuneCounts, rows: np.ndarray) -> np.ndarray:
    """Sum of some rows, by profession."""
    cells = rows[table.rang]
    return np.bincount(table.profession[cells], table.n[cells], len(table.professions))
