"""Two dates, two sources, two zonings: what each bassin gains or loses, its rank, and why.

Counted: the same persons as the tables given. Not counted: a bassin that one side does not have,
or does not wholly count; it has no difference, and is told.
"""

from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from poles_geo._types import TEXT
from poles_geo.analyses.changes.causes import CAUSES, Side, counting, explain
from poles_geo.analyses.changes.compared_tables import (
    CALLED,
    Compared,
    check_same_field,
    compared,
    ranked,
    register_doubts,
)
from poles_geo.analyses.changes.paired_units import Pairs, pair_units, pairs_by_code
from poles_geo.analyses.changes.rank_changes import ABSENT, KEY, SIDES, passage_of
from poles_geo.coded import WARNINGS, warnings_in
from poles_geo.communes.field import KEY as FIELD
from poles_geo.communes.identity import IDENTITY
from poles_geo.communes.movements import Movements, filiation, newest_filiation
from poles_geo.communes.passage import Populations
from poles_geo.counting.aggregate import zoning_composition
from poles_geo.counting.count import count_professionals
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.known_professions.professions import PROFESSIONS_2014, ProfessionSet
from poles_geo.edition import embedded as edition
from poles_geo.edition.embedded import LATEST
from poles_geo.errors import ChoiceError, Faults, TableError, worded
from poles_geo.ranking.carried import KEY as RULES
from poles_geo.ranking.rules import Rules
from poles_geo.typography import french_date, punctuate

UNKNOWN = "inconnues"
BASSINS = "une table par bassin"
COMMUNE = "code_commune"


def compare(
    before: Decompte | pd.DataFrame,
    after: Decompte | pd.DataFrame,
    *,
    zonage: pd.DataFrame | str | Path | None = None,
    zonage_before: pd.DataFrame | str | Path | None = None,
    professions: ProfessionSet = PROFESSIONS_2014,
    professions_before: ProfessionSet | None = None,
    overlap: Decompte | pd.DataFrame | None = None,
    rules: Rules | None = None,
    movements: Path | pd.DataFrame | None = None,
    populations: Populations = None,
    field: str | Sequence[str] | None = None,
    force: bool = False,
) -> pd.DataFrame:
    """Compare two counts by bassin, tell ranks won and lost, and the causes one by one.

    Difference of a unit: ``ecart = effectif_apres - effectif_avant``. Of two counts by person or by
    commune it is parted exactly, ``ecart = cause_codes + cause_zonage + cause_professions +
    cause_source + cause_reelle``: before is counted again with the communes of the year after,
    then in the zoning after, then for the professions that both count, then from the source after
    (at the date before, where `overlap` gives it); what is left is real. What one side alone counts
    of the professions is in ``cause_professions``, never in ``cause_reelle``.

    Parameters
    ----------
    before, after : Decompte or DataFrame
        Both of one kind: counts (:func:`poles_geo.count_professionals`); tables by commune (index
        ``code_commune``, a column a profession); or tables by bassin
        (:func:`poles_geo.aggregate`, :func:`poles_geo.classify`), of which the causes are not
        known.
    zonage, zonage_before : str, path or DataFrame, optional
        Zonings of `after` and of `before`, as for :func:`poles_geo.aggregate`: of counts, "BV2022"
        and the same; of tables by bassin, those that their `attrs` name.
    professions, professions_before : ProfessionSet
        That count, after, and before when it is another set.
    overlap : Decompte or DataFrame, optional
        The source after at the date before, of the kind of `before`: it tells the other source from
        the real change, when both the source and the date change.
    rules : Rules, optional
        That rank. Default: those that tables carry, else the report's.
    movements, populations, field
        As for :func:`poles_geo.aggregate`.
    force : bool, default False
        Compare across fields (territory, professions, status), units and rules.

    Returns
    -------
    DataFrame
        Index the units of `after`, sorted. nom, departement, region_2014, region_2016 where known;
        code_avant (unit of `before` that has most inhabitants in common with this one, and this
        one with it; missing where there is none); effectif_avant, effectif_apres, ecart (Int64),
        ecart_pct (of effectif_avant); rang_avant, rang_apres; classement_avant, classement_apres
        (« rang 2 », « hors pôle », « partiel », « non compté », « non vérifiable », « absent »);
        passage (« gagne un rang », « perd 2 rangs », « même rang », « devient pôle », « perd son
        rang », « hors pôle », « nouveau », « absent avant », « non comparable »); then, of counts,
        the five causes (Int64). A unit that a side does not have, or counts in part, has no
        difference: never 0. ``attrs``: source, date, champ, regles, avertissements, and
        ``comparaison``: avant and apres (what each side is), causes (what each column says, or
        « inconnues »), disparus (units of `before` that no unit after continues: code, nom,
        classement, effectif, and suite, the unit that has most of their inhabitants), forces (what
        differs and was forced), sans_causes (number of units whose causes cannot all be known).

    Raises
    ------
    TableError
        With every fault of the tables; two kinds; no profession in common.
    ChoiceError
        Other fields, units or rules, without `force`; a zoning that is not known; an `overlap` of
        another source or date; a year out of reach of the movements.

    Warns
    -----
    UserWarning
        As :func:`poles_geo.aggregate`; when professions changed register between the dates, a date
        is not known, the one before is later than the other, or the source and the real change
        cannot be told apart.

    Examples
    --------
    >>> codes = pd.Index(["59350", "62041"], name="code_bassin")
    >>> columns = ["effectif", "proximite", "pole", "infirmiers_psychiatrie"]
    >>> tables = [
    ...     pd.DataFrame(rows, index=codes, columns=columns)
    ...     for rows in ([(9_900, 6_000, 3_900, 90), (2_000, 1_500, 500, 20)],
    ...                  [(10_100, 6_000, 4_100, 90), (1_400, 1_000, 400, 10)])
    ... ]
    >>> for table, date in zip(tables, ("2019", "2021")):
    ...     table.attrs.update(source="RPPS", date=date)
    >>> found = compare(*tables)
    >>> found[["ecart", "rang_avant", "rang_apres", "passage"]].values.tolist()
    [[200, 2, 1, 'gagne un rang'], [-600, 3, 4, 'perd un rang']]
    """
    kinds = [_kind(table, name) for table, name in ((before, "before"), (after, "after"))]
    if kinds[0] != kinds[1]:
        raise TableError(
            f"{worded('before', CALLED['before'])} est {kinds[0]}, "
            f"{worded('after', CALLED['after'])} est {kinds[1]} : deux de la même sorte sont "
            "attendus ; "
            + worded(
                "pg.count_professionals fait d'un fichier ou d'une table par commune un décompte, "
                "pg.aggregate d'un décompte une table par bassin.",
                "« poles-geo count » fait de l'autre une table par bassin.",
            )
        )
    fragments = newest_filiation() if movements is None else filiation(movements)
    told: dict[str, str] | str = UNKNOWN
    causes = None
    if isinstance(before, pd.DataFrame) and isinstance(after, pd.DataFrame) and kinds[0] == BASSINS:
        sides = (compared(before, "before", rules), compared(after, "after", rules))
        pairs = _pairs(sides, (zonage_before, zonage), fragments, populations)
    else:
        where = zoning_composition(LATEST if zonage is None else zonage)
        there = where if zonage_before is None else zoning_composition(zonage_before)
        explained = explain(
            _side(before, there, professions_before or professions),
            _side(after, where, professions),
            overlap=None if overlap is None else _side(overlap, where, professions),
            movements=fragments,
            populations=populations,
            count=counting(fragments, populations, field),
        )
        sides = (
            compared(ranked(explained.before, rules), "before"),
            compared(ranked(explained.after, rules), "after"),
        )
        pairs, causes, told = explained.pairs, explained.causes, explained.told
    forced = check_same_field(*sides, force=force)
    doubts = register_doubts(*sides)
    table = _differences(*sides, pairs)
    if causes is not None:
        known = causes.drop(columns=[name for name in CAUSES if name not in told])
        whole = known.notna().all(axis=1) & table["ecart"].notna()
        table = table.join(causes)
    said = _attrs(sides, pairs, told, forced, doubts)
    if causes is not None:
        said[KEY]["sans_causes"] = int((~whole).sum())
    table.attrs = said
    return table


