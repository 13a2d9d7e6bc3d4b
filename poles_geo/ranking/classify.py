"""Ranks of the bassins: table of effectifs → the same table with rank, reason and margin.

Counted: nothing, the effectifs are taken as they are once checked. What the rank is, and on which
side each bound is closed, is in :mod:`poles_geo.ranking.rules`.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from numbers import Real
from typing import TypeVar

import numpy as np
import pandas as pd

from poles_geo._types import TEXT, Integers
from poles_geo.codes import CODE
from poles_geo.errors import ChoiceError, Faults, TableError
from poles_geo.ranking.carried import KEY, check_rules
from poles_geo.ranking.marges import marges
from poles_geo.ranking.measures import measures_of
from poles_geo.ranking.motifs import motifs
from poles_geo.ranking.rule_files import written_rules
from poles_geo.ranking.rules import MAXIMUM, RULES_ORS_2014, Rules

COLUMNS = ("effectif", "proximite", "pole", "infirmiers_psychiatrie")

IS_CODE = re.compile(CODE).fullmatch

Table = TypeVar("Table", bound=pd.DataFrame)


def classify(effectifs: Table, rules: Rules = RULES_ORS_2014) -> Table:
    """Rank each bassin by the cascade of `rules`, and say why.

    Parameters
    ----------
    effectifs : DataFrame or GeoDataFrame
        Index `code_bassin`: codes of communes as text, each once. Columns effectif, proximite,
        pole, infirmiers_psychiatrie, in whole numbers of professionals (12.0 is accepted), with
        pole + proximite = effectif and infirmiers_psychiatrie ≤ pole. Other columns are kept. An
        empty table is accepted.
    rules : Rules
        The report's by default; others are built in Python or read by
        :func:`poles_geo.load_rules`.

    Returns
    -------
    DataFrame or GeoDataFrame
        A copy of `effectifs`: same class, rows, order and `attrs`, the rules besides (`regles`),
        the four counts as int64, and these columns, which replace those of an earlier ranking:

        - `rang`: Int64, missing for hors pôle;
        - `type_pole`: ordered as the ranks, « hors pôle » last;
        - `sigle`: missing for hors pôle;
        - `motif`: the reason in French;
        - `marge`, `marge_unite`, `marge_rang`: the smallest change that would give another rank.

        A bassin without any professional is hors pôle whatever the rules.

    Raises
    ------
    TableError
        The table is not as above; the message lists every fault with its rows.
    ChoiceError
        `rules` is not a Rules, or has ranks without condition.

    Examples
    --------
    >>> effectifs = pd.DataFrame(
    ...     {"effectif": 2919, "proximite": 2400, "pole": 519, "infirmiers_psychiatrie": 119},
    ...     index=pd.Index(["81004"], name="code_bassin"),
    ... )
    >>> poles = classify(effectifs)
    >>> poles.loc["81004", "type_pole"]
    'pôle secondaire'
    >>> print(poles.loc["81004", "marge"].round(1), poles.loc["81004", "marge_unite"])
    2.2 points
    """
    if not check_rules(rules).bounded:
        raise ChoiceError(
            f"rules : « {rules.name} » a des rangs sans condition, qui ne peuvent être donnés."
        )
    counts = _checked_counts(effectifs)
    effectif, pole = counts["effectif"], counts["pole"]
    psychiatry = counts["infirmiers_psychiatrie"]
    measures = measures_of(effectif, pole, psychiatry)
    positions = rules.positions(measures)
    ranks = pd.array([*(rank.rang for rank in rules.ranks), pd.NA], dtype="Int64")
    sigles = pd.array([*(rank.sigle for rank in rules.ranks), None], dtype=TEXT)
    margins = marges(effectif, pole, psychiatry, rules)
    ranked = effectifs.assign(
        **counts,
        rang=ranks.take(positions),
        type_pole=pd.Categorical.from_codes(positions, dtype=rules.type_pole_dtype),
        sigle=sigles.take(positions),
        motif=pd.array(motifs(measures, rules), dtype=TEXT),
        marge=margins["marge"].array,
        marge_unite=margins["marge_unite"].array,
        marge_rang=margins["marge_rang"].array,
    )
    ranked.attrs[KEY] = written_rules(rules)
    return ranked


def _checked_counts(effectifs: object) -> dict[str, Integers]:
    """Return the four counts of a table of effectifs, or raise all that is wrong with it."""
    if not isinstance(effectifs, pd.DataFrame):
        raise TableError(
            "table des effectifs : un DataFrame d'index code_bassin est attendu, "
            f"trouvé {type(effectifs).__name__}."
        )
    faults = Faults("table des effectifs")
    codes = effectifs.index.tolist()
    if codes:
        _check_codes(codes, "code_bassin" in effectifs.columns, faults)
    counts = {name: _whole_numbers(effectifs, name, faults) for name in COLUMNS}
    rows = list(zip(codes, *counts.values(), strict=True))
    unbalanced = [
        f"{code} : {pole:.0f} + {proximite:.0f} ≠ {effectif:.0f}"
        for code, effectif, proximite, pole, _ in rows
        if abs(pole + proximite - effectif) > 0
    ]
    above = [
        f"{code} : {psychiatry:.0f} > {pole:.0f}"
        for code, _, _, pole, psychiatry in rows
        if psychiatry > pole
    ]
    _note(faults, "pole + proximite différent de effectif", unbalanced)
    _note(faults, "infirmiers_psychiatrie au-dessus de pole, qui les comprend", above)
    faults.raise_if_any()
    return {name: np.array(values, dtype=np.int64) for name, values in counts.items()}


def _check_codes(codes: list[object], in_column: bool, faults: Faults) -> None:
    """Note the codes that are not text, ill-formed or repeated."""
    texts = [code for code in codes if isinstance(code, str)]
    if not texts:
        advice = (
            'écrire effectifs.set_index("code_bassin")'
            if in_column
            else 'relire le fichier avec dtype={"code_bassin": str}, puis set_index("code_bassin")'
        )
        kind = type(codes[0]).__name__
        faults.add(
            "l'index doit porter les codes des bassins, en texte ; "
            f"trouvé {codes[0]!r} ({kind}) : {advice}"
        )
        return
    _note(faults, "code qui n'est pas du texte", [c for c in codes if not isinstance(c, str)])
    _note(
        faults,
        "code mal formé : celui d'une commune est attendu, comme 01004 ou 2A004",
        [repr(code) for code in texts if not IS_CODE(code)],
    )
    repeated = [code for code, times in Counter(texts).items() if times > 1]
    _note(faults, "code répété", repeated)


def _whole_numbers(effectifs: pd.DataFrame, name: str, faults: Faults) -> list[float]:
    """Return a column as numbers, NaN where there is a fault."""
    times = effectifs.columns.tolist().count(name)
    if times != 1:
        present = ", ".join(map(str, effectifs.columns)) or "aucune"
        state = "en double" if times else "absente"
        faults.add(f"colonne {name} {state} (colonnes présentes : {present})")
        return [math.nan] * len(effectifs)
    values: list[float] = []
    rows: dict[str, list[str]] = {}
    for code, value in effectifs[name].items():
        fault = _fault_of(value)
        values.append(math.nan if fault else float(value))
        if fault:
            rows.setdefault(fault, []).append(f"{code} : {value!r}")
    for fault, faulty in rows.items():
        faults.add(f"{name} : {fault}", faulty)
    return values


def _fault_of(value: object) -> str | None:
    """Say what keeps `value` from being a number of professionals."""
    if value is None or value is pd.NA:
        return "valeur manquante"
    if isinstance(value, bool) or not isinstance(value, Real):
        return "autre chose qu'un nombre"
    number = float(value)
    if math.isnan(number):
        return "valeur manquante"
    if number < 0:
        return "nombre négatif"
    if not number.is_integer():
        return "nombre qui n'est pas entier"
    return "nombre invraisemblable" if number > MAXIMUM else None


def _note(faults: Faults, message: str, rows: Sequence[object]) -> None:
    if rows:
        faults.add(message, rows)
