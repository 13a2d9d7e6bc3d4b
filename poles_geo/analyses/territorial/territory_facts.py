"""« Qui fait quoi » in a territory: tables → a table, a row a fact.

Counted: what the tables given hold of the communes of the territory. Not counted: what was not
given, or what a source does not count, which are told so, never as zeros.
"""

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from poles_geo.analyses.territorial.actors import (
    checked_poles,
    grouping_facts,
    pole_facts,
    structure_facts,
)
from poles_geo.analyses.territorial.counted import beside_of, counted_facts
from poles_geo.analyses.territorial.fact_rows import (
    COUNTS,
    GROUPINGS,
    PEOPLE,
    POLES,
    STRUCTURES,
    Fact,
    table_of,
)
from poles_geo.analyses.territorial.reached import access_facts
from poles_geo.analyses.territorial.subject import (
    Subject,
    in_metropole,
    people_of,
    region_of,
    regions_across,
    regions_of_communes,
    subject_of,
)
from poles_geo.coded import WARNINGS, warnings_in
from poles_geo.communes.field import NOT_COUNTED
from poles_geo.counting.decompte import Decompte
from poles_geo.edition.commune_table import load_commune_table
from poles_geo.edition.embedded import POPULATION_KEY
from poles_geo.errors import check_choice
from poles_geo.regions import REGIONS_KEY, regions_year
from poles_geo.typography import french_date, listed, punctuate


def territory_facts(
    zonage: pd.DataFrame | str | Path,
    code: str,
    *,
    poles: pd.DataFrame | None = None,
    effectifs: pd.DataFrame | Decompte | None = None,
    structures: pd.DataFrame | None = None,
    groupings: pd.DataFrame | None = None,
    communes: gpd.GeoDataFrame | None = None,
    costs: pd.DataFrame | None = None,
    year: int | None = None,
) -> pd.DataFrame:
    """Gather what is known of a territory, beside its region and the country.

    Density: ``100 000 × professionals / inhabitants``. Access: ``Σ people × cost to the nearest
    pôle / Σ people``, over the communes.

    Parameters
    ----------
    zonage : DataFrame, str or path
        Composition of the zoning of the territory, or bassins that carry theirs, as for
        :func:`poles_geo.aggregate`; "EPCI", "DEP", "REG", "BV2022"; a file.
    code : str
        Of one of its units.
    poles : DataFrame, optional
        Index `code_bassin`; rang, effectif; nom, motif, marge where they are there; points, for the
        access. Those whose centre is in the territory are its own.
    effectifs : DataFrame or Decompte, optional
        Counts by unit of `zonage`, with a detail by profession or not; or persons and places,
        which are then counted in the territory, in its region and in the country.
    structures : DataFrame, optional
        As :func:`poles_geo.read_structures` gives them.
    groupings : DataFrame, optional
        As :func:`poles_geo.load_cooperations` gives them.
    communes : GeoDataFrame, optional
        As :func:`poles_geo.read_communes` gives them: who lives where, for the access; in place of
        the embedded inhabitants, for the densities.
    costs : DataFrame, optional
        From communes to pôles, as :func:`poles_geo.read_costs` gives them; straight lines without.
    year : {2014, 2016}, optional
        Of the regions; by default, that of the date of the counts, else of the pôles.

    Returns
    -------
    DataFrame
        One row a fact: rubrique (population, effectifs, pôles, structures, coopérations, accès),
        code, nom, rang, mesure, valeur (Float64), unite, etat (« non donné », « non compté »,
        « partiel », « aucun », « hors pôle »; missing when all is said), the same of the region
        and of metropolitan France (region, etat_region, france, etat_france), precision (motif
        of a rank, members, names, the nearest pôle), marge (what would give another rank). A
        rubrique that nothing was given for has one row, « non donné ». ``attrs["remarques"]``:
        territoire (code, nom, sorte, region, annee_regions), sources of each rubrique.

        The region and the country are « non compté » where the field of the source, or the zoning
        of a table, does not hold the whole of them. Of a zoning that lacks less than 0.1 % of the
        inhabitants (islands without EPCI), or whose units lie across the limits of the region,
        densities are those of the units, and told so; no number of persons is. A territory that
        lies across several regions is beside one of them; ``attrs["avertissements"]`` says which.

    Raises
    ------
    TableError
        With every fault of a table; counts of another zoning.
    ChoiceError
        A code that is no unit of the zoning, or has lost its zero; another year.

    Examples
    --------
    >>> import poles_geo as pg
    >>> table = pg.territory_facts(
    ...     "epci", "246200364", poles=pg.load_report(), communes=pg.read_communes()
    ... )
    >>> reached = table[table["rubrique"] == "accès"].set_index("rang")
    >>> reached[["valeur", "france"]].astype(float).round(2).loc[1].tolist()
    [28.62, 63.81]
    """
    if year is not None:
        check_choice(str(year), ("2014", "2016"), "year")
    poles = None if poles is None else checked_poles(poles)
    regions = year or regions_year(dated_attrs(effectifs, poles))
    subject = subject_of(zonage, code, regions)
    people = people_of(subject, communes)
    beside = None if effectifs is None else beside_of(effectifs, subject, people)
    facts = [
        *_people(subject, people, communes),
        *counted_facts(beside),
        *pole_facts(poles, subject),
        *structure_facts(structures, subject, communes),
        *grouping_facts(groupings, subject),
        *access_facts(poles, communes, costs, subject),
    ]
    table = table_of(facts)
    given = {
        COUNTS: None if beside is None else beside.attrs,
        POLES: None if poles is None else poles.attrs,
        STRUCTURES: None if structures is None else structures.attrs,
        GROUPINGS: None if groupings is None else groupings.attrs,
    }
    sources = {name: source for name, attrs in given.items() if (source := _source(attrs))}
    table.attrs = {
        "titre": f"{subject.nom} : qui fait quoi",
        "remarques": {
            "territoire": {
                "code": subject.code,
                "nom": subject.nom,
                "sorte": subject.kind,
                "region": subject.region,
                REGIONS_KEY: subject.regions_year,
            },
            "sources": sources,
        },
        **({"source": " ; ".join(dict.fromkeys(sources.values()))} if sources else {}),
    }
    if beside is not None and beside.attrs.get("champ"):
        table.attrs["champ"] = beside.attrs["champ"]
    warned = [text for attrs in given.values() if attrs for text in warnings_in(attrs)]
    if across := regions_across(subject):
        warned.append(
            punctuate(
                f"Ce territoire est sur plusieurs régions ({listed(across)}) ; celle qui est à "
                f"côté est {across[0]}."
            )
        )
    if warned:
        table.attrs[WARNINGS] = list(dict.fromkeys(warned))
    return table


