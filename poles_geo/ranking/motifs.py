"""The sentence that explains a rank: the figures that gave it, those that refused a higher one."""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from poles_geo.ranking.measures import MEASURES, Measures
from poles_geo.ranking.rules import HORS_POLE, Condition, Rank, Rules
from poles_geo.ranking.wording import FAILED, HELD, bound_printed, share_printed
from poles_geo.typography import NO_BREAK_SPACE, THIN_SPACE, french_count, french_number

UNDECIDED = "sans rang"
"""Of a bassin that a share which is not known might rank."""
UNVERIFIABLE = "non vérifiable"
"""Of a rank that asks for a share which is not known."""

Bassin = dict[str, tuple[int, int]]


def motifs(
    measures: Measures, rules: Rules, *, shares: bool = True, noun: str = "professionnel"
) -> list[str]:
    """Explain the rank of each bassin in one French sentence.

    Parameters
    ----------
    measures : dict of str to (array, array)
        Measures of n bassins, as :func:`poles_geo.ranking.measures.measures_of` gives them.
    rules : Rules
    shares : bool
        Whether the shares are known: without some professions they are not, and a rank that asks
        for one is « non vérifiable ».
    noun : str
        What is counted, in the singular.

    Returns
    -------
    list of str
        For each bassin, the rank with the figures that its conditions ask for; then, for the
        rank just above, each condition that refused it; then the same for any higher rank that
        the bassin reaches by its number of professionals. A bassin out of all ranks is
        « hors pôle », with its number alone.

    Notes
    -----
    « rang 4 : 2 919 professionnels, dont 2 800 hors infirmiers psychiatriques, plus de 1 000 ;
    rang 3 refusé : 17,8 % de professionnels de pôle, moins de 20 % ».
    """
    held = [
        list(zip(*(c.holds(measures).tolist() for c in rank.conditions), strict=True))
        for rank in rules.ranks
    ]
    figures = {
        measure: list(zip(over.tolist(), under.tolist(), strict=True))
        for measure, (over, under) in measures.items()
    }
    given = rules if shares else rules.on_numbers()
    sentences = []
    for row, position in enumerate(given.positions(measures).tolist()):
        bassin = {measure: fractions[row] for measure, fractions in figures.items()}
        above, unknown = [], False
        if bassin["effectif"][0] > 0:
            for higher in range(position - 1, -1, -1):
                rank, kept = rules.ranks[higher], held[higher][row]
                if not shares and rank.asks_share and _held_numbers(rank, kept):
                    unknown = True
                    above.append(_unverifiable(rank))
                elif higher == position - 1 or _reached_by_number(rank, kept):
                    above.append(_refused(rank, kept, bassin, noun, shares=shares))
        if position < len(rules.ranks):
            first = _granted(rules.ranks[position], bassin, noun)
        else:
            state = UNDECIDED if unknown else HORS_POLE
            first = f"{state}{NO_BREAK_SPACE}: {_total(bassin, noun)}"
        sentences.append(f"{THIN_SPACE}; ".join([first, *above]))
    return sentences


def undecided(measures: Measures, rules: Rules) -> NDArray[np.bool_]:
    """Tell the bassins without rank that a share which is not known might give one."""
    without = rules.on_numbers().positions(measures) == len(rules.ranks)
    maybe = [
        np.all([without, *(c.holds(measures) for c in rank.conditions if not _is_share(c))], axis=0)
        for rank in rules.ranks
        if rank.asks_share
    ]
    return np.asarray(np.any([np.zeros_like(without), *maybe], axis=0))


def _total(bassin: Bassin, noun: str) -> str:
    effectif = bassin["effectif"][0]
    return french_count(effectif, noun) if effectif else f"aucun {noun}"


def _granted(rank: Rank, bassin: Bassin, noun: str) -> str:
    """Write the rank, the total and the conditions that hold."""
    total, parts = [_total(bassin, noun)], []
    for condition in rank.conditions:
        bound = f"{HELD[condition.comparison]} {bound_printed(condition)}"
        if condition.measure == "effectif":
            total.append(bound)
        else:
            parts.append(f"{_figure(condition, bassin)}, {bound}")
    among = f", dont {', et '.join(parts)}" if parts else ""
    return f"rang {rank.rang}{NO_BREAK_SPACE}: {', '.join(total)}{among}"


def _refused(rank: Rank, kept: tuple[bool, ...], bassin: Bassin, noun: str, *, shares: bool) -> str:
    """Write the rank and the conditions that do not hold; those on shares where they are known."""
    phrases = [
        f"{_figure(condition, bassin, noun)}, "
        f"{FAILED[condition.comparison]} {bound_printed(condition)}"
        for condition, held in zip(rank.conditions, kept, strict=True)
        if not held and (shares or not _is_share(condition))
    ]
    return f"rang {rank.rang} refusé{NO_BREAK_SPACE}: {', et '.join(phrases)}"


def _unverifiable(rank: Rank) -> str:
    """Write the rank and the shares that it asks for."""
    asked = dict.fromkeys(MEASURES[c.measure].told for c in rank.conditions if _is_share(c))
    return f"rang {rank.rang} {UNVERIFIABLE}{NO_BREAK_SPACE}: part {' et '.join(asked)}"


def _is_share(condition: Condition) -> bool:
    return MEASURES[condition.measure].share


def _held_numbers(rank: Rank, kept: tuple[bool, ...]) -> bool:
    """Whether the conditions on numbers hold."""
    return all(held or _is_share(c) for c, held in zip(rank.conditions, kept, strict=True))


def _reached_by_number(rank: Rank, kept: tuple[bool, ...]) -> bool:
    """Whether the rank asks for a number of professionals, and the bassin has it."""
    by_number = [
        held
        for condition, held in zip(rank.conditions, kept, strict=True)
        if condition.measure == "effectif"
    ]
    return bool(by_number) and all(by_number)


def _figure(condition: Condition, bassin: Bassin, noun: str | None = None) -> str:
    """Measure of the condition, with what it counts: « 17,8 % de professionnels de pôle »."""
    over, under = bassin[condition.measure]
    measure = MEASURES[condition.measure]
    if measure.share:
        figure = share_printed(Fraction(over, under), [condition.fraction])
    else:
        figure = french_count(over, noun) if noun else french_number(over)
    return f"{figure} {measure.told}".rstrip()
