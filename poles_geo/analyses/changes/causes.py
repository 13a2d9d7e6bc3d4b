"""Why two counts differ, one factor at a time: codes, zoning, professions, source; then the real.

Counted: professionals, again for each factor, from the persons and places of each source. Not
counted: what a source does not hold, which is never called real.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from poles_geo.analyses.changes.compared_tables import SIDES_CALLED
from poles_geo.analyses.changes.paired_units import Pairs, pair_units
from poles_geo.communes.carry import carry_composition
from poles_geo.communes.movements import Movements, cog_year_of
from poles_geo.communes.passage import Populations
from poles_geo.counting.aggregate import aggregate
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.known_professions.profession_names import GROUPS
from poles_geo.counting.known_professions.professions import ProfessionSet
from poles_geo.counting.known_professions.told_professions import RARE, tell_professions
from poles_geo.errors import ChoiceError, DataWarning, TableError, warn, worded
from poles_geo.tabular.column_names import CAUSE_COLUMNS
from poles_geo.typography import punctuate

CODES, ZONING, PROFESSIONS, SOURCE, REAL = CAUSE_COLUMNS
CAUSES = {
    CODES: "les communes d'une autre année",
    ZONING: "l'autre zonage",
    PROFESSIONS: "les professions que l'un des deux ne compte pas",
    SOURCE: "l'autre source",
    REAL: "l'évolution réelle, à zonage, professions et source égaux",
}
"""Columns of the causes, in the order in which the factors change."""
TOGETHER = "l'autre source et l'évolution réelle, que rien ne sépare"


@dataclass(frozen=True, eq=False)
class Side:
    """A count, and what it is counted in.

    Attributes
    ----------
    decompte : Decompte
    composition : DataFrame
    professions : ProfessionSet
    cog_year : int, optional
        Of the communes of the source.
    """

    decompte: Decompte
    composition: pd.DataFrame
    professions: ProfessionSet
    cog_year: int | None = None


@dataclass(frozen=True, eq=False)
class Explained:
    """Two counts, the pairs of their units, and the causes of each difference.

    Attributes
    ----------
    before, after : DataFrame
        As :func:`poles_geo.aggregate` gives them.
    pairs : Pairs
    causes : DataFrame of Int64
        Index the units of `after`; columns of :data:`CAUSES`, missing where one cannot be
        computed. Where all are there, they add up to the difference.
    told : dict of str to str
        What each column says.
    """

    before: pd.DataFrame
    after: pd.DataFrame
    pairs: Pairs
    causes: pd.DataFrame
    told: dict[str, str]


Count = Callable[[Side], pd.DataFrame]


def explain(
    before: Side,
    after: Side,
    *,
    overlap: Side | None,
    movements: Movements,
    populations: Populations,
    count: Count,
) -> Explained:
    """Count again with one factor changed at a time.

    With c₀, z₀, p₀, s₀ the year of the communes, the zoning, the professions and the source before,
    c₁, z₁, p₁, s₁ after, and p the professions that both count:

    - codes: N(c₁, z₀, p₀, s₀) − N(c₀, z₀, p₀, s₀);
    - zoning: N(c₁, z₁, p₀, s₀) − N(c₁, z₀, p₀, s₀);
    - professions: N(c₁, z₁, p, s₀) − N(c₁, z₁, p₀, s₀), and what only the other counts,
      N(c₁, z₁, p₁, s₁) − N(c₁, z₁, p, s₁);
    - source and real: N(c₁, z₁, p, s₁) − N(c₁, z₁, p, s₀). Of one source, all is real; of one
      date, all is source; else `overlap`, the source after at the date before, parts them, or
      nothing does.

    Parameters
    ----------
    before, after : Side
    overlap : Side, optional
    movements, populations
        As for :func:`poles_geo.aggregate`.
    count : callable
        Counts a side, as :func:`poles_geo.aggregate` does.
    """
    common = _common(before, after)
    first, last = count(before), count(after)
    here = replace(before, composition=_carried(before, after, movements, populations))
    pairs = pair_units(
        here.composition, after.composition, movements=movements, populations=populations
    )
    moved = replace(before, composition=after.composition)
    steps = {
        "before": first,
        "codes": first if here.composition is before.composition else _again(count, here),
    }
    same_zoning = here.composition["code_bassin"].equals(after.composition["code_bassin"])
    steps["zoning"] = steps["codes"] if same_zoning else _again(count, moved)
    steps["common_before"] = _restricted(count, moved, common, steps["zoning"])
    steps["common_after"] = _restricted(count, after, common, last)
    steps["after"] = last
    units = pd.Index(last.index)
    found = {
        name: _effectif(table, pairs.before if name in ("before", "codes") else None, units)
        for name, table in steps.items()
    }
    causes = pd.DataFrame(index=units)
    causes[CODES] = found["codes"] - found["before"]
    causes[ZONING] = found["zoning"] - found["codes"]
    causes[PROFESSIONS] = (found["common_before"] - found["zoning"]) + (
        found["after"] - found["common_after"]
    )
    rest = found["common_after"] - found["common_before"]
    told = dict(CAUSES)
    nothing, unknown = rest * 0, pd.Series(pd.NA, units, dtype="Int64")
    if _one_source(before.decompte, after.decompte):
        causes[SOURCE], causes[REAL] = nothing, rest
    elif before.decompte.date and before.decompte.date == after.decompte.date:
        causes[SOURCE], causes[REAL] = rest, nothing
    elif overlap is not None:
        _check_overlap(overlap.decompte, before.decompte, after.decompte)
        at_once = _effectif(_restricted(count, overlap, common, None), None, units)
        causes[SOURCE] = at_once - found["common_before"]
        causes[REAL] = found["common_after"] - at_once
    else:
        causes[SOURCE], causes[REAL] = rest, unknown
        told[SOURCE] = TOGETHER
        del told[REAL]
        warn(
            punctuate(
                f"{worded(*SIDES_CALLED)} : la source et la date changent ensemble "
                f"({before.decompte.source}, {after.decompte.source}) ; {SOURCE} compte l'une et "
                f"l'autre, {REAL} est vide. overlap=, un décompte de {after.decompte.source} à la "
                "date d'avant, les sépare."
            )
        )
    return Explained(first, last, pairs, causes, told)


def counting(
    movements: Movements | None, populations: Populations, field: str | Sequence[str] | None
) -> Callable[[Side], pd.DataFrame]:
    """Give what counts a side, once even when both sides are one."""
    done: dict[tuple[object, ...], pd.DataFrame] = {}

    def count(side: Side) -> pd.DataFrame:
        given = id(side.decompte), id(side.composition), side.professions, side.cog_year
        if given not in done:
            done[given] = aggregate(
                side.decompte,
                side.composition,
                professions=side.professions,
                movements=movements,
                cog_year=side.cog_year,
                populations=populations,
                field=field,
            )
        return done[given]

    return count


def _again(count: Count, side: Side) -> pd.DataFrame:
    """Count a side with a factor changed; what was a doubt of the two counts is told once."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        return count(side)


