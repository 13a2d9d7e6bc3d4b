"""The ledger of a zoning: where every row and every person of a count went, bassin or not.

Counted again from the places, which the zoning holds or not, and from the professions kept.
"""

from collections.abc import Collection
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import pandas as pd

from poles_geo._types import Integers
from poles_geo.communes.identity import noun_of
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.ledger.bilan import NOT_PLACED, ORDER, PLACED, Bilan, ledger_table
from poles_geo.counting.located.placements import Attachment, Placements
from poles_geo.tabular.engine import beside, collected


def ledger_of_zoning(
    decompte: Decompte, link: Attachment, kept: list[int], pole: list[int]
) -> tuple[Bilan, dict[str, int]]:
    """Account for every row of the source in a zoning; and rows by commune left out."""
    placements, lines = decompte.placements, decompte.places.table["ligne"]
    away = lines.map(
        {**dict.fromkeys(PLACED, "hors_zonage"), "outre_mer": "outre_mer_hors_zonage"}
    ).fillna(lines)
    there = lines.replace({"postal_multiple": "postal_un_bassin"})
    line = there.where(lines.index.isin(link.table["lieu"]), away)
    postes = placements.by_poste
    counts = postes["profession"].isin(kept)
    said = postes["lieu"].map(line).where(counts, "hors_professions")
    of_poste = said.map(ORDER)
    rows = np.bincount(of_poste, postes["lignes"], len(ORDER)).astype(np.int64)
    n_rows, persons, remarks = int(rows.sum()), None, {}
    codes = _codes_by_line(decompte, said)
    if placements.n_persons is not None:
        n_rows = decompte.bilan.n_rows
        found = persons_by_line(placements, of_poste, kept, pole)
        persons = found.lines
        excluded = decompte.bilan.table.drop(index=[*PLACED, *NOT_PLACED], errors="ignore")
        for key, row in excluded.iterrows():
            rows[ORDER[str(key)]] += row["lignes"]
            persons[ORDER[str(key)]] += row["personnes"]
        remarks = {
            f"personnes à plusieurs professions, comptées une fois par {noun_of(link.units)}":
                found.several,
            "personnes à la fois de proximité et de pôle": found.both_groups,
        }  # fmt: skip
    bilan = Bilan(
        table=ledger_table(rows, persons),
        codes=codes,
        n_rows=n_rows,
        n_persons=decompte.bilan.n_persons,
        remarks={
            **decompte.bilan.remarks,
            **{remark: count for remark, count in remarks.items() if count},
        },
        source=decompte.bilan.source,
        date=decompte.date,
        edition=decompte.bilan.edition,
    )
    outside = line.isin(["hors_zonage", "outre_mer_hors_zonage"])
    by_place = postes[counts].groupby("lieu")["n"].sum()[lambda found: outside[found.index]]
    left_out = decompte.places.communes.merge(by_place, left_on="lieu", right_index=True)
    sums = left_out.groupby("code_commune")["n"].sum()
    return bilan, {str(code): int(count) for code, count in sums[sums > 0].items()}


def _codes_by_line(decompte: Decompte, lines: pd.Series) -> pd.DataFrame:
    """Codes of the rows of each line but the first: of the place, or of the profession left out.

    `lines`: key of the line of each ``poste``. ``ligne``, ``code``, ``lignes``.
    """
    postes, excluded = decompte.placements.by_poste, decompte.bilan.codes
    of_place = postes["lieu"].map(decompte.places.table["code"])
    of_profession = postes["profession"].map(dict(enumerate(decompte.professions)))
    told = pd.DataFrame(
        {
            "ligne": lines,
            "code": of_place.where(lines != "hors_professions", of_profession),
            "lignes": postes["lignes"].astype(np.int64),
        }
    )
    told = told[(told["ligne"] != "code") & (told["lignes"] > 0)]
    sums: pd.DataFrame = told.groupby(["ligne", "code"])[["lignes"]].sum().reset_index()
    aside = excluded[~excluded["ligne"].isin([*PLACED, *NOT_PLACED])]
    return pd.concat([sums, aside], ignore_index=True)


def rows_of_communes(
    decompte: Decompte, kept: Collection[int], communes: pd.DataFrame
) -> dict[str, int]:
    """Count the rows by commune of some places, of the professions kept.

    `communes`: ``lieu``, ``code_commune``.
    """
    postes = decompte.placements.by_poste
    by_place = postes[postes["profession"].isin(kept)].groupby("lieu")["n"].sum()
    codes = communes.merge(by_place, left_on="lieu", right_index=True)
    sums = codes.groupby("code_commune")["n"].sum()
    return {str(code): int(count) for code, count in sums[sums > 0].items()}


@dataclass(frozen=True, eq=False)
class PersonsByLine:
    """Persons by rank of the line of a ledger, and those of several professions."""

    lines: Integers
    several: int
    both_groups: int


def persons_by_line(
    placements: Placements, lines: pd.Series, kept: Collection[int], pole: Collection[int]
) -> PersonsByLine:
    """Count persons by line: the first that one of their rows is in.

    Parameters
    ----------
    placements : Placements
    lines : Series of int
        Index ``poste``: rank of the line of the ledger.
    kept, pole : collection of int
        Professions that count, and those of pôle among them.
    """
    in_order = pd.Index([*(rank for rank in kept if rank not in pole), *pole])
    first_of_pole = len(in_order) - len(pole)
    number = in_order.get_indexer(pd.Index(placements.postes["profession"]))
    facts = pd.DataFrame({"ligne": lines, "numero": pd.array(number, "Int16")}).rename_axis("poste")
    facts["numero"] = facts["numero"].mask(number < 0)
    rows = placements.frame.join(beside(facts.reset_index(), placements.frame), on="poste")
    persons = rows.group_by("personne").agg(
        nw.col("ligne").min(),
        nw.col("nombre").max(),
        nw.col("numero").min().alias("premier"),
        nw.col("numero").max().alias("dernier"),
    )
    several = nw.col("premier") != nw.col("dernier")
    both = (nw.col("premier") < first_of_pole) & (nw.col("dernier") >= first_of_pole)
    groups = persons.with_columns(
        plusieurs=several.fill_null(value=False), deux_groupes=both.fill_null(value=False)
    )
    groups = groups.group_by("ligne", "plusieurs", "deux_groupes").agg(
        nw.col("nombre").sum().alias("personnes")
    )
    table = collected(groups).to_pandas()
    persons_of = table["personnes"]
    return PersonsByLine(
        np.bincount(table["ligne"], persons_of, len(ORDER)).astype(np.int64),
        int(persons_of[table["plusieurs"]].sum()),
        int(persons_of[table["deux_groupes"]].sum()),
    )