def dated_attrs(
    effectifs: pd.DataFrame | Decompte | None, poles: pd.DataFrame | None
) -> Mapping[Hashable, Any]:
    """Give the `attrs` that date a territory: those of its counts, else of its pôles."""
    if isinstance(effectifs, Decompte):
        return {"source": effectifs.source, "date": effectifs.date}
    if effectifs is not None:
        return effectifs.attrs
    return {} if poles is None else poles.attrs


def _people(subject: Subject, people: float | None, communes: pd.DataFrame | None) -> list[Fact]:
    """Give the inhabitants and the communes of a territory, its region, the country."""
    where, embedded = regions_of_communes(subject.regions_year), load_commune_table()["population"]
    region = float(embedded[where == subject.region].sum()) or None
    country = float(embedded[in_metropole(where)].sum())
    if communes is not None and "population" in communes:
        of = region_of(communes.index.to_series().astype("str"), subject.regions_year)
        own, mainland = where == subject.region, in_metropole(where)
        if where.index[own].isin(communes.index).all():
            region = float(communes["population"][(of == subject.region).to_numpy()].sum()) or None
        if where.index[mainland].isin(communes.index).all():
            country = float(communes["population"][in_metropole(of).to_numpy()].sum())
    year = "" if communes is None else str(communes.attrs.get(POPULATION_KEY) or "")
    return [
        Fact(
            PEOPLE, "habitants", "nombre", people, "habitants",
            "" if people is not None else NOT_COUNTED, region, country,
            "" if region else NOT_COUNTED, precision=f"population de {year}" if year else "",
        ),
        Fact(PEOPLE, "communes", "nombre", float(len(subject.communes)), "communes",
             precision=f"communes de {subject.year}"),
    ]  # fmt: skip


def _source(attrs: "dict[Any, Any] | None") -> str:
    """Say where a table comes from, and of when."""
    if not attrs or not attrs.get("source"):
        return ""
    source, date = str(attrs["source"]), french_date(str(attrs.get("date") or ""))
    return source if not date or date in source else f"{source} ({date})"
