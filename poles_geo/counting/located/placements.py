"""Persons × places × professions, and their presence in communes or bassins.

A person counts once in each unit where they practise, whatever the number of their activities
and of their places there.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import narwhals as nw
import numpy as np
import pandas as pd

from poles_geo._types import Floats
from poles_geo.tabular.engine import beside, collected

PARTS = 232_792_560
"""Parts that a person or a place is divided in, so that fractions are added as whole numbers:
divisible by every number up to 22."""

By = Literal["person", "fraction", "activity"]


@dataclass(frozen=True, eq=False)
class Placements:
    """Who practises what where: one row an activity that counts.

    Attributes
    ----------
    frame : LazyFrame
        ``personne`` (a number without meaning; in another engine than Polars, the identifier,
        which never comes here), ``nombre`` (persons that it stands for: they do the same) and
        ``poste``; when the source knows no persons, ``poste`` and ``n``: the number it gives.
    postes : DataFrame
        Index ``poste``: ``lieu`` (position in the table of places), ``profession`` (position
        in the list of professions) and, from a register, ``mode`` (position in the list of modes).
    n_persons : int or None
        None when the source knows no persons.
    """

    frame: nw.LazyFrame[Any]
    postes: pd.DataFrame
    n_persons: int | None

    @cached_property
    def by_poste(self) -> pd.DataFrame:
        """Rows of each ``poste``: ``lignes``, and ``n``, their activities or numbers given.

        With the columns of `postes`.
        """
        rows, number = nw.len(), nw.col("n").sum()
        if self.n_persons is not None:
            rows = number = nw.col("nombre").sum()
        sums = self.frame.group_by("poste").agg(rows.alias("lignes"), number.alias("n"))
        table = collected(sums).to_pandas().set_index("poste")
        return self.postes.join(table).fillna({"lignes": 0, "n": 0})


@dataclass(frozen=True, eq=False)
class Attachment:
    """Units that each place belongs to, with the part of the place that is in each.

    Attributes
    ----------
    units : Index
        Codes of the units (communes, bassins).
    table : DataFrame
        ``lieu``, ``unite`` (position in `units`), ``part`` (of :data:`PARTS`, above 0).
    """

    units: pd.Index
    table: pd.DataFrame

    @classmethod
    def from_table(cls, table: pd.DataFrame, units: pd.Index) -> "Attachment":
        """Make it from ``lieu``, ``unite`` (code) and ``part``; parts in one unit are added up."""
        known = table.assign(unite=units.get_indexer(pd.Index(table["unite"])))
        known = known[(known["unite"] >= 0) & (known["part"] > 0)]
        sums = known.groupby(["lieu", "unite"], as_index=False)["part"].sum()
        part = (sums["part"].clip(upper=1) * PARTS).round().astype(np.int64)
        return cls(units, sums.assign(part=part))


def tally(
    placements: Placements,
    link: Attachment,
    n_professions: int,
    *,
    by: By,
    kept: Collection[int] | None = None,
    once: bool = False,
    mode: bool = False,
) -> Floats:
    """Count presences by unit and profession.

    Parameters
    ----------
    placements : Placements
    link : Attachment
    n_professions : int
    by : {"person", "fraction", "activity"}
        Each person 1 in each unit; 1 in all, equally among the units; each activity 1.
    kept : collection of int, optional
        Positions of the professions that count.
    once : bool, default False
        Count a person once a unit even with several professions, under the first in order;
        otherwise once under each.
    mode : bool, default False
        Count by mode d'exercice instead of by profession.

    Returns
    -------
    array of float, units × professions
        A place shared among units makes fractions; a person is at most 1 in a unit.
    """
    each_activity = by == "activity" or placements.n_persons is None
    postes = placements.by_poste if each_activity else placements.postes
    if kept is not None:
        postes = postes[postes["profession"].isin(kept)]
    if mode:
        postes = postes.assign(profession=postes["mode"])
    where = postes.reset_index().merge(link.table, on="lieu")
    if each_activity:
        where["part"] = np.floor(where["n"] * where["part"] + 0.5)
        sums = where.groupby(["unite", "profession"])["part"].sum().reset_index()
    else:
        present = _presence(placements.frame, where, once=once)
        if by == "fraction":
            # Halves up: engines round them each in their way.
            part = nw.col("part") / nw.col("part").sum().over("personne") * PARTS
            present = present.with_columns(part=(part + 0.5).floor().cast(nw.Int64))
        present = present.with_columns(part=nw.col("part") * nw.col("nombre"))
        by_unit = present.group_by("unite", "profession").agg(nw.col("part").sum())
        sums = collected(by_unit).to_pandas()
    counts = np.zeros((len(link.units), n_professions))
    counts[sums["unite"], sums["profession"]] = sums["part"]
    return counts / PARTS


def _presence(rows: nw.LazyFrame[Any], where: pd.DataFrame, *, once: bool) -> nw.LazyFrame[Any]:
    """Give the part of each person in each unit: the sum of their places, at most 1."""
    keys = ["personne", "unite"] if once else ["personne", "unite", "profession"]
    first = [nw.col("nombre").max(), *([nw.col("profession").min()] if once else [])]
    kept = ["personne", "nombre", "unite", "profession", "part"]
    shared = where["part"] < PARTS
    here = rows.join(beside(where[~shared], rows), on="poste").select(kept)
    if shared.any():
        # Two activities in one shared place are one presence there.
        partly = rows.join(beside(where[shared], rows), on="poste")
        partly = partly.group_by(*keys, "lieu").agg(nw.col("part").min(), *first)
        here = nw.concat([here, partly.select(kept)])
    present = here.group_by(*keys).agg(nw.col("part").sum(), *first)
    return present.with_columns(nw.col("part").clip(upper_bound=PARTS))
