"""Who is in a territory besides persons: its pôles, its structures, its co-operations.

Counted: what the lists given have in its communes. Not counted: what no list has, and pôles where
their source does not count.
"""

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from poles_geo.analyses.pole_points import note_repeated, note_rows, numbers_of
from poles_geo.analyses.territorial.fact_rows import (
    GROUPINGS,
    NONE,
    NOT_GIVEN,
    POLES,
    STRUCTURES,
    Fact,
)
from poles_geo.analyses.territorial.subject import Subject, zoning_of
from poles_geo.coded import note_codes, note_columns, note_index, plain_table
from poles_geo.communes.field import COVERAGE, NOT_COUNTED, PARTIAL, field_of
from poles_geo.errors import Faults, TableError, worded
from poles_geo.ranking.rules import HORS_POLE, MOST_RANKS
from poles_geo.sources.measured.groupings import NEEDED
from poles_geo.tabular.counted_units import unit_of_counts
from poles_geo.typography import NO_BREAK_SPACE, french_count, french_number, listed

CATEGORIES = ("nature", "statut", "territoire")
"""Columns that may group structures, the first that is there."""
BOUNDS = {
    "rang": (1, MOST_RANKS),
    "effectif": (0, np.inf),
    "marge": (-np.inf, np.inf),
    "marge_rang": (1, MOST_RANKS),
}
"""Columns of a table of pôles that are numbers, their least and their most."""
NOT_TOLD = "motif non donné"


def checked_poles(poles: pd.DataFrame) -> pd.DataFrame:
    """Give a table of pôles whose columns are plain, or every fault.

    Raises
    ------
    TableError
        With every fault: no column rang or effectif, an index without codes, a code there twice, a
        rank, a number or a margin that is none.
    """
    faults = Faults("table des pôles")
    table = plain_table(poles)
    note_columns(faults, table, dict.fromkeys(["rang", "effectif", *table.columns]))
    note_index(faults, table.index)
    faults.raise_if_any(TableError)
    note_repeated(faults, table.index)
    for name, (least, most) in BOUNDS.items():
        if name in table:
            numbers = numbers_of(table[name])
            right = (numbers >= least) & (numbers <= most) & np.isfinite(numbers)
            right &= (numbers % 1 == 0) | (most != MOST_RANKS)
            wrong = table[name].notna().to_numpy(dtype=bool) & ~right
            told = "un nombre" if np.isinf(least) else f"un nombre d'au moins {least:g}"
            upper = "" if np.isinf(most) else f" et d'au plus {most:g}"
            note_rows(faults, f"{name} : {told}{upper} est attendu", wrong, table.index)
    faults.raise_if_any(TableError)
    return table


