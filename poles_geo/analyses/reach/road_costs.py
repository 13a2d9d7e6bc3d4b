"""Costs by road, asked of an OSRM server of one's own: places → a table of minutes.

Counted: the pairs asked that have a route. Not counted: traffic, and roads of another date than
that of the server's map.
"""

from urllib.parse import urlsplit

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from poles_geo._types import Floats
from poles_geo.analyses.reach.costs import centred, check_codes, straight_places
from poles_geo.download.routing import Question, answers, checked_server
from poles_geo.errors import ChoiceError, warn
from poles_geo.projections import DEGREES
from poles_geo.sources.measured.cost_tables import costs_of_answer
from poles_geo.typography import french_count


def fetch_costs(
    demand: gpd.GeoDataFrame,
    supply: gpd.GeoDataFrame,
    server: str,
    *,
    profile: str = "driving",
    around: float | None = None,
    batch: int = 50,
    offline: bool = False,
    renew: bool = False,
    progress: bool = True,
) -> pd.DataFrame:
    """Ask an OSRM server how long it takes from each demand to each site.

    The answers are kept in the cache (``POLES_GEO_CACHE``) as they come: a call that was cut goes
    on where it stopped, and the same call later asks nothing. They are those of the map that the
    server had: `renew` asks again.

    Parameters
    ----------
    demand, supply : GeoDataFrame
        As for :func:`poles_geo.costs_between`; in metres, of one projection.
    server : str
        « http://localhost:5000 ». No server is asked that you do not name.
    profile : str
        Of the server: driving, foot…
    around : float, optional
        Straight distance, in km, beyond which a site is not asked: fewer questions.
    batch : int
        Demands, and sites, of a question: a server takes 100 points in all unless it is told
        otherwise.
    offline : bool
        Only the answers that the cache has.
    renew : bool
        Ask again for all.
    progress : bool
        Draw a progress bar on the error output.

    Returns
    -------
    DataFrame
        origine, destination, minutes: what `costs` takes; `attrs` source and date (of the oldest
        answer).

    Raises
    ------
    TableError
        As :func:`poles_geo.costs_between`.
    ChoiceError
        No address; a batch under 1; a distance not over 0; `renew` offline.
    SourceError
        The server cannot be reached, or refuses; offline, an answer is not there.
    LayoutError
        Its answer is not that of a table service, or is not of the points asked.
    WriteError
        The cache cannot be written.

    Warns
    -----
    UserWarning
        When the server finds no route for some pairs: they cannot be reached.
    """
    address = checked_server(server, profile)
    if batch < 1:
        raise ChoiceError(f"batch = {batch!r} : un nombre entier d'au moins 1 est attendu.")
    if around is not None and not 0 < around < np.inf:
        raise ChoiceError(f"around = {around!r} : un nombre de km de plus de 0 est attendu.")
    if renew and offline:
        raise ChoiceError("renew demande le réseau, que offline interdit.")
    check_codes(demand, supply)
    at, to = straight_places(demand, supply)
    degrees = [_degrees(table) for table in (demand, supply)]
    origins, sites = (table.index.astype("str").to_numpy(object) for table in (demand, supply))
    blocks = _blocks(at, to, around, batch)
    questions = [
        Question(degrees[0][rows].tolist(), degrees[1][asked].tolist()) for rows, asked in blocks
    ]
    tables, dates = [], []
    found = answers(questions, address, profile, offline=offline, renew=renew, progress=progress)
    for (rows, asked), (_, answer, date) in zip(blocks, found, strict=True):
        table = costs_of_answer(answer, origins[rows].tolist(), sites[asked].tolist(), address)
        if around is not None:
            apart = at[np.repeat(rows, len(asked))] - to[np.tile(asked, len(rows))]
            table = table[np.hypot(*apart.T) <= around]
        tables.append(table)
        dates.append(date)
    columns = ["origine", "destination", "minutes"]
    costs: pd.DataFrame = pd.concat(tables)[columns] if tables else pd.DataFrame(columns=columns)
    lost = costs["minutes"].isna()
    if lost.any():
        count = french_count(int(lost.sum()), "couple")
        warn(f"{count} sans route pour le serveur : laissés de côté, donc inatteignables.")
    costs = costs[~lost].sort_values(columns[:2], ignore_index=True)
    costs.attrs = {"source": f"serveur OSRM {urlsplit(address).hostname}, profil {profile}"}
    if dates:
        costs.attrs["date"] = min(dates)
    return costs


def _degrees(table: gpd.GeoDataFrame) -> Floats:
    """Give the longitude and the latitude of each place."""
    points = gpd.GeoSeries(centred(table).geometry).to_crs(DEGREES)
    return np.round(points.get_coordinates().to_numpy(float), 5)


def _blocks(
    at: Floats, to: Floats, around: float | None, batch: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Part the pairs into questions: demands near one another, sites that they may reach."""
    blocks = []
    reached = None if around is None else KDTree(to).query_ball_point(at, around)
    for rows in _near_together(at, batch):
        sites = (
            np.arange(len(to))
            if reached is None
            else np.unique(np.concatenate([reached[row] for row in rows]).astype(int))
        )
        blocks += [(rows, sites[k : k + batch]) for k in range(0, len(sites), batch)]
    return blocks


def _near_together(at: Floats, batch: int) -> list[np.ndarray]:
    """Part places into groups of so many: by strips from west to east, then along them."""
    n_strips = max(1, int(np.sqrt(len(at) / batch)))
    order = np.argsort(at[:, 0], kind="stable")
    strips = np.array_split(order, n_strips)
    snake = np.concatenate([strip[np.argsort(at[strip, 1], kind="stable")] for strip in strips])
    return [snake[k : k + batch] for k in range(0, len(snake), batch)]
