"""Counts from a table by commune: its numbers, placed, with their ledger.

Nothing is known of persons: a table is added up as it is, and marked as what it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl

from poles_geo.coded import WARNINGS
from poles_geo.codes import ARRONDISSEMENTS, CODE, exceeds, repair_codes
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.ledger.bilan import KEYS, ORDER, Bilan, exportable, ledger_table
from poles_geo.counting.located.placements import By, Placements
from poles_geo.counting.located.places import COLUMNS, Postal, locate
from poles_geo.errors import ChoiceError, TableError, warn, worded
from poles_geo.sources.commune_counts import (
    Choices,
    CommuneCounts,
    TableLayout,
    read_commune_counts,
)
from poles_geo.tabular.books.sheet_tables import Table
from poles_geo.tabular.numbers import at_lines
from poles_geo.tabular.texts.streams import date_in, is_date
from poles_geo.typography import french_count, french_noun


@dataclass(frozen=True)
class _Told:
    """What a table in memory says of itself in its ``attrs``; empty where it says nothing."""

    source: str
    file: str
    date: str | None
    unit: str
    warnings: tuple[str, ...]

    @classmethod
    def by(cls, attrs: Mapping[Any, Any]) -> "_Told":
        """Read what is text in `attrs`, and leave what is not."""
        words = {
            key: value.strip()
            for key in ("source", "fichier", "date", "unite")
            if isinstance(value := attrs.get(key), str)
        }
        date = words.get("date", "")
        warnings = attrs.get(WARNINGS)
        return cls(
            words.get("source", ""),
            words.get("fichier", ""),
            date if is_date(date) else date_in(date),
            words.get("unite", ""),
            tuple(text for text in warnings if isinstance(text, str))
            if isinstance(warnings, list | tuple)
            else (),
        )


def count_table(
    given: Table, layout: TableLayout, choices: Choices, *, by: By, postal: Postal
) -> Decompte:
    """Count a table by commune; arguments as in `count_professionals`.

    What a table in memory says of itself (``attrs``: source, date, unite, avertissements) goes
    with its counts.
    """
    if by == "fraction":
        asked = worded('by="fraction"', "--par fraction")
        raise ChoiceError(
            f"{asked} : {given.name} est une table par commune ; les personnes n'y sont pas "
            "connues."
        )
    table = read_commune_counts(given, layout, choices)
    codes, position = np.unique(table.codes.to_numpy(object), return_inverse=True)
    unlocated = pd.DataFrame(dict.fromkeys(COLUMNS, ""), index=range(len(codes)), dtype="str")
    places = locate(unlocated.assign(code_commune=pd.Series(codes, dtype="str")))
    rank = places.ranks[position]
    for key in table.set_aside[table.set_aside != ""].unique():
        rank[table.set_aside == key] = ORDER[key]
    details = _details(table, places.communes, position)
    rank[details] = ORDER["detail"]
    kept = ~details[table.rang]
    rows = np.bincount(rank, minlength=len(KEYS))
    for _, reason in table.rejected:
        rows[ORDER[reason]] += 1
    told = _Told.by(given.sheet.attrs)
    date = table.year or choices.date or told.date or date_in(given.name)
    remarks = _remarks(given, table, details)
    _warn_of_rows_left(given, table, rank, rows)
    bilan = Bilan(
        table=ledger_table(rows, None),
        codes=_codes_told(table, rank),
        n_rows=len(table.codes) + len(table.rejected),
        remarks={remark: count for remark, count in remarks.items() if count},
        source=told.file or given.name,
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
        source=told.source or layout.source or given.name,
        date=date,
        professions=tuple(table.professions),
        places=places,
        placements=Placements(frame, postes.sort_index(), None),
        status=layout.status,
        lacking=_lacking(table, position, details, numbers),
        warnings=tuple(dict.fromkeys((*layout.warnings, *told.warnings))),
        told_unit=told.unit,
    )


def _codes_told(table: CommuneCounts, rank: np.ndarray) -> pd.DataFrame:
    """Give the codes that the ledger tells, by its line: those of rows not simply placed."""
    found = nw.from_native(pl.DataFrame({"code": table.codes.fillna("").tolist()}))
    said = found.select(exportable(nw.col("code")))["code"].to_list()
    concerned = pd.DataFrame({"ligne": np.array(KEYS)[rank], "code": said, "lignes": 1})
    concerned = concerned[concerned["ligne"] != "code"]
    rejected = pd.DataFrame(
        [(reason, f"ligne {line}", 1) for line, reason in table.rejected],
        columns=["ligne", "code", "lignes"],
    )
    return pd.concat(
        [concerned.groupby(["ligne", "code"])[["lignes"]].sum().reset_index(), rejected],
        ignore_index=True,
    )


def _remarks(given: Table, table: CommuneCounts, details: np.ndarray) -> dict[str, int]:
    """Count what is to be known of the rows that are placed; warn of what may be wrong in them."""
    repaired = repair_codes(table.codes)
    remarks = {f"codes réparés, {kind}": count for kind, count in repaired.repairs.items()}
    if table.one_row_a_commune and (again := _repeated(table, repaired.codes)):
        remarks["lignes d'une commune déjà rencontrée, additionnées"] = again
        warn(
            f"{given.name} : {french_count(again, 'ligne')} d'une commune déjà rencontrée, "
            f"{french_noun(again, 'additionnée')} ; si ce sont des doublons, ôtez-les."
        )
    remarks |= table.remarks
    of_commune = repaired.codes.notna().to_numpy() & ~details
    whole = of_commune & (table.set_aside == "").to_numpy()
    if empty := int(whole[table.empty_row].sum()):
        remarks["cellules vides, ni comptées ni remplacées par zéro"] = empty
    decimals = of_commune[table.rang] & (table.n % 1 != 0)
    if several := int(decimals.sum()):
        remarks["cellules à décimales, gardées ; totaux arrondis au plus fort reste"] = several
        warn(
            f"{given.name} : {french_count(several, 'cellule')} à décimales, gardées ; les totaux "
            "par bassin sont arrondis au plus fort reste. Des taux ou des moyennes ne "
            "s'additionnent pas : ne les comptez pas."
        )
    return remarks


def _warn_of_rows_left(
    given: Table, table: CommuneCounts, rank: np.ndarray, rows: np.ndarray
) -> None:
    """Warn of the rows that are counted nowhere: of another width, of no code, refused."""
    lost = int(rows[[ORDER["rejet_colonnes"], ORDER["code_refuse"]]].sum())
    if lost:
        refused = table.codes[rank == ORDER["code_refuse"]].fillna("").astype("str")
        warn(
            f"{given.name} : {french_count(lost, 'ligne non comptée', 'lignes non comptées')}, "
            "d'un autre nombre de cases ou de code de commune refusé ; "
            + worded("bilan.codes", "--bilan")
            + f" les donne.{_meant(refused)}"
        )
    nowhere = np.intersect1d(table.rang, np.flatnonzero(rank == ORDER["sans_lieu"]))
    if len(nowhere):
        count = french_count(len(nowhere), "ligne non comptée", "lignes non comptées")
        lines = given.lines[~np.isin(given.lines, given.shorter)][nowhere]
        warn(
            f"{given.name} : {count}, sans code de commune ({at_lines(lines)}) ; "
            "d'une cellule fusionnée, seule la première ligne a le code : répétez-le."
        )


def _meant(refused: pd.Series) -> str:
    """Say what most refused codes are, when they are no codes: names, or codes beside names."""
    words = refused[refused.str.contains("[^\\W\\d]{3}")]
    if not len(words) or len(words) <= len(refused) / 2:
        return ""
    if words.str.contains(rf"(?<!\w)(?:{CODE})(?!\w)").mean() > 0.5:
        return " Le code y est avec le nom : n'y laissez que lui."
    return (
        " Des noms, non des codes ? Une commune n'est pas cherchée par son nom, que d'autres "
        "peuvent avoir : ajoutez la colonne des codes de l'Insee."
    )


def _lacking(
    table: CommuneCounts, position: np.ndarray, details: np.ndarray, numbers: pd.DataFrame
) -> pd.DataFrame:
    """Give the numbers left empty, but those that another row completes, where none repeats."""
    kept = ~details[table.empty_row]
    row, profession = table.empty_row[kept], table.empty_profession[kept]
    empty = pd.DataFrame({"lieu": position[row], "profession": profession})
    given = numbers[["lieu", "profession"]]
    completed = pd.MultiIndex.from_frame(empty).isin(pd.MultiIndex.from_frame(given))
    repeated = empty["lieu"].isin(given.loc[given.duplicated(), "lieu"])
    return empty[~(completed & np.isin(row, table.rang) & ~repeated)]


def _repeated(table: CommuneCounts, codes: pd.Series) -> int:
    """Count the rows that give a commune and profession which another has given already."""
    cells = pd.DataFrame({"code": codes.to_numpy()[table.rang], "profession": table.profession})
    again = cells["code"].notna() & cells.duplicated()
    return len(np.unique(table.rang[again]))


def _details(table: CommuneCounts, communes: pd.DataFrame, position: np.ndarray) -> np.ndarray:
    """Find the rows of arrondissements whose city, Paris, Lyon or Marseille, is there whole.

    Raises
    ------
    TableError
        When the row of the city is not their total: nothing tells whether it adds to them.

    Warns
    -----
    UserWarning
        When the city is counted whole, and its arrondissements left out.
    """
    found = np.zeros(len(table.codes), dtype=bool)
    city = communes.set_index("lieu")["code_commune"].reindex(position).to_numpy(object)
    detailed = table.codes.str.strip().str[:5].isin(ARRONDISSEMENTS).to_numpy()
    for code in sorted(set(ARRONDISSEMENTS.values()) & set(city[detailed])):
        whole, detail = (city == code) & ~detailed, (city == code) & detailed
        if not whole.any():
            continue
        total, parts = _sum_of(table, whole), _sum_of(table, detail)
        shown = f"{code} ({total.sum():.0f}) et ses arrondissements ({parts.sum():.0f})"
        if exceeds(parts, total).any():
            raise TableError(
                f"{shown} : la ligne de la ville n'est pas le total de ses arrondissements ; "
                "gardez l'une ou les autres."
            )
        warn(
            f"{shown} : la ville est comptée une fois, entière ; ses arrondissements sont écartés."
        )
        found |= detail
    return found


def _sum_of(table: CommuneCounts, rows: np.ndarray) -> np.ndarray:
    """Sum of some rows, by profession."""
    cells = rows[table.rang]
    return np.bincount(table.profession[cells], table.n[cells], len(table.professions))
