"""What it costs to go from each demand to each site: straight lines, or a table of one's own.

Counted: the pairs of a demand and a site that have a cost, and those that have none, in a ledger.
Not counted: roads that nobody gave, the way back.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.spatial import KDTree

from poles_geo._types import Floats, Integers
from poles_geo.analyses.pole_points import note_repeated, points_of, table_called
from poles_geo.analyses.reach.checked_costs import MEASURES, Pairs, check_limit, pairs_of_table
from poles_geo.coded import WARNINGS, note_index, plain_table
from poles_geo.errors import ChoiceError, Faults, warn, worded
from poles_geo.projections import LEGAL_PROJECTIONS
from poles_geo.typography import NO_BREAK_SPACE, french_number, listed

STRAIGHT = "à vol d'oiseau"
"""How costs without a table are said, in tables and on maps."""
HALL = ("x_mairie", "y_mairie")
MOST_PAIRS = 60_000_000
"""Pairs held at once; beyond, a limit is asked for."""

Sides = tuple[str, str]
SIDES: Sides = ("demand", "supply")
"""What messages call the two tables, by their arguments."""

Table = TypeVar("Table", pd.DataFrame, gpd.GeoDataFrame)


@dataclass(frozen=True, eq=False, repr=False)
class Costs:
    """Costs between demands (n) and sites (m): a sparse matrix to be used by many measures.

    A pair that is not stored cannot be reached; a cost of 0 is stored, and is a cost.

    Attributes
    ----------
    origins, destinations : Index
        Codes of the rows and of the columns, each once.
    starts, sites, amounts : ndarray
        The matrix by rows: the sites and the costs of the demand k are those from ``starts[k]``
        to ``starts[k + 1]``, in the order of the sites.
    unit : {"km", "min"}
    told : str
        What the costs are: « à vol d'oiseau », or what the table says of itself.
    within : float or None
        Limit over which pairs were left out, in the unit.
    ledger : DataFrame
        What became of every pair: ligne, couples.
    warnings : tuple of str
        Doubts on the table, which tables and maps repeat.
    """

    origins: pd.Index
    destinations: pd.Index
    starts: Integers
    sites: Integers
    amounts: Floats
    unit: str
    told: str
    within: float | None = None
    ledger: pd.DataFrame = field(default_factory=pd.DataFrame)
    warnings: tuple[str, ...] = ()
    _limited: dict[float, "Costs"] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        rows, columns = self.shape
        return f"Costs({rows} × {columns}, {self.unit} {self.told})"

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of demands and of sites."""
        return len(self.origins), len(self.destinations)

    @property
    def label(self) -> str:
        """What a map must say: « km à vol d'oiseau », « minutes (distancier.csv) »."""
        return f"{MEASURES[self.unit]} {self.told}"

    @property
    def attrs(self) -> dict[str, Any]:
        """What a table made of these costs says of them, in its `attrs`."""
        said: dict[str, Any] = {"remarques": {"couts": self.label, "unite_couts": self.unit}}
        return said | ({WARNINGS: list(self.warnings)} if self.warnings else {})

    @cached_property
    def rows(self) -> Integers:
        """The demand of each stored pair."""
        return np.repeat(np.arange(len(self.origins)), np.diff(self.starts))

    def matrix(self, values: Floats | None = None) -> sp.csr_array:
        """Give the costs, or other values of the stored pairs, as a sparse matrix n × m."""
        stored = self.amounts if values is None else values
        return sp.csr_array((stored, self.sites, self.starts), shape=self.shape)

    def dense(self) -> Floats:
        """Give the costs as n × m numbers, infinite where a site cannot be reached."""
        full = np.full(self.shape, np.inf)
        full[self.rows, self.sites] = self.amounts
        return full

    def to(self, wanted: NDArray[np.bool_]) -> "Costs":
        """Keep some of the sites (m truth values); their ledger is that of all."""
        kept = wanted[self.sites]
        places = np.cumsum(wanted) - 1
        starts = np.concatenate([[0], np.cumsum(kept)])[self.starts]
        return replace(
            self, destinations=self.destinations[wanted], starts=starts,
            sites=places[self.sites[kept]], amounts=self.amounts[kept], _limited={},
        )  # fmt: skip

    def limited(self, limit: float | None) -> "Costs":
        """Keep the pairs within a limit, included: made once for each limit; all without one."""
        if limit is None or limit == self.within:
            return self
        if limit not in self._limited:
            near = self.amounts <= limit
            starts = np.concatenate([[0], np.cumsum(near)])[self.starts]
            self._limited[limit] = replace(
                self, starts=starts, sites=self.sites[near], amounts=self.amounts[near],
                within=limit, _limited={},
            )  # fmt: skip
        return self._limited[limit]

    def nearest(self) -> tuple[Floats, Integers]:
        """Give what :attr:`closest` holds."""
        return self.closest

    @cached_property
    def closest(self) -> tuple[Floats, Integers]:
        """Give the least cost of each demand (NaN: none) and its site (-1), by code if equal."""
        least = np.full(len(self.origins), np.nan)
        site = np.full(len(self.origins), -1)
        some = np.flatnonzero(np.diff(self.starts))
        if len(some):
            least[some] = np.minimum.reduceat(self.amounts, self.starts[some])
            at = np.flatnonzero(self.amounts == least[self.rows])
            place = np.empty(self.shape[1], dtype=np.int64)
            place[np.argsort(self.destinations.to_numpy(object))] = np.arange(self.shape[1])
            at = at[np.lexsort((place[self.sites[at]], self.rows[at]))]
            first = np.unique(self.rows[at], return_index=True)[1]
            site[some] = self.sites[at[first]]
        return least, site


