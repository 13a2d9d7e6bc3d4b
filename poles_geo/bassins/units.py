"""What the units of a zoning are, from their communes: names, places, inhabitants.

Everything is found by code, nothing by name. No contour is read.
"""

from functools import cache

import pandas as pd

from poles_geo.codes import CODE, departements_of
from poles_geo.communes.field import departement_names
from poles_geo.communes.identity import (
    BASSIN,
    UNITS,
    identity_of,
    index_of,
    names_of_units,
    unit_of,
)
from poles_geo.communes.movements import newest_filiation
from poles_geo.communes.passage import LINK, passage
from poles_geo.edition import embedded as edition
from poles_geo.edition.commune_table import load_commune_table
from poles_geo.regions import REGION_CODES


def described(composition: pd.DataFrame, names: pd.Series | None = None) -> pd.DataFrame:
    """Name and place the units of a zoning.

    Parameters
    ----------
    composition : DataFrame
        Index ``code_commune``; code_bassin, and nom_bassin and nom_commune where known.
    names : Series, optional
        Names of communes by code, in place of those of 2024.

    Returns
    -------
    DataFrame
        Index ``code_bassin``, sorted:

        - nom: that of the composition; else the one published for the bassin de vie of this code,
          the département, the region or the EPCI; else that of the commune of which the unit
          bears the code, where it is one of its own or the zoning is one of bassins de vie; else
          its code, where it has letters (« CPTS du Havre ») and is none of a commune; else
          missing;
        - departement: that of the commune of which it bears the code, where it is one of its own;
          else that of most of its communes (of as many, the lowest code);
        - region_2014, region_2016: those of the département, overseas included.
    """
    inside = composition.dropna(subset="code_bassin")
    codes = pd.Index(sorted(inside["code_bassin"].unique()), name="code_bassin").to_series()
    seated = inside["code_bassin"].reindex(codes) == codes
    bare = inside[inside["code_bassin"].isin(codes[~seated])]
    table = identity_of(codes, departements_of(codes).where(seated, _main_departement(bare)))
    of_seats = table["nom"] if names is None else codes.map(names)
    bears = seated | (index_of(composition.attrs.get("zonage")) == BASSIN)
    known = [
        *([inside.groupby("code_bassin")["nom_bassin"].first()] if "nom_bassin" in inside else []),
        codes.map(_published_names(composition)),
        *([codes.map(inside["nom_commune"]).where(seated)] if "nom_commune" in inside else []),
        of_seats.where(bears),
        codes.where(codes.str.contains(r"[^\W\d_]") & ~codes.str.fullmatch(CODE)),
    ]
    nom = pd.Series(pd.NA, index=codes.index, dtype="str")
    for found in known:
        nom = nom.fillna(found.astype("str"))
    return table.assign(nom=nom)


def _published_names(composition: pd.DataFrame) -> pd.Series:
    """Names of the units of an embedded zoning, by code, or of what it says that they are.

    Of EPCI, whose codes are no others', for any other zoning.
    """
    zonage = composition.attrs.get("zonage")
    if zonage in edition.EMBEDDED:
        return _embedded_names(str(zonage))
    unit = unit_of(zonage)
    if unit == UNITS["departement"]:
        return pd.Series(departement_names())
    if unit == UNITS["region"]:  # no code is that of two regions of different territory
        return pd.Series({**REGION_CODES[2014], **REGION_CODES[2016]})
    return edition.load_epci()["nom"]


@cache
def _embedded_names(zonage: str) -> pd.Series:
    return names_of_units(edition.load_composition(zonage))


def _main_departement(inside: pd.DataFrame) -> pd.Series:
    """Département of most communes of each unit (as many: the lowest code)."""
    places = pd.DataFrame(
        {"unit": inside["code_bassin"], "place": departements_of(inside.index.to_series())}
    )
    count = places.value_counts().reset_index()
    order = count.sort_values(["unit", "count", "place"], ascending=[True, False, True])
    return order.drop_duplicates("unit").set_index("unit")["place"]


def inhabitants(composition: pd.DataFrame, year: int) -> pd.Series:
    """Count the inhabitants of the units of a zoning.

    Parameters
    ----------
    composition : DataFrame
        Index ``code_commune``; code_bassin.
    year : int
        Of its communes.

    Returns
    -------
    Series of Int64
        Index ``code_bassin``, sorted: municipal population of the embedded communes of 2024. One
        that has since been made of communes of several units counts in that of its chef-lieu,
        whose code it bears. Missing where that of one commune is: an arrondissement.
    """
    communes, codes = load_commune_table(), composition.index
    moved = codes if year != edition.COMMUNES_YEAR else codes.difference(communes.index)
    links = pd.DataFrame(dict.fromkeys(LINK, codes[:0]))
    if len(moved):
        links = passage(newest_filiation(), year, edition.COMMUNES_YEAR, codes=moved)[LINK]
    same = codes.difference(pd.Index(links["code_avant"]))
    links = pd.concat([links, pd.DataFrame(dict.fromkeys(LINK, same))], ignore_index=True)
    links["unite"] = links["code_avant"].map(composition["code_bassin"])
    links["ailleurs"] = links["code_avant"] != links["code_apres"]
    order = links.sort_values(["code_apres", "ailleurs", "code_avant"])
    unit = order.drop_duplicates("code_apres").set_index("code_apres")["unite"].dropna()
    people = communes["population"].reindex(unit.index).groupby(unit)
    total = people.sum().mask(people.count() < people.size())
    units = pd.Index(sorted(composition["code_bassin"].dropna().unique()), name="code_bassin")
    return total.reindex(units)
