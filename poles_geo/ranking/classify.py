"""Ranks of the bassins: table of effectifs → the same table with rank, reason and margin.

Counted: nothing, the effectifs are taken as they are once checked. What the rank is, and on which
side each bound is closed, is in :mod:`poles_geo.ranking.rules`.
"""

import math
import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from numbers import Real
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from poles_geo._types import TEXT, Floats
from poles_geo.coded import has_lost_zero, note_columns, note_lost_zeros
from poles_geo.codes import SCIENTIFIC, is_code
from poles_geo.communes.field import COVERAGE, NOT_COUNTED, Field, field_of
from poles_geo.communes.identity import BASSIN, IDENTITY, ZONE, identity_of, noun_of
from poles_geo.errors import ChoiceError, Faults, TableError, worded
from poles_geo.ranking.carried import KEY, check_rules
from poles_geo.ranking.marges import marges
from poles_geo.ranking.measures import measures_of
from poles_geo.ranking.motifs import motifs, undecided
from poles_geo.ranking.rule_files import written_rules
from poles_geo.ranking.rules import MAXIMUM, RULES_ORS_2014, Rules
from poles_geo.tabular.column_names import COUNTS
from poles_geo.tabular.counted_units import PROFESSIONALS
from poles_geo.tabular.texts.quoting import quoted
from poles_geo.typography import NO_BREAK_SPACE, THIN_SPACE, french_count, french_percent

COLUMNS = COUNTS

ESTABLISHMENTS = "établissements"

IS_CUT = re.compile(SCIENTIFIC, re.IGNORECASE).fullmatch

Table = TypeVar("Table", bound=pd.DataFrame)


def things_of(attrs: Mapping[Hashable, Any]) -> str:
    """Say what the counts of a table are of, in the plural, by its `attrs`.

    Examples
    --------
    >>> things_of({}), things_of({"unite": "établissements"})
    ('professionnels', 'établissements')
    """
    return ESTABLISHMENTS if attrs.get("unite") == ESTABLISHMENTS else PROFESSIONALS


