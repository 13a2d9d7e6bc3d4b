"""Pôles in groups: those of each region, in the orders of masses and of ranks.

Counted: rows with a rank. Not counted: bassins hors pôle.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from poles_geo._types import Floats
from poles_geo.analyses.mesh.graphs import neighbour_pairs
from poles_geo.analyses.pole_points import Places, note_rows, numbers_of, places_of
from poles_geo.analyses.regional.cycles import cycle_size
from poles_geo.analyses.regional.inhabitants import WHOLE
from poles_geo.analyses.regional.regional_types import Region
from poles_geo.coded import note_columns, note_index, plain_table, trimmed
from poles_geo.codes import CODE, departements_of
from poles_geo.communes.field import Field, field_of
from poles_geo.errors import ChoiceError, Faults, TableError, worded
from poles_geo.ranking.rules import MOST_RANKS
from poles_geo.regions import DEPARTEMENTS_2014, OVERSEAS, REGIONS_BY_YEAR, TODAY

BY = "region_2014"
REGIONS = ("region_2014", "region_2016")
SUBJECT = "table des pôles"
Table = TypeVar("Table", bound=pd.DataFrame)


@dataclass(frozen=True)
class Group:
    """The pôles of one group, in the order of their codes.

    Attributes
    ----------
    name : str
    codes, towns : list of str
        Codes of the pôles, and what they are called.
    masses : ndarray
        n, over 0.
    ranks : ndarray
        n, whole numbers from 1.
    km : ndarray
        n × 2.
    """

    name: str
    codes: list[str]
    towns: list[str]
    masses: Floats
    ranks: NDArray[np.int64]
    km: Floats

    @cached_property
    def by_mass(self) -> list[int]:
        """Places of the pôles, the heaviest first; of like masses, the highest rank, the code."""
        return list(map(int, np.lexsort((self.ranks, -self.masses))))

    @cached_property
    def by_rank(self) -> list[int]:
        """Places of the pôles, the highest rank first; of one rank, the heaviest, the code."""
        return list(map(int, np.lexsort((-self.masses, self.ranks))))

    @cached_property
    def cycle(self) -> int:
        """Pôles on the one cycle of the relative neighbours; 0 when there is none, or several."""
        places = Places(pd.Index(self.codes), self.km, self.masses)
        return cycle_size(len(self.km), neighbour_pairs(places, "relative"))

    def region(self, population: float) -> Region:
        """Give what its type is made of."""
        return Region(self.masses, self.ranks, population, self.cycle)


def ranked_poles(poles: gpd.GeoDataFrame, by: str | None) -> tuple[pd.DataFrame, Floats]:
    """Give the pôles that have a rank, in the order of their codes, and their places in km.

    Raises
    ------
    TableError
        With every fault: see :func:`poles_geo.configurations`.
    ChoiceError
        `by` is no column.
    """
    faults = Faults(SUBJECT)
    table = plain_table(poles)
    note_columns(faults, table, ("nom", "rang", "effectif"))
    note_index(faults, table.index)
    faults.raise_if_any(TableError)
    table = with_departement(table, by)
    if by is not None and by not in table:
        found = ", ".join(map(str, table.columns))
        argument = worded("by", "--par")
        raise ChoiceError(
            f"{argument} = {by!r} : une colonne de la table des pôles est attendue ; elle a "
            f"{found}."
        )
    table = gpd.GeoDataFrame(table[table["rang"].notna()]).sort_index()
    if table.empty:
        raise TableError(f"{SUBJECT} : aucun bassin n'a de rang, il n'y a rien à mesurer.")
    ranks = numbers_of(table["rang"])
    wrong = ~np.isin(ranks, range(1, MOST_RANKS + 1))
    expected = f"rang : un nombre entier de 1 à {MOST_RANKS} est attendu"
    note_rows(faults, expected, wrong, table.index)
    note_rows(faults, "nom absent", table["nom"].isna(), table.index)
    if by is not None:
        table = table.assign(**{by: trimmed(table[by])})
        texts = [isinstance(name, str) and name.strip() != "" for name in table[by]]
        remedy = f"{by} : un texte est attendu ; remplissez la colonne, ou ôtez la ligne"
        note_rows(faults, remedy, ~np.array(texts, dtype=bool), table.index)
    faults.raise_if_any(TableError)
    return table.assign(rang=ranks.astype(int)), places_of(table).km


def with_departement(poles: Table, by: str | None) -> Table:
    """Give each pôle its département, that of its code, where that is wanted and no column has it.

    Nothing changes where the codes of a zoning are not those of communes.
    """
    codes = poles.index.to_series()
    if by != "departement" or by in poles or not codes.str.fullmatch(CODE).all():
        return poles
    found = poles.assign(departement=departements_of(codes))
    found.attrs = dict(poles.attrs)
    return found


def groups_of(table: pd.DataFrame, km: Floats, by: str | None) -> list[Group]:
    """Part the pôles that :func:`ranked_poles` gives into groups, in the order of their names."""
    names = np.full(len(table), WHOLE) if by is None else table[by].to_numpy(dtype=object)
    masses, ranks = numbers_of(table["effectif"]), table["rang"].to_numpy(dtype=np.int64)
    codes, towns = table.index.tolist(), table["nom"].astype(str).tolist()
    groups = []
    for name in sorted(set(names.tolist())):
        rows = np.flatnonzero(names == name).tolist()
        called = [codes[row] for row in rows], [towns[row] for row in rows]
        groups.append(Group(name, *called, masses[rows], ranks[rows], km[rows]))
    return groups


def counted_groups(
    groups: list[Group], attrs: Mapping[Hashable, Any], by: str | None
) -> list[Group]:
    """Keep the groups that the field of a table holds entirely.

    Raises
    ------
    TableError
        It holds none.
    """
    field = field_of(attrs)
    whole = [group for group in groups if _counts(field, group.name, by)]
    if not whole:
        raise TableError(
            f"{SUBJECT} : elle ne compte en entier aucun de ses groupes ({field.territory}) ; "
            + worded('by="departement"', "« --par departement »")
            + " ne mesure que ceux qu'elle compte."
        )
    return whole


def _counts(field: Field, name: str, by: str | None) -> bool:
    """Tell whether a field holds a group entirely; one that is no region is taken to be."""
    if field.national:
        return True
    if by is None:
        return False
    if by == "departement":
        return name in (field.departements or ())
    known = name in {*DEPARTEMENTS_2014, *REGIONS_BY_YEAR[TODAY], *OVERSEAS.values()}
    return by not in REGIONS or not known or field.counts([name])