def costs_between(
    demand: pd.DataFrame,
    supply: pd.DataFrame,
    costs: pd.DataFrame | None = None,
    *,
    within: float | None = None,
) -> Costs:
    """Give the cost from each demand to each site, once for every measure that needs it.

    Without a table: straight lines, ``sqrt((x - x')² + (y - y')²)``, in km. With one: its own
    minutes, or kilometres, of every pair that it has; a pair that it has not cannot be reached.

    Parameters
    ----------
    demand : DataFrame
        Index `code_commune`, or any codes in text. For straight lines, a GeoDataFrame in metres:
        points; or areas, taken at their town hall (x_mairie, y_mairie), at an inner point where
        they have none.
    supply : DataFrame
        Index their codes, those of the table when there is one. For straight lines, points or
        areas likewise, in the same projection.
    costs : DataFrame, optional
        One row a pair: origine, destination, and minutes, or km, as
        :func:`poles_geo.read_costs` gives them. Its codes are those of `demand` and of `supply`.
        Its `attrs` source and date are told.
    within : float, optional
        Limit, in the unit of the costs, over which a pair is left out; included.

    Returns
    -------
    Costs

    Raises
    ------
    TableError
        With every fault: codes that are no texts or are there twice; no geometry, degrees, two
        projections; a table of costs with a number negative, missing or infinite, a pair there
        twice, codes that are neither a demand's nor a site's, seconds taken for minutes (a median
        of more than 300), or no pair between them.
    ChoiceError
        A limit that is not positive; more than sixty million straight lines.

    Warns
    -----
    UserWarning
        When the table has no pair for some demands, none from a code to itself where both have
        it, costs that differ by the way one goes, or a unit that is not thinkable: half of the
        pairs 5 km apart or more would be covered at over 300 km/h, or under 1.5 (minutes), or in
        less than half the straight line, or over ten times it (km).

    Examples
    --------
    >>> import pandas as pd, poles_geo as pg
    >>> people, sites = pd.DataFrame(index=["A", "B"]), pd.DataFrame(index=["X", "Y"])
    >>> minutes = pd.DataFrame(
    ...     [("A", "X", 5), ("A", "Y", 18), ("B", "X", 12)],
    ...     columns=["origine", "destination", "minutes"],
    ... )
    >>> pg.costs_between(people, sites, minutes).dense().tolist()
    [[5.0, 18.0], [12.0, inf]]
    """
    check_limit(within)
    return _costs_of(demand, supply, costs, within, SIDES)


def _costs_of(
    demand: pd.DataFrame,
    supply: pd.DataFrame,
    costs: pd.DataFrame | None,
    within: float | None,
    names: Sides,
) -> Costs:
    check_codes(demand, supply, names)
    if costs is not None:
        table = plain_table(costs)
        pairs = pairs_of_table(
            demand.index, supply.index, table, names=names, called=(demand, supply)
        )
        return _kept(demand.index, supply.index, pairs, within)
    return straight_costs(demand, supply, *straight_places(demand, supply, names), within)


def straight_costs(
    demand: pd.DataFrame, supply: pd.DataFrame, at: Floats, to: Floats, within: float | None
) -> Costs:
    """Give the straight lines between points that :func:`straight_places` gave, in km."""
    return _kept(demand.index, supply.index, _straight(at, to, within), within)


def with_costs(
    demand: pd.DataFrame,
    supply: pd.DataFrame,
    costs: "pd.DataFrame | Costs | None",
    within: float | None = None,
    *,
    names: Sides = SIDES,
) -> Costs:
    """Give costs to a measure: those computed before, if they are of these tables, or new ones.

    Raises
    ------
    TableError
        Costs of other codes, or of the same in another order.
    """
    if not isinstance(costs, Costs):
        return _costs_of(demand, supply, costs, within, names)
    faults = Faults("costs")
    sides = zip(names, (demand, supply), (costs.origins, costs.destinations), strict=True)
    for name, table, codes in sides:
        if not table.index.equals(codes):
            faults.add(
                f"les codes de {name} ne sont pas ceux des coûts, dans leur ordre : "
                "pg.costs_between(demand, supply) les refait"
            )
    if costs.within is not None and (within is None or within > costs.within):
        limit = f"{french_number(costs.within, 1)} {MEASURES[costs.unit]}"
        faults.add(
            f"coûts limités à {limit}, moins qu'il n'en faut ici : "
            "pg.costs_between(demand, supply) sans within= les a tous"
        )
    faults.raise_if_any()
    return costs