def _kind(table: object, name: str) -> str:
    if isinstance(table, Decompte):
        return "un décompte"
    if isinstance(table, pd.DataFrame) and table.index.name == COMMUNE:
        return "une table par commune"
    if isinstance(table, pd.DataFrame) and COMMUNE in table and "effectif" not in table:
        raise TableError(
            f"{worded(name, CALLED[name])} : "
            + worded(
                f'les codes des communes sont une colonne ; table.set_index("{COMMUNE}").',
                "ni l'effectif d'un tableau de bassins, ni, en première colonne, les codes d'un "
                "tableau par commune.",
            )
        )
    return BASSINS


def _side(table: Decompte | pd.DataFrame, composition: pd.DataFrame, chosen: ProfessionSet) -> Side:
    if isinstance(table, Decompte):
        return Side(table, composition, chosen)
    rows = table.reset_index()
    rows.attrs = dict(table.attrs)
    return Side(count_professionals(rows), composition, chosen, table.attrs.get("annee_cog"))


def _pairs(
    sides: tuple[Compared, Compared],
    given: tuple[pd.DataFrame | str | Path | None, ...],
    movements: Movements,
    populations: Populations,
) -> Pairs:
    """Pair the units of two tables by bassin: by code in one zoning, else through a bridge."""
    indexes = [side.table.index for side in sides]
    names = [side.attrs.get("zonage") for side in sides]
    if all(side is None for side in given) and (names[0] == names[1] or None in names):
        if indexes[0].name != indexes[1].name:
            raise TableError(
                f"before a pour index {indexes[0].name}, after {indexes[1].name} : deux zonages ; "
                "donnez leurs compositions par zonage_before= et zonage=."
            )
        return pairs_by_code(*indexes)
    compositions = []
    for side, name, argument in zip(given, names, ("zonage_before", "zonage"), strict=True):
        if side is None and name not in edition.EMBEDDED:
            raise ChoiceError(
                f"{argument} : le zonage « {name or 'inconnu'} » n'est pas embarqué ; donnez sa "
                f"composition par {argument}= (pg.read_composition)."
            )
        compositions.append(zoning_composition(str(name) if side is None else side))
    pairs = pair_units(*compositions, movements=movements, populations=populations)
    faults = Faults("zonages")
    for index, known, name in (
        (indexes[0], pairs.heirs.index, "before"),
        (indexes[1], pairs.before.index, "after"),
    ):
        if strangers := index.difference(known).tolist():
            faults.add(f"{name} : codes absents de sa composition", strangers)
    faults.raise_if_any(TableError)
    there = pairs.before.reindex(indexes[1])
    return Pairs(there.where(there.isin(indexes[0])), pairs.heirs.reindex(indexes[0]))


