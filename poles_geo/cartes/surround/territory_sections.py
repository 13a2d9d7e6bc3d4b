"""The facts of a territory as a page writes them: short tables, and sentences for who sees none."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from poles_geo.analyses.territorial.actors import NOT_TOLD
from poles_geo.analyses.territorial.counted import BY_UNITS, GROUPS
from poles_geo.analyses.territorial.fact_rows import (
    ACCESS,
    COUNTS,
    GROUPINGS,
    NONE,
    NOT_GIVEN,
    PEOPLE,
    POLES,
    STRUCTURES,
    Fact,
    facts_of,
)
from poles_geo.cartes.surround.fact_columns import Entry, Section
from poles_geo.communes.field import NOT_COUNTED, PARTIAL
from poles_geo.ranking.rules import HORS_POLE
from poles_geo.typography import capitalised, french_count, french_number

SHORT = "n. c."
"""« non compté », in a cell."""
TITLES = {
    COUNTS: "Les professionnels",
    ACCESS: "L'accès aux pôles",
    POLES: "Les pôles et leur rang",
    STRUCTURES: "Les structures de soins",
    GROUPINGS: "Les coopérations observées",
}
"""In the order in which a page has them."""
STATES = {
    (COUNTS, NOT_GIVEN): "Comptes non donnés.",
    (ACCESS, NOT_GIVEN): "Accès non donné : pôles et communes le mesurent.",
    (POLES, NOT_GIVEN): "Pôles non donnés.",
    (STRUCTURES, NOT_GIVEN): "Liste de structures non donnée.",
    (GROUPINGS, NOT_GIVEN): "Liste de coopérations non donnée.",
    (POLES, NONE): "Aucun pôle n'a son centre dans le territoire.",
    (POLES, NOT_COUNTED): "Non compté : hors du champ de la source des pôles.",
    (STRUCTURES, NONE): "Aucune structure de la liste donnée.",
    (GROUPINGS, NONE): "Aucun groupement de la liste donnée n'y a de membre.",
}
BRIEF = (STRUCTURES, GROUPINGS)
"""What a page of little room counts only."""
UNRANKED = "Les bassins sans rang"
UNTOLD_NOTE = "Motif et marge non donnés par le tableau des pôles."


def sections_of(
    table: pd.DataFrame, colours: Mapping[int, str], orders: Mapping[str, Sequence[str]]
) -> list[Section]:
    """Set the facts of a territory in tables.

    Parameters
    ----------
    table : DataFrame
        As :func:`poles_geo.territory_facts` gives it.
    colours : mapping
        Of the ranks.
    orders : mapping
        Rubrique → names in the order of the legend, where it has one.
    """
    facts = facts_of(table)
    region = str(table.attrs["remarques"]["territoire"]["region"])
    parts = {name: [fact for fact in facts if fact.rubrique == name] for name in TITLES}
    structures = _in_order(parts[STRUCTURES], orders.get(STRUCTURES, ()))
    return [
        _counts(parts[COUNTS], region),
        _access(parts[ACCESS], colours),
        _poles(parts[POLES], colours),
        _listed(STRUCTURES, structures),
        _listed(GROUPINGS, parts[GROUPINGS]),
        *_unranked(parts[POLES]),
    ]


def _alone(rubrique: str, facts: Sequence[Fact]) -> Section | None:
    """Give a table that has only a state: one sentence."""
    stated = [fact for fact in facts if not fact.mesure or fact.etat == NONE]
    if len(stated) != len(facts):
        return None
    first = stated[0]
    said = STATES.get((rubrique, first.etat), capitalised(first.etat) + ".")
    if first.etat == NOT_COUNTED and first.precision:
        said = f"Non compté : {first.precision}."
    return Section(TITLES[rubrique], (Entry(said),))


def _counts(facts: Sequence[Fact], region: str) -> Section:
    """Numbers, densities, those of the region and of the country."""
    if (alone := _alone(COUNTS, facts)) is not None:
        return alone
    densities = {fact.nom: fact for fact in facts if fact.mesure == "densité"}
    detailed = any(fact.code for fact in facts)
    entries = []
    for fact in facts:
        if fact.mesure != "effectif" or (detailed and fact.nom == GROUPS["infirmiers_psychiatrie"]):
            continue
        if fact.nom not in densities:
            entries.append(Entry(_state_told(fact), note=capitalised(fact.precision)))
            continue
        density = densities[fact.nom]
        entries.append(
            Entry(
                capitalised(fact.nom),
                (
                    _number(fact.valeur),
                    _number(density.valeur, 1),
                    _number(density.region, 1),
                    _number(density.france, 1),
                ),
                strong=not fact.code,
            )
        )
    first = next(fact for fact in facts if fact.mesure == "effectif")
    unit = first.unite
    note = f"Densité : {unit} pour 100\u202f000 habitants."
    if region:
        by_units = any(fact.etat_region == BY_UNITS for fact in facts)
        note += f" Région : {region}{', par les unités qui y sont rattachées' * by_units}."
    if first.etat == PARTIAL:
        note += f" Compte partiel, {first.precision} : sans densité."
    if any(SHORT in entry.cells for entry in entries):
        note += f" {SHORT} : non compté en entier par la source ou le zonage."
    near = {fact.etat_france for fact in densities.values()} - {"", NOT_COUNTED}
    if near:
        note += f" France : {near.pop()}."
    return Section(TITLES[COUNTS], tuple(entries), ("Nombre", "Densité", "Région", "France"), note)


def _state_told(fact: Fact) -> str:
    """« Autres professions : non compté »."""
    return f"{capitalised(fact.nom)} : {fact.etat}"


def _access(facts: Sequence[Fact], colours: Mapping[int, str]) -> Section:
    """Mean cost to a pôle of each rank."""
    if (alone := _alone(ACCESS, facts)) is not None:
        return alone
    entries = tuple(
        Entry(
            capitalised(fact.nom),
            (_number(fact.valeur, 1), _number(fact.region, 1), _number(fact.france, 1)),
            fact.precision,
            colours.get(fact.rang or 0, ""),
        )
        for fact in facts
    )
    unit = facts[0].unite
    said = capitalised(f"kilomètres{unit[2:]}" if unit.startswith("km ") else unit)
    note = f"{said}, en moyenne par habitant, de sa mairie au pôle le plus proche."
    if any(SHORT in entry.cells for entry in entries):
        note += f" {SHORT} : non compté."
    headings = ("Ici", "Région", "France")
    return Section(TITLES[ACCESS], entries, headings, note, weight=0.5)


def _poles(facts: Sequence[Fact], colours: Mapping[int, str]) -> Section:
    """Pôles, their rank and why."""
    if (alone := _alone(POLES, facts)) is not None:
        return alone
    ranked = [fact for fact in facts if fact.rang]
    untold = all(fact.precision == NOT_TOLD for fact in ranked)
    entries = [
        Entry(
            fact.nom,
            (str(fact.rang), _number(fact.valeur)),
            "" if untold else _reason(fact),
            colours[fact.rang or 1],
        )
        for fact in ranked
    ]
    if not ranked:
        state = next(fact.etat for fact in facts if not fact.mesure)
        return Section(TITLES[POLES], (Entry(STATES[(POLES, state)]),))
    note = UNTOLD_NOTE if untold else ""
    return Section(TITLES[POLES], tuple(entries), ("Rang", "Nombre"), note, weight=0.8)


def _unranked(facts: Sequence[Fact]) -> list[Section]:
    """Set apart the bassins that have no rank, where the table of pôles has them."""
    others = [fact for fact in facts if fact.mesure and not fact.rang]
    if not others:
        return []
    entries = tuple(
        Entry(fact.nom, (_number(fact.valeur),), "" if fact.etat == HORS_POLE else fact.etat)
        for fact in others
    )
    return [Section(UNRANKED, entries, ("Nombre",), "Motif et marge au tableau.", weight=2.0)]


def _reason(fact: Fact) -> str:
    """Say why a rank, and how far another is."""
    margin = f"marge : {fact.marge}" if fact.marge else ""
    return " ; ".join(filter(None, (fact.precision, margin)))


def _listed(rubrique: str, facts: Sequence[Fact]) -> Section:
    """Structures by category, groupings by their form: how many, which."""
    if (alone := _alone(rubrique, facts)) is not None:
        return alone
    entries = tuple(
        Entry(
            capitalised(fact.nom),
            (_number(fact.valeur),),
            fact.precision if rubrique == STRUCTURES else f"{fact.mesure} : {fact.precision}",
        )
        for fact in facts
    )
    heading = "Membres" if rubrique == GROUPINGS else "Nombre"
    return Section(TITLES[rubrique], entries, (heading,))


def _in_order(facts: Sequence[Fact], order: Sequence[str]) -> list[Fact]:
    known = {name: place for place, name in enumerate(order)}
    return sorted(facts, key=lambda fact: known.get(fact.nom, len(known)))


def _number(value: float | None, digits: int = 0) -> str:
    return SHORT if value is None else french_number(value, digits)


def subtitle_of_facts(table: pd.DataFrame) -> str:
    """Say what the territory is: « Intercommunalité, Bretagne : 28 communes, 40 000 habitants »."""
    told: dict[str, Any] = table.attrs["remarques"]["territoire"]
    people = [fact for fact in facts_of(table) if fact.rubrique == PEOPLE]
    numbers = []
    for fact in people:
        if fact.valeur is None:
            numbers.append("population non comptée")
        elif fact.nom == "communes":
            numbers.append(french_count(fact.valeur, "commune"))
        else:
            year = fact.precision.removeprefix("population de ")
            dated = f" en {year}" if year else ""
            numbers.append(f"{french_count(fact.valeur, 'habitant')}{dated}")
    numbers.reverse()
    place = ", ".join(filter(None, (capitalised(str(told["sorte"])), str(told["region"]))))
    return f"{place} : {', '.join(numbers)}"


def in_brief(sections: Sequence[Section], table: pd.DataFrame) -> list[Section]:
    """Set structures and co-operations as a row each, for a page of little room."""
    facts, whole = facts_of(table), []
    for rubrique in BRIEF:
        of = [fact for fact in facts if fact.rubrique == rubrique]
        given = of[0].etat != NOT_GIVEN
        count = sum(fact.valeur or 0.0 for fact in of) if rubrique == STRUCTURES else len(
            [fact for fact in of if fact.etat != NONE])  # fmt: skip
        name = TITLES[rubrique].removeprefix("Les ")
        whole.append(
            Entry(capitalised(name), (french_number(count),))
            if given
            else Entry(STATES[(rubrique, NOT_GIVEN)])
        )
    kept = [
        one for one in sections if one.title not in {UNRANKED, *(TITLES[name] for name in BRIEF)}
    ]
    return [*kept, Section("Les autres acteurs", tuple(whole), ("Nombre",))]


def told_in_words(table: pd.DataFrame, sections: Sequence[Section]) -> list[str]:
    """Say in sentences what a page writes beside its map: all rows, none left out."""
    sentences = [f"{subtitle_of_facts(table)}."]
    for section in sections:
        rows = []
        for entry in section.entries:
            cells = [
                f"{heading.lower()} {cell}"
                for heading, cell in zip(section.headings, entry.cells, strict=False)
            ]
            rows.append(" – ".join(filter(None, (entry.name, ", ".join(cells), entry.note))))
        body = " ; ".join(row.rstrip(".") for row in rows)
        sentences.append(" ".join(filter(None, (f"{section.title} : {body}.", section.note))))
    return sentences