def straight_places(
    demand: pd.DataFrame, supply: pd.DataFrame, names: Sides = SIDES
) -> tuple[Floats, Floats]:
    """Give the points of both, in kilometres, or every fault.

    Raises
    ------
    TableError
        As :func:`costs_between`.
    """
    found, projections = [], []
    faults = Faults("coûts à vol d'oiseau")
    for name, table in zip(names, (demand, supply), strict=True):
        noted = Faults(name)
        found.append(points_of(noted, centred(table)))
        faults.messages += [f"{table_called(name)} : {message}" for message in noted.messages]
        projections.append(None if noted.messages else getattr(table, "crs", None))
    first, second = projections
    if not faults.messages and first is not None and second is not None and first != second:
        both = listed([f"EPSG:{crs.to_epsg() or crs.name}" for crs in (first, second)])
        faults.add(
            f"{listed([table_called(name) for name in names])} dans deux projections ({both}) : "
            + worded(f"{names[1]}.to_crs({names[0]}.crs)", "reprojetez l'un dans celle de l'autre")
        )
    if faults.messages:
        faults.add(
            "ou donnez une table de coûts : "
            + worded("costs=pg.read_costs(fichier)", "--couts FICHIER")
        )
    faults.raise_if_any()
    return found[0], found[1]


def centred(table: Table) -> Table:
    """Put areas at their town hall, or at an inner point where they have none; leave points."""
    if not isinstance(table, gpd.GeoDataFrame) or table.active_geometry_name is None:
        return table
    shapes = table.geometry
    areas = shapes.geom_type.isin(["Polygon", "MultiPolygon"]) & ~shapes.is_empty
    if not areas.any():
        return table
    points = shapes.where(~areas, gpd.GeoSeries(shapes[areas]).representative_point())
    legal = table.crs is not None and table.crs.to_epsg() in LEGAL_PROJECTIONS
    if legal and set(HALL) <= set(table.columns):
        x, y = (pd.to_numeric(table[name], errors="coerce").astype(float) for name in HALL)
        halls = gpd.GeoSeries.from_xy(x, y, index=table.index, crs=table.crs)
        points = points.where(~areas | x.isna() | y.isna(), halls)
    return gpd.GeoDataFrame(table.drop(columns=shapes.name), geometry=points, crs=table.crs)


def check_codes(demand: pd.DataFrame, supply: pd.DataFrame, names: Sides = SIDES) -> None:
    """Refuse tables whose index is not made of codes in text, each there once.

    Raises
    ------
    TableError
    """
    for name, what, table in zip(names, ("code_commune", "code"), (demand, supply), strict=True):
        faults = Faults(table_called(name))
        note_index(faults, table.index, what)
        if not len(table):
            faults.add("la table n'a aucune ligne")
        faults.raise_if_any()
        note_repeated(faults, table.index, "code répété")
        faults.raise_if_any()


def _straight(at: Floats, to: Floats, within: float | None) -> Pairs:
    """Measure straight lines in km: all of them, or those within a limit."""
    if within is None:
        if len(at) * len(to) > MOST_PAIRS:
            raise ChoiceError(
                f"{french_number(len(at) * len(to))} couples à vol d'oiseau, plus que "
                f"{french_number(MOST_PAIRS)} : donnez une limite par "
                f"{worded('within=', '--portee')}, en km."
            )
        row = np.repeat(np.arange(len(at)), len(to))
        column = np.tile(np.arange(len(to)), len(at))
    else:
        reach = np.nextafter(within, np.inf) * (1 + 1e-12)
        found = KDTree(at).sparse_distance_matrix(KDTree(to), reach, output_type="ndarray")
        row, column = found["i"].astype(np.int64), found["j"].astype(np.int64)
    km = np.sqrt(((at[row] - to[column]) ** 2).sum(axis=1))
    n_pairs = len(at) * len(to)
    return Pairs(row, column, km, "km", STRAIGHT, possible=n_pairs, given=n_pairs)


def _kept(origins: pd.Index, destinations: pd.Index, pairs: Pairs, within: float | None) -> Costs:
    """Sort pairs by row, leave out those over the limit, and account for all."""
    row, column, values = pairs.row, pairs.column, pairs.amounts
    if within is not None and (beyond := values > within).any():
        row, column, values = row[~beyond], column[~beyond], values[~beyond]
    key = row * len(destinations) + column
    if (key[1:] < key[:-1]).any():
        order = np.argsort(key)
        row, column, values = row[order], column[order], values[order]
    starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(origins)))])
    ledger = {
        "couples possibles": pairs.possible,
        "avec un coût": len(values),
        "au-delà de la limite": pairs.given - len(values),
        "absents de la table, inatteignables": pairs.possible - pairs.given,
        **pairs.noted,
    }
    warnings = (*pairs.warnings, *pairs.doubts)
    for text in warnings:
        warn(f"{worded('costs', '--couts')}{NO_BREAK_SPACE}: {text}")
    return Costs(
        origins, destinations, starts, column, values, pairs.unit, pairs.told, within,
        pd.DataFrame({"ligne": list(ledger), "couples": list(ledger.values())}), warnings,
    )  # fmt: skip