def poles_inside(table: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """Keep the bassins whose centre is in a territory, the strongest first.

    Parameters
    ----------
    table : DataFrame
        As :func:`checked_poles` gives it; those hors pôle too, or pôles alone. The centre is
        `code_commune` where it is there, else the commune whose code it bears; of the zoning of
        the territory itself, its own row.
    """
    own = zoning_of(table.attrs)
    same = own[0] and own[0].casefold() == subject.zoning[0].casefold() and own == subject.zoning
    if same:
        inside = np.asarray(table.index == subject.code)
    else:
        seats = table.index.to_series().astype("str")
        if "code_commune" in table:
            seats = table["code_commune"].where(table["code_commune"].notna(), seats)
        inside = seats.isin(subject.communes).to_numpy()
    kept = table[inside]
    order = pd.DataFrame(
        {"rang": numbers_of(kept["rang"]), "effectif": -numbers_of(kept["effectif"]),
         "code": kept.index.astype("str")}, index=kept.index,
    )  # fmt: skip
    return kept.loc[order.sort_values(["rang", "effectif", "code"], na_position="last").index]


def pole_facts(poles: pd.DataFrame | None, subject: Subject) -> Iterator[Fact]:
    """Give the facts of the pôles inside: rank, number, why, and how far from another rank.

    `poles`: as :func:`checked_poles` gives them.
    """
    if poles is None:
        yield Fact(POLES, "pôles d'offre de soins", etat=NOT_GIVEN)
        return
    inside = poles_inside(poles, subject)
    unit = unit_of_counts(poles.attrs)
    known = field_of(poles.attrs).departements
    whole = known is None or set(subject.departements) <= set(known)
    for code, row in zip(inside.index, inside.to_dict("records"), strict=True):
        state = _state_of(row)
        whole &= state in ("", HORS_POLE)
        name, motif = row.get("nom"), row.get("motif")
        yield Fact(
            POLES, str(code if pd.isna(name) else name), "effectif",
            None if pd.isna(row["effectif"]) else float(row["effectif"]), unit, state,
            code=str(code), rang=None if pd.isna(row["rang"]) else int(row["rang"]),
            precision=NOT_TOLD if pd.isna(motif) else str(motif), marge=margin_of(row, unit),
        )  # fmt: skip
    if inside["rang"].isna().all():
        yield Fact(POLES, "pôles d'offre de soins", etat=NONE if whole else NOT_COUNTED)


def _state_of(row: dict[Any, Any]) -> str:
    """Say why a bassin has no rank; nothing of one that has."""
    covered = row.get(COVERAGE)
    if pd.isna(row["effectif"]) or (pd.notna(covered) and covered == 0):
        return NOT_COUNTED
    if pd.notna(covered) and covered < 1:
        return PARTIAL
    return HORS_POLE if pd.isna(row["rang"]) else ""


def margin_of(row: dict[Any, Any], things: str) -> str:
    """Say how far a bassin is from another rank; nothing where it is not known."""
    marge, other = row.get("marge"), row.get("marge_rang")
    if marge is None or pd.isna(marge):
        return ""
    size = abs(float(marge))
    points = str(row.get("marge_unite")) == "points"
    thing = things.removesuffix("s")
    count = f"{french_number(size, 1)} points" if points else french_count(size, thing)
    out = other is None or pd.isna(other)
    to = "n'être plus un pôle" if out else f"le rang{NO_BREAK_SPACE}{other:.0f}"
    return f"{count} de {'plus' if marge > 0 else 'moins'} pour {to}"


def structure_facts(structures: pd.DataFrame | None, subject: Subject,
                    communes: pd.DataFrame | None) -> Iterator[Fact]:  # fmt: skip
    """Give the facts of the structures inside, a row a category."""
    if structures is None:
        yield Fact(STRUCTURES, "structures de soins", etat=NOT_GIVEN)
        return
    inside = structures_inside(structures, subject, communes)
    if inside.empty:
        yield Fact(STRUCTURES, "structures de soins", "nombre", 0.0, "structures", NONE)
        return
    column = next((name for name in CATEGORIES if name in inside), None)
    told = pd.Series("structures de soins", inside.index) if column is None else inside[column]
    kinds = told.astype("str").where(told.notna(), "non précisé")
    order = list(dict.fromkeys(sorted(kinds, key=lambda kind: (-(kinds == kind).sum(), kind))))
    for kind in order:
        names = inside.loc[kinds == kind, "nom"].astype("str").tolist()
        yield Fact(
            STRUCTURES, kind, "nombre", float(len(names)), "structures", precision=listed(names)
        )


def structures_inside(
    structures: pd.DataFrame, subject: Subject, communes: pd.DataFrame | None
) -> pd.DataFrame:
    """Keep the structures of the communes of a territory, by their code, else by their point.

    Raises
    ------
    TableError
        No name; neither a code of commune nor points and contours to find it by.
    """
    faults = Faults("table des structures")
    table = plain_table(structures)
    note_columns(faults, table, dict.fromkeys(["nom", *table.columns]))
    faults.raise_if_any(TableError)
    codes = pd.Series(None, index=table.index, dtype=object)
    if "code_commune" in table:
        codes = table["code_commune"].astype(object)
        given = codes.dropna().tolist()
        expected = "colonne code_commune : des codes en texte sont attendus"
        note_codes(faults, given, "code_commune", expected)
        faults.raise_if_any(TableError)
    placed = isinstance(table, gpd.GeoDataFrame) and table.active_geometry_name is not None
    if placed and isinstance(communes, gpd.GeoDataFrame) and codes.isna().any():
        points = gpd.GeoSeries(table.geometry[codes.isna()])
        if points.crs is not None and communes.crs is not None:
            points = points.to_crs(communes.crs)
        rows, areas = communes.sindex.query(points.to_numpy(), predicate="intersects")
        found = pd.Series(communes.index.to_numpy()[areas], index=points.index[rows])
        codes = codes.fillna(found[~found.index.duplicated()])
    elif "code_commune" not in table:
        faults.add(
            "ni colonne code_commune, ni points et contours de communes pour les situer : "
            + worded("pg.read_structures(table) place toute liste", "une des deux est attendue")
        )
        faults.raise_if_any(TableError)
    return table[codes.isin(subject.communes).to_numpy()]


def grouping_facts(groupings: pd.DataFrame | None, subject: Subject) -> Iterator[Fact]:
    """Give the facts of the co-operations that have a member inside, a row a grouping."""
    if groupings is None:
        yield Fact(GROUPINGS, "coopérations observées", etat=NOT_GIVEN)
        return
    faults = Faults(worded("groupings", "table des groupements"))
    table = plain_table(groupings).reset_index(drop=True)
    note_columns(faults, table, NEEDED)
    faults.raise_if_any(TableError)
    if table["id"].isna().any():
        faults.add("id : un groupement sans identifiant", table.index[table["id"].isna()] + 1)
    expected = "colonne code_commune : des codes en texte sont attendus"
    note_codes(faults, table["code_commune"].dropna().tolist(), "code_commune", expected)
    faults.raise_if_any(TableError)
    inside = table["code_commune"].isin(subject.communes)
    found = False
    for name, group in table.groupby("id", sort=False):
        here = inside[group.index]
        if not here.any():
            continue
        found = True
        members = group.loc[here, "membre"].astype("str").tolist()
        away = int((~here & group["membre"].notna()).sum())
        first = group.iloc[0]
        words = [listed(members)]
        words += (
            [f"{french_count(away, 'autre membre', 'autres membres')} ailleurs"] if away else []
        )
        words += [
            str(first[column])
            for column in ("statut",)
            if column in group and pd.notna(first[column])
        ]
        forme = "" if pd.isna(first["forme"]) else str(first["forme"])
        label = str(name) if pd.isna(first["nom"]) else str(first["nom"])
        yield Fact(
            GROUPINGS, label, forme, float(len(members)), "membres", code=str(name),
            precision=" ; ".join(words),
        )  # fmt: skip
    if not found:
        yield Fact(GROUPINGS, "coopérations observées", "nombre", 0.0, "groupements", NONE)
