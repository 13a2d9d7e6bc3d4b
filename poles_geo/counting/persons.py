"""Persons, from rows in any order: what each practises and where.

Médecins are told généralistes or spécialistes by all their rows together.
"""

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl

from poles_geo.counting.activities import SKILLS, Statements
from poles_geo.counting.located.placements import Placements
from poles_geo.tabular.engine import beside, collected, settled

MET = [nw.col(name).any() for name in SKILLS]
"""Classes of savoir-faire that some row of a person has."""


@dataclass(frozen=True, eq=False)
class Persons:
    """What the rows of a whole register become.

    Attributes
    ----------
    placements : Placements
        Rows that count, located or not.
    lines : DataFrame
        ``ligne`` (rank in the ledger) and ``personnes``: a person is in the first line that one
        of their rows is in.
    physicians : dict of str to int
        Médecins by what their savoir-faire say: ``ambigus`` (general practice and another
        speciality), ``sans`` (none), ``autre`` (only what is no speciality), ``total``.
    """

    placements: Placements
    lines: nw.DataFrame[pl.DataFrame]
    physicians: dict[str, int]


def skills_of_persons(rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Classes of savoir-faire of each person, from ``personne`` and ``savoir_faire``."""
    return rows.with_columns(**SKILLS).group_by("personne").agg(*MET)


def assemble_persons(
    rows: nw.LazyFrame[Any],
    said: Statements,
    n_persons: int,
    *,
    unspecialised_generalist: bool,
) -> Persons:
    """Bring the rows of each person together.

    Parameters
    ----------
    rows : LazyFrame
        ``personne``, ``fiche`` and ``nombre`` (persons that the row stands for), and the classes
        of savoir-faire when another file says them.
    said : Statements
    n_persons : int
        Persons of the source, counted apart, whether their rows count or not.
    unspecialised_generalist : bool
        Whether a médecin without any savoir-faire is a généraliste.
    """
    known_apart = set(SKILLS) <= set(rows.collect_schema().names())
    facts = said.table.drop("lignes", "code", *(SKILLS if known_apart else ()))
    activities = settled(rows.join(beside(facts, rows), on="fiche").drop("fiche"))
    doctors = activities.filter("medecin")
    number = nw.col("nombre").max()
    classes = settled(doctors.group_by("personne").agg(*MET, number))
    none = ~(nw.col("generaliste") | nw.col("specialiste") | nw.col("autre"))
    general = nw.col("generaliste") | (none & nw.lit(unspecialised_generalist))
    own = nw.when("en_general").then("poste").otherwise("poste_de_specialiste").alias("poste")
    told = doctors.join(classes.select("personne", en_general=general), on="personne")
    kept = ["personne", "nombre", "ligne", "compte"]
    others = activities.filter(~nw.col("medecin")).select(*kept, "poste")
    activities = settled(nw.concat([others, told.select(*kept, own)]))
    lines = (
        activities.group_by("personne").agg(nw.col("ligne").min(), number)
        .group_by("ligne").agg(nw.col("nombre").sum().alias("personnes"))
    )  # fmt: skip
    kinds = collected(classes.group_by(*SKILLS).agg(nw.col("nombre").sum().alias("n"))).to_pandas()
    placements = settled(activities.filter("compte").select("personne", "nombre", "poste"))
    return Persons(
        placements=Placements(placements, said.postes, n_persons),
        lines=collected(lines),
        physicians=_told_of(kinds),
    )


def _told_of(kinds: pd.DataFrame) -> dict[str, int]:
    """Count médecins by what their savoir-faire say, from their number by classes."""
    general, special, other = (kinds[name].to_numpy(bool) for name in SKILLS)
    groups = {
        "total": kinds["n"] > 0,
        "ambigus": general & special,
        "sans": ~general & ~special & ~other,
        "autre": ~general & ~special & other,
    }
    return {name: int(kinds["n"][which].sum()) for name, which in groups.items()}