def classify(effectifs: Table, rules: Rules = RULES_ORS_2014) -> Table:
    """Rank each bassin by the cascade of `rules`, and say why.

    Parameters
    ----------
    effectifs : DataFrame or GeoDataFrame
        Index `code_bassin`: codes of communes as text, each once. Columns effectif, proximite,
        pole, infirmiers_psychiatrie, in whole numbers of professionals (12.0 is accepted), with
        pole + proximite = effectif and infirmiers_psychiatrie ≤ pole; all four missing in a
        bassin that is not counted. couverture, where it is there: share of the bassin that is
        counted, from 0 to 1. Other columns are kept. An empty table is accepted. The `champ` of
        the `attrs` says which professions are counted, when some are not. An index `code_zone`,
        of the units of another zoning, has any text, each once.
    rules : Rules
        The report's by default; others are built in Python or read by
        :func:`poles_geo.load_rules`.

    Returns
    -------
    DataFrame or GeoDataFrame
        A copy of `effectifs`: same class, rows, order and `attrs`, the rules besides (`regles`),
        the four counts as Int64, and these columns, which replace those of an earlier ranking:

        - `rang`: Int64, missing for hors pôle, and for a bassin that is not counted, or in part;
        - `type_pole`: ordered as the ranks, « hors pôle » last; missing without count;
        - `sigle`: missing for hors pôle;
        - `motif`: the reason in French;
        - `marge`, `marge_unite`, `marge_rang`: the smallest change that would give another rank;
          `marge_personnes`, the same in whole persons (Int64).

        Without a column of them, nom, departement, region_2014 and region_2016 come first: those of
        the commune of 2024 of which a bassin bears the code.

        A bassin without any professional is hors pôle whatever the rules. Without some
        professions, a rank that asks for a share is « non vérifiable », and given to no bassin.

    Raises
    ------
    TableError
        The table is not as above; the message lists every fault with its rows.
    ChoiceError
        `rules` is not a Rules, or has ranks without condition; the table counts establishments,
        which the report's rule does not rank.

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
    counts, covered = _checked_counts(effectifs)
    field = field_of(effectifs.attrs)
    shares = not field.professions
    _check_unit(effectifs, rules)
    filled = {name: column.fillna(0).to_numpy(np.int64) for name, column in counts.items()}
    effectif, pole = filled["effectif"], filled["pole"]
    psychiatry = filled["infirmiers_psychiatrie"]
    measures = measures_of(effectif, pole, psychiatry)
    given = rules if shares else rules.on_numbers()
    whole = covered == 1
    positions = np.where(whole, given.positions(measures), -1)
    if not shares:
        positions[undecided(measures, rules)] = -1
    ranks = pd.array([*(rank.rang for rank in rules.ranks), pd.NA, pd.NA], dtype="Int64")
    sigles = pd.array([*(rank.sigle for rank in rules.ranks), None, None], dtype=TEXT)
    margins = marges(effectif, pole, psychiatry, given).apply(lambda c: c.where(positions >= 0))
    things = things_of(effectifs.attrs)
    noun = things.removesuffix("s")
    told = motifs(measures, rules, shares=shares, noun=noun)
    reasons = [
        _reason(reason, french_count(total, noun), share, field, rules)
        for reason, total, share in zip(told, effectif.tolist(), covered.tolist(), strict=True)
    ]
    ranked = effectifs.assign(
        **{name: column.array for name, column in counts.items()},
        rang=ranks.take(positions),
        type_pole=pd.Categorical.from_codes(positions, dtype=rules.type_pole_dtype),
        sigle=sigles.take(positions),
        motif=pd.array(reasons, dtype=TEXT),
        marge=margins["marge"].array,
        marge_personnes=margins["marge_personnes"].array,
        marge_unite=margins["marge_unite"].replace(PROFESSIONALS, things).array,
        marge_rang=margins["marge_rang"].array,
    )
    ranked.attrs[KEY] = written_rules(rules)
    return ranked if noun_of(ranked.index) != "bassin" else _named(ranked)


def _named(ranked: Table) -> Table:
    """Put before a table the columns it has not of those that say what its bassins are."""
    lacking = [name for name in IDENTITY if name not in ranked]
    if "region" in ranked:
        lacking = [name for name in lacking if name != "region_2014"]
    found = identity_of(ranked.index.to_series())
    for place, name in enumerate(lacking):
        ranked.insert(place, name, found[name].array)
    return ranked


def _reason(reason: str, total: str, share: float, field: Field, rules: Rules) -> str:
    """Write the reason of a rank, or why a bassin has none, with what bounds the counts."""
    if share == 0:
        return NOT_COUNTED
    if share < 1:
        part = french_percent(min(max(share, 0.01), 0.99), 0)
        return (
            f"partiel{NO_BREAK_SPACE}: {total} dans les communes comptées ({part} de la "
            f"population), sans rang"
        )
    bounds = ", ".join(filter(None, (field.professions, field.status)))
    if not bounds:
        return reason
    apart = ", non comparable au rapport" if rules == RULES_ORS_2014 else ""
    return f"{reason}{THIN_SPACE}; {bounds}{apart}"


def _check_unit(effectifs: pd.DataFrame, rules: Rules) -> None:
    if rules == RULES_ORS_2014 and (unit := effectifs.attrs.get("unite")) == ESTABLISHMENTS:
        raise ChoiceError(
            f"rules : la table compte des {unit}, que la règle de l'ORS, faite pour des "
            f"professionnels, ne classe pas ; donnez la vôtre par {worded('rules=', '--regles')}."
        )


def _checked_counts(effectifs: object) -> tuple[dict[str, pd.Series], Floats]:
    """Return the four counts and the coverage of a table, or raise all that is wrong with it."""
    if not isinstance(effectifs, pd.DataFrame):
        raise TableError(
            "table des effectifs : un DataFrame d'index code_bassin est attendu, "
            f"trouvé {type(effectifs).__name__}."
        )
    faults = Faults("table des effectifs")
    note_columns(faults, effectifs, ())
    faults.raise_if_any()
    if len(effectifs):
        _check_codes(effectifs, faults)
    uncounted = effectifs[effectifs.columns.intersection(list(COLUMNS))].isna().all(axis=1)
    there = effectifs[~uncounted.to_numpy()]
    codes = there.index.tolist()
    counts = {name: _whole_numbers(there, name, faults) for name in COLUMNS}
    covered = _coverage(effectifs, uncounted, faults)
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
    found = pd.Series(pd.NA, index=range(len(effectifs)), dtype="Int64")
    columns = {name: found.copy() for name in COLUMNS}
    for name, values in counts.items():
        columns[name][~uncounted.to_numpy()] = np.array(values, dtype=np.int64)
    return columns, covered


def _coverage(effectifs: pd.DataFrame, uncounted: pd.Series, faults: Faults) -> Floats:
    """Share of each bassin that is counted: 1 when the table does not say, 0 without count."""
    given = effectifs.get(COVERAGE, pd.Series(1.0, index=effectifs.index))
    covered = pd.to_numeric(given, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    covered = np.where(uncounted.to_numpy(), 0.0, covered)
    wrong = ~((covered > 0) & (covered <= 1)) & ~uncounted.to_numpy()
    _note(
        faults,
        f"{COVERAGE} : une part de plus de 0 à 1 est attendue",
        effectifs.index[wrong].tolist(),
    )
    return covered


def _check_codes(effectifs: pd.DataFrame, faults: Faults) -> None:
    """Note the codes that are not text, ill-formed or repeated."""
    codes = effectifs.index.tolist()
    texts = [code for code in codes if isinstance(code, str)]
    unit = noun_of(effectifs.index)
    if not texts:
        column = effectifs.index.name if unit != "bassin" else BASSIN
        advice = (
            f'écrire effectifs.set_index("{column}")'
            if column in effectifs.columns
            else f'relire le fichier avec dtype={{"{column}": str}}, puis set_index("{column}")'
        )
        kind = type(codes[0]).__name__
        faults.add(
            f"l'index doit porter les codes des {unit}s, en texte ; "
            f"trouvé {codes[0]!r} ({kind}) : {advice}"
        )
        return
    _note(faults, "code qui n'est pas du texte", [c for c in codes if not isinstance(c, str)])
    if unit == "bassin":
        renamed = worded(
            f'écrire effectifs.rename_axis("{ZONE}")', f"nommez leur colonne {ZONE} dans le fichier"
        )
        note_lost_zeros(faults, texts, BASSIN)
        _note(
            faults,
            "code mal formé : celui d'une commune est attendu, comme 01004 ou 2A004 ; si ce sont "
            f"ceux d'un autre zonage, {renamed}",
            [repr(code) for code in texts if not (is_code(code) or has_lost_zero(code))],
        )
    else:
        _note(
            faults,
            "code vide, ou dont un tableur a perdu des chiffres",
            [repr(code) for code in texts if not code.strip() or IS_CUT(code)],
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
            told = quoted(value) if isinstance(value, str) else repr(value)
            rows.setdefault(fault, []).append(f"{code} : {told}")
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
