"""Counts from a register: rows of activities → persons, places, ledger.

Only the free-access files of the Annuaire Santé identify persons; their identifiers are forgotten
here, or stay in the engine of the table given.
"""

from collections.abc import Callable, Collection

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl

from poles_geo.counting.activities import Filters, Statements, read_statements
from poles_geo.counting.decompte import SOURCE_RPPS, Decompte
from poles_geo.counting.ledger.bilan import KEYS, ORDER, Bilan, ledger_table
from poles_geo.counting.located.placements import By
from poles_geo.counting.located.places import Location
from poles_geo.counting.persons import Persons, assemble_persons, skills_of_persons
from poles_geo.errors import warn
from poles_geo.sources.registers.activity_rows import ActivityRows
from poles_geo.tabular.engine import nothing_on_disk, numbered
from poles_geo.typography import french_count, french_percent, punctuate

DOUBTFUL_SHARE = 0.5
FEW = 100


def count_register(
    read: Callable[[Collection[str]], ActivityRows],
    filters: Filters,
    location: Location,
    *,
    by: By,
    no_speciality: str,
    date: str | None,
) -> Decompte:
    """Count the persons of a register.

    Parameters
    ----------
    read : callable
        Gives the rows of the source, with the columns that the filters need.
    filters, location, by, no_speciality, date
        As in `count_professionals`.
    """
    with nothing_on_disk():
        source = read(filters.roles | {"mode"})
        rows = source.frame
        if source.skills is not None:
            rows = rows.join(skills_of_persons(source.skills), on="personne", how="left")
        register = numbered(rows)
    said = read_statements(register.fiches, source.roles, filters, location)
    persons = assemble_persons(
        register.rows,
        said,
        register.n_persons,
        unspecialised_generalist=no_speciality == "generalist",
    )
    bilan = _ledger(source, said, persons, date or source.date)
    _warn(bilan, persons.physicians)
    return Decompte(
        bilan=bilan,
        by=by,
        postal=location.postal,
        nature="personnes",
        source=SOURCE_RPPS,
        date=bilan.date,
        professions=said.professions,
        places=said.places,
        placements=persons.placements,
        status=filters.status,
        has_modes="mode" in source.roles,
    )


def _ledger(source: ActivityRows, said: Statements, persons: Persons, date: str | None) -> Bilan:
    """Account for every row of the source."""
    rows = _by_rank(said.table.group_by("ligne").agg(nw.col("lignes").sum()))
    for reason, _, count in source.rejected:
        rows[ORDER[reason]] += count
    rejected = pd.DataFrame(source.rejected, columns=["ligne", "code", "lignes"])
    known = persons.physicians
    remarks = {
        "médecins avec un savoir-faire de généraliste et une autre spécialité, "
        "comptés généralistes": known["ambigus"],
        "médecins sans aucun savoir-faire": known["sans"],
        "médecins avec un savoir-faire qui n'est pas une spécialité, comptés spécialistes":
            known["autre"],
        "codes de profession réparés": said.mended,
        **source.remarks,
    }  # fmt: skip
    return Bilan(
        table=ledger_table(rows, _by_rank(persons.lines)),
        codes=pd.concat(
            [said.codes(counted=True), rejected, said.codes(counted=False)], ignore_index=True
        ),
        n_rows=source.n_rows,
        n_persons=persons.placements.n_persons,
        remarks={remark: count for remark, count in remarks.items() if count},
        source=source.name,
        date=date,
        edition=source.edition,
    )


def _by_rank(table: nw.DataFrame[pl.DataFrame]) -> np.ndarray:
    """Give the counts of a table, by rank of line, their place among all lines."""
    rank, counts = (table[name].to_numpy() for name in table.columns)
    return np.bincount(rank, counts, len(KEYS)).astype(np.int64)


def _warn(bilan: Bilan, doctors: dict[str, int]) -> None:
    """Say in warnings what may change the counts."""
    rows = bilan.table["lignes"]
    rejected = int(rows[rows.index.str.startswith("rejet_")].sum())
    if rejected:
        warn(
            punctuate(
                f"{bilan.source} : {french_count(rejected, 'ligne rejetée', 'lignes rejetées')} ; "
                "leurs numéros sont dans bilan.codes."
            )
        )
    if doctors["total"] >= FEW and doctors["sans"] > DOUBTFUL_SHARE * doctors["total"]:
        warn(
            punctuate(
                f"{bilan.source} : {french_percent(doctors['sans'] / doctors['total'])} des "
                "médecins "
                "n'ont aucun savoir-faire ; leur partage entre généralistes et spécialistes est "
                "douteux."
            )
        )
