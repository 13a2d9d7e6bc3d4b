"""A table of costs, one row a pair, matched to demands and sites, or all that is wrong with it.

Counted: the rows from a demand to a site. Not counted: those the other way, which are told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from poles_geo._types import Floats, Integers
from poles_geo.analyses.asked import FARTHEST
from poles_geo.analyses.pole_points import numbers_of, some_named
from poles_geo.analyses.reach.former_pairs import of_today
from poles_geo.analyses.reach.plausible_costs import unit_doubts
from poles_geo.coded import note_codes, note_columns
from poles_geo.errors import ChoiceError, Faults, worded
from poles_geo.typography import french_count, french_exact, french_number

MEASURES = {"km": "km", "min": "minutes"}
"""Units of costs, and how they are written after a number."""
COLUMN = {"min": "minutes", "km": "km"}
ENDS = ("origine", "destination")
SECONDS, METRES = 300, 1_300
"""A median of more minutes than this is one of seconds, of more kilometres one of metres."""
CODED = {
    "capacity": "d'un site",
    "communes": "d'une commune",
    "demand": "d'une commune",
    "poles": "d'un pôle",
    "supply": "d'un site",
}
"""Whose codes the arguments of a function have, for a command."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of a demand and a site, by their places, with a cost.

    Attributes
    ----------
    row, column, amounts : ndarray
        Places of the demand and of the site, cost.
    unit, told : str
        "km" or "min"; what the costs are.
    possible, given : int
        Pairs that could be, and that are known, over any limit or not.
    noted : dict
        More lines of the ledger.
    warnings : list of str
    doubts : list of str
        On the unit of the costs, on codes of another year.
    """

    row: Integers
    column: Integers
    amounts: Floats
    unit: str
    told: str
    possible: int
    given: int
    noted: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def check_limit(within: float | None, more: str = "") -> None:
    """Refuse a limit that is not over 0, or is beyond any; `more` ends the message, in Python.

    Raises
    ------
    ChoiceError
    """
    if within is not None and not 0 < within <= FARTHEST:
        doubt = " : des mètres, ou des secondes ?" if within > FARTHEST else ""
        raise ChoiceError(
            f"{worded('within', '--portee')} = {within!r} : une limite de plus de 0 est attendue, "
            f"et d'au plus {french_exact(FARTHEST)}, dans l'unité des coûts (km à vol d'oiseau, "
            f"minutes d'une table){doubt}{worded(more, '')}."
        )


def pairs_of_table(
    origins: pd.Index,
    destinations: pd.Index,
    table: pd.DataFrame,
    *,
    names: tuple[str, str] = ("demand", "supply"),
    called: Sequence[pd.DataFrame] = (),
) -> Pairs:
    """Match the rows of a table of costs to demands and sites.

    Parameters
    ----------
    origins, destinations : Index
        Their codes.
    table : DataFrame
    names : (str, str)
        Of the arguments that they come from, for the messages.
    called : sequence of DataFrame
        Tables whose `nom` is told beside a code.

    Raises
    ------
    TableError
        As :func:`poles_geo.analyses.reach.costs.costs_between`.
    """
    faults = Faults(worded("costs", "table des coûts"))
    unit = "km" if "km" in table and "minutes" not in table else "min"
    note_columns(faults, table, (*ENDS, COLUMN[unit]))
    faults.raise_if_any()
    if not len(table):
        faults.add("la table n'a aucune ligne")
    ends = [table[name] for name in ENDS]
    numbered = _numbered(ends)
    for name, (_, codes) in zip(ENDS, numbered, strict=True):
        told = f"colonne {name} : des codes en texte sont attendus"
        note_codes(faults, codes.tolist(), name, told)
    faults.raise_if_any()
    values = numbers_of(table[COLUMN[unit]])
    known = origins.union(destinations)
    n_former, former = 0, ""
    if not all(pd.Index(codes).isin(known).all() for _, codes in numbered):
        ends, values, n_former, former = of_today(ends, values, known)
        numbered = _numbered(ends)
    one, other = names
    alone = one == other
    ends_of = worded(one, CODED.get(one, one)), worded(other, CODED.get(other, other))
    whose = f"pas de {ends_of[0]}" if alone else f"ni de {ends_of[0]} ni de {ends_of[1]}"
    whose = worded(whose, whose.replace("pas de", "pas celui").replace("ni de", "ni celui"))
    codes_of = f"{one}.index" if alone else f"{one}.index.union({other}.index)"
    _note_values(faults, values, unit, ends)
    places = [known.get_indexer(pd.Index(codes)) for _, codes in numbered]
    for name, (_, codes), found in zip(ENDS, numbered, places, strict=True):
        if unknown := pd.Index(codes)[found < 0].tolist():
            faults.add(
                f"colonne {name} : code qui n'est {whose} ; "
                + worded(
                    f"costs[costs.{name}.isin({codes_of})] ôte ces lignes, "
                    "pg.carry_over porte les communes d'une autre année",
                    "ôtez ces lignes, ou portez les communes à la même année",
                ),
                unknown,
            )
    faults.raise_if_any()
    first, second = (found.take(place) for found, (place, _) in zip(places, numbered, strict=True))
    key = first * len(known) + second
    again = pd.Series(key).duplicated().to_numpy()
    _note_pairs(faults, f"couple répété ; {_least(COLUMN[unit])}", again, ends)
    faults.raise_if_any()
    row, site = (
        index.get_indexer(known).take(place)
        for index, place in ((origins, first), (destinations, second))
    )
    read = (row >= 0) & (site >= 0)
    if not read.any():
        faults.add(
            worded(
                f"aucun couple n'a son origine dans {one} et sa destination dans {other}",
                f"aucun couple ne va {ends_of[0]} à {ends_of[1][2:]}",
            )
            + " : le sens des colonnes, ou l'année des codes, n'est pas le bon"
        )
    faults.raise_if_any()
    pairs = Pairs(
        row[read], site[read], values[read], unit, told_of(table, unit),
        possible=len(origins) * len(destinations), given=int(read.sum()),
    )  # fmt: skip
    if former:
        pairs.noted["lignes d'anciennes communes"] = n_former
        pairs.doubts.append(former)
    departures, arrivals = (pd.Index(codes) for _, codes in numbered)
    _tell(pairs, origins, destinations, read, called, arrivals.difference(departures))
    _tell_asymmetry(pairs, key, first, second, values, len(known))
    pairs.doubts.extend(unit_doubts(known, (first, second), values, unit, called))
    return pairs


def _numbered(ends: list[pd.Series]) -> list[tuple[Integers, pd.Index]]:
    """Give the codes of each end, once each, after their position in every row."""
    return [pd.factorize(column, use_na_sentinel=False) for column in ends]


def told_of(table: pd.DataFrame, unit: str) -> str:
    """Say what the costs of a table are, by its `attrs`: nothing tells kilometres of road."""
    source, date = (str(table.attrs.get(name) or "") for name in ("source", "date"))
    origin = ", ".join(filter(None, (source, date)))
    if unit == "km":
        return f"selon la table ({origin})" if origin else "selon une table sans source"
    return f"de trajet ({origin or 'table sans source'})"


def _note_values(faults: Faults, values: Floats, unit: str, ends: list[pd.Series]) -> None:
    name = COLUMN[unit]
    remedy = "un couple que l'on ne peut relier n'a pas de ligne"
    _note_pairs(
        faults, f"colonne {name} : un nombre est attendu ({remedy})", ~np.isfinite(values), ends
    )
    dropped = worded(f"costs[costs.{name} >= 0] ôte ces lignes", "ôtez ces lignes")
    _note_pairs(faults, f"colonne {name} : coût négatif ; {dropped}", values < 0, ends)
    most, meant, by = (SECONDS, "secondes", 60) if unit == "min" else (METRES, "mètres", 1_000)
    if np.isfinite(values).any() and np.nanmedian(values) > most:
        faults.add(
            f"colonne {name} : médiane de {french_number(float(np.nanmedian(values)))}, plus de "
            f"{french_number(most)} : des {meant} ? "
            + worded(f"costs.assign({name}=costs.{name} / {by})", f"divisez la colonne par {by}")
        )


def _least(name: str) -> str:
    return worded(
        f'costs.sort_values("{name}").drop_duplicates({list(ENDS)}) garde le moins coûteux',
        "gardez-en la ligne la moins coûteuse",
    )


def _note_pairs(faults: Faults, message: str, wrong: np.ndarray, ends: list[pd.Series]) -> None:
    """Note the pairs of some rows: « 59350 → 62041 »."""
    if wrong.any():
        faults.add(message, _named(wrong, ends))


def _named(wrong: np.ndarray, ends: Iterable[pd.Series]) -> list[str]:
    first, second = (column[wrong].tolist() for column in ends)
    return [f"{one} → {other}" for one, other in zip(first, second, strict=True)]


def _tell(
    pairs: Pairs,
    origins: pd.Index,
    destinations: pd.Index,
    read: np.ndarray,
    called: Sequence[pd.DataFrame],
    arrivals: pd.Index,
) -> None:
    """Tell the demands that no row has, the codes without a row to themselves, the rows unread.

    A demand that is one of the `arrivals`, codes that are no origin, may tell ends put the wrong
    way.
    """
    if other := int((~read).sum()):
        pairs.noted["lignes dont le sens n'est pas de la demande vers l'offre, non lues"] = other
    without = np.flatnonzero(np.bincount(pairs.row, minlength=len(origins)) == 0)
    if len(without):
        pairs.noted["origines sans aucun couple"] = len(without)
        count = french_count(len(without), "origine")
        back = int(origins[without].isin(arrivals).sum())
        only = french_count(back, "n'y est qu'une destination", "n'y sont que des destinations")
        doubt = f" ; {only} : le sens des colonnes est-il le bon ?"
        pairs.warnings.append(
            f"{count} sans aucun couple dans la table, donc inatteignable"
            f"{'s' if len(without) > 1 else ''} ({some_named(origins[without], *called)})"
            f"{doubt if back else '.'}"
        )
    at = destinations.get_indexer(origins)
    stored = np.bincount(pairs.row[pairs.column == at[pairs.row]], minlength=len(origins))
    if len(alone := np.flatnonzero((at >= 0) & (stored == 0))):
        pairs.noted["codes à la fois origine et destination, sans couple avec eux-mêmes"] = len(
            alone
        )
        pairs.warnings.append(
            f"{french_count(len(alone), 'code')} à la fois origine et destination sans couple avec "
            f"soi-même ({some_named(origins[alone], *called)}) : son propre site lui est "
            "inatteignable, si la table ne dit pas le temps sur place."
        )


def _tell_asymmetry(
    pairs: Pairs, key: Integers, first: Integers, second: Integers, values: Floats, n_known: int
) -> None:
    """Tell the pairs whose cost differs from that of the way back, when the table has both."""
    starts, ends = (np.bincount(side, minlength=n_known) > 0 for side in (first, second))
    both = (starts & ends)[first] & (starts & ends)[second] & (first < second)
    if not both.any():
        return
    costs = pd.Series(values, index=key)
    back = costs.reindex(second[both] * n_known + first[both]).to_numpy()
    gap = np.abs(values[both] - back)
    differs = gap > 1e-9
    pairs.noted["couples donnés dans les deux sens, à deux coûts"] = int(differs.sum())
    if differs.any():
        count = french_count(int(differs.sum()), "couple")
        most = french_number(float(gap[differs].max()), 1)
        pairs.warnings.append(
            f"{count} à deux coûts selon le sens (écart d'au plus {most} {MEASURES[pairs.unit]}) : "
            "chacun est pris de la demande vers le site."
        )