def _differences(before: Compared, after: Compared, pairs: Pairs) -> pd.DataFrame:
    """Put both sides in a row a unit after."""
    table = after.table[[name for name in IDENTITY if name in after.table]].copy()
    code = pairs.before.reindex(table.index)
    there = code.isin(before.table.index)
    table["code_avant"] = code.where(there).astype(TEXT)
    first, last = before.table.reindex(code.to_numpy()), after.table
    first.index = table.index
    numbers = pd.DataFrame({"avant": first["effectif"], "apres": last["effectif"]}).astype("Int64")
    table["effectif_avant"], table["effectif_apres"] = numbers["avant"], numbers["apres"]
    table["ecart"] = numbers["apres"] - numbers["avant"]
    over = numbers["avant"].astype("Float64")
    table["ecart_pct"] = (100 * table["ecart"] / over.mask(over == 0)).astype("Float64")
    table["rang_avant"], table["rang_apres"] = first["rang"].astype("Int64"), last["rang"]
    states = first["classement"].astype(object).where(there, ABSENT)
    table["classement_avant"] = states.astype(TEXT)
    table["classement_apres"] = last["classement"].astype(TEXT)
    new = "absent avant" if _by_code(pairs) else "nouveau"
    table["passage"] = pd.array(
        [passage_of(*pair, new) for pair in zip(states, last["classement"], strict=True)],
        dtype=TEXT,
    )
    return table


def _by_code(pairs: Pairs) -> bool:
    known = pairs.before.dropna()
    return bool((known == known.index.to_series()).all())


def _attrs(
    sides: tuple[Compared, Compared],
    pairs: Pairs,
    told: dict[str, str] | str,
    forced: list[str],
    doubts: list[str],
) -> dict[Hashable, Any]:
    """Say what a comparison is of."""
    before, after = sides
    gone = before.table.index.difference(pd.Index(pairs.before.dropna()))
    lost = before.table.loc[gone]
    names = lost.get("nom", pd.Series(pd.NA, lost.index))
    columns = (gone, names, lost["classement"], lost["effectif"], pairs.heirs.reindex(gone))
    attrs = {
        "source": _both([str(side.attrs.get("source") or "") for side in sides], " ; "),
        "date": _both([french_date(str(side.attrs.get("date") or "")) for side in sides], " et "),
        "unite": after.attrs.get("unite"),
        "zonage": after.attrs.get("zonage"),
        "millesime": after.attrs.get("millesime"),
        FIELD: after.attrs.get(FIELD),
        RULES: after.attrs.get(RULES),
        WARNINGS: [
            *dict.fromkeys(text for side in sides for text in warnings_in(side.attrs)),
            *map(
                punctuate,
                [
                    *_two_zonings(sides),
                    *doubts,
                    *(f"Comparaison forcée : {text}." for text in forced),
                ],
            ),
        ],
    }
    said = {
        name: {
            key: side.attrs[key]
            for key in ("source", "fichier", "date", "unite", "zonage", "professions")
            if side.attrs.get(key)
        }
        for name, side in zip(SIDES, sides, strict=True)
    }
    return {key: value for key, value in attrs.items() if value} | {
        KEY: {
            **said,
            "causes": told,
            "disparus": [
                {
                    "code": code,
                    "nom": None if pd.isna(nom) else str(nom),
                    "classement": str(classement),
                    "effectif": _plain(effectif),
                    "suite": _plain(heir),
                }
                for code, nom, classement, effectif, heir in zip(*columns, strict=True)
            ],
            "forces": forced,
        }
    }


def _two_zonings(sides: tuple[Compared, Compared]) -> list[str]:
    """Say that limits change too, for the pages that tell no cause."""
    before, after = (side.attrs.get("zonage") for side in sides)
    if not (before and after) or before == after:
        return []
    return [
        f"Zonage {before} avant, {after} après : un écart compte aussi le changement de limites."
    ]


def _both(words: list[str], between: str) -> str:
    return between.join(dict.fromkeys(filter(None, words)))


def _plain(value: object) -> object:
    if pd.isna(value):  # type: ignore[call-overload]
        return None
    return value if isinstance(value, str) else int(value)  # type: ignore[call-overload]