def _carried(
    before: Side, after: Side, movements: Movements, populations: Populations
) -> pd.DataFrame:
    """Carry the composition before to the year of the communes of the one after."""
    years = [cog_year_of(side.composition, movements) for side in (before, after)]
    if years[0] == years[1]:
        return before.composition
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        return carry_composition(
            before.composition,
            movements,
            years[1],
            from_year=years[0],
            populations=populations,
            rule="seat" if populations is None else "population",
        ).composition


def _common(before: Side, after: Side) -> frozenset[str]:
    """Codes of the professions that both count, those of so few people that one may have none too.

    Raises
    ------
    TableError
        There is none; one of them counts a group, and the other its professions.
    """
    codes = [_counted(side) for side in (before, after)]
    if codes[0] & set(GROUPS) != codes[1] & set(GROUPS):
        raise TableError(
            "before, after : l'un compte un groupe de professions, l'autre des professions "
            f"({', '.join(sorted(codes[0] ^ codes[1])[:10])}) ; dites des deux le même groupe par "
            'columns=, comme columns={"Infirmiers": "proximite"}.'
        )
    rare = RARE & before.professions.codes & after.professions.codes
    if not codes[0] & codes[1]:
        raise TableError(
            "before, after : aucune profession commune ; "
            f"{', '.join(sorted(codes[0])[:10])} avant, {', '.join(sorted(codes[1])[:10])} après."
        )
    return frozenset(codes[0] & codes[1]) | rare


def _counted(side: Side) -> set[str]:
    """Codes of the professions that a side counts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        told = tell_professions(side.decompte, side.professions)
    return {told.codes[rank] for ranks in told.positions.values() for rank in ranks}


def _restricted(
    count: Count, side: Side, common: frozenset[str], counted: pd.DataFrame | None
) -> pd.DataFrame:
    """Count the common professions alone; what is counted already when it has no other."""
    if counted is not None and _counted(side) <= common:
        return counted
    chosen = side.professions
    alone = replace(
        chosen,
        name=f"{chosen.name}, celles des deux sources",
        proximite=chosen.proximite & common,
        pole=chosen.pole & common,
        infirmiers_psychiatrie=chosen.infirmiers_psychiatrie & common,
    )
    return _again(count, replace(side, professions=alone))


def _effectif(table: pd.DataFrame, of: "pd.Series[str] | None", units: pd.Index) -> pd.Series:
    """Give the counts of the units that are whole, by unit after."""
    known = table["effectif"].where(table["couverture"] == 1)
    if of is None:
        return known.reindex(units).astype("Int64")
    return of.reindex(units).map(known).astype("Int64")


def _one_source(before: Decompte, after: Decompte) -> bool:
    """Tell whether two counts are of one source; of two that only a file names, it is supposed."""
    if before.source == after.source:
        return True
    unknown = all(count.source == count.bilan.source for count in (before, after))
    if not unknown or before.nature != after.nature:
        return False
    warn(
        punctuate(
            f"{worded(*SIDES_CALLED)} : source inconnue ({before.source}, {after.source}), "
            "supposée la même ; "
            + worded(
                'table.attrs["source"] la dit',
                "si elles sont deux, l'évolution réelle compte aussi le passage de l'une à l'autre",
            )
            + "."
        )
    )
    return True


def _check_overlap(overlap: Decompte, before: Decompte, after: Decompte) -> None:
    """Refuse an overlap that is not of the source after, at the date before."""
    if (overlap.source, overlap.date) != (after.source, before.date):
        raise ChoiceError(
            f"overlap : {after.source} à la date d'avant ({before.date}) est attendu, trouvé "
            f"{overlap.source} ({overlap.date})."
        )
