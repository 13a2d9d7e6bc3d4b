"""Costs asked of an OSRM server: batches, cache, cuts, refusals, on a real server."""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from effectif_tables import raises
from osrm_server import SECONDS_A_DEGREE, OsrmServer, told
from planned_server import Answer

import poles_geo as pg
from poles_geo.errors import ChoiceError, DataWarning, LayoutError, SourceError, TableError


@pytest.fixture
def osrm() -> Iterator[OsrmServer]:
    with OsrmServer() as server:
        yield server


def places(count: int, prefix: str, seed: int = 1) -> gpd.GeoDataFrame:
    xs, ys = np.random.default_rng(seed).uniform([6e5, 6.8e6], [6.6e5, 6.86e6], (count, 2)).T
    codes = pd.Index([f"{prefix}{rank:03}" for rank in range(count)])
    return gpd.GeoDataFrame(
        {"population": 100, "effectif": 2}, index=codes,
        geometry=gpd.points_from_xy(xs, ys), crs=2154,
    )  # fmt: skip


def expected(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> np.ndarray:
    degrees = [
        table.geometry.to_crs(4326).get_coordinates().round(5).to_numpy() for table in (one, other)
    ]
    apart = degrees[0][:, None] - degrees[1][None]
    return SECONDS_A_DEGREE / 60 * np.hypot(apart[..., 0], apart[..., 1])


def test_durations_come_by_batches_and_make_costs(osrm: OsrmServer) -> None:
    people, sites = places(23, "D"), places(12, "S", 2)
    table = pg.fetch_costs(people, sites, osrm.address, batch=5, progress=False)
    assert len(table) == 23 * 12
    assert len(osrm.requests) == 5 * 3
    costs = pg.costs_between(people, sites, table)
    assert np.allclose(costs.dense(), expected(people, sites), atol=1e-6)
    assert costs.label.startswith("minutes de trajet (serveur OSRM 127.0.0.1, profil driving, 20")
    found = pg.access(people, sites, costs=table, within=1_000)
    assert (found["acces"] * found["population"]).sum() == pytest.approx(24)


def test_the_same_call_asks_nothing(osrm: OsrmServer) -> None:
    people, sites = places(6, "D"), places(3, "S", 2)
    first = pg.fetch_costs(people, sites, osrm.address, batch=2, progress=False)
    asked = len(osrm.requests)
    again = pg.fetch_costs(people, sites, f"{osrm.address}/", batch=2, progress=False)
    alone = pg.fetch_costs(people, sites, osrm.address, batch=2, offline=True, progress=False)
    assert len(osrm.requests) == asked
    for other in (again, alone):
        pd.testing.assert_frame_equal(first, other)
    pg.fetch_costs(people, sites, osrm.address, batch=2, renew=True, progress=False)
    assert len(osrm.requests) == 2 * asked


def test_a_call_that_was_cut_goes_on_where_it_stopped(osrm: OsrmServer) -> None:
    people, sites = places(8, "D"), places(2, "S", 2)
    good = pg.fetch_costs(people, sites, osrm.address, batch=2, progress=False)
    osrm.requests.clear()
    pg.fetch_costs(people, sites, osrm.address, profile="foot", batch=2, progress=False)
    plan = [request[0] for request in osrm.requests]
    osrm.requests.clear()
    whole = [osrm.table(path.replace("foot", "bike")) for path in plan[:2]]
    osrm.plan = [*whole, *[Answer(503)] * 4]
    with raises(SourceError, r"répond 503 \(4 essais\).*le même appel reprendra là"):
        pg.fetch_costs(people, sites, osrm.address, profile="bike", batch=2, progress=False)
    assert len(osrm.requests) == 6
    osrm.requests.clear()
    table = pg.fetch_costs(people, sites, osrm.address, profile="bike", batch=2, progress=False)
    assert len(osrm.requests) == 2
    assert table["minutes"].tolist() == good["minutes"].tolist()


def test_a_passing_failure_is_asked_again(osrm: OsrmServer) -> None:
    people, sites = places(2, "D"), places(2, "S", 2)
    body = osrm.table(
        "/table/v1/driving/2,48;2,49?sources=0&destinations=1&annotations=duration"
    ).body
    osrm.plan = [Answer(500), Answer(200, body[:9], announced=len(body))]
    assert len(pg.fetch_costs(people, sites, osrm.address, progress=False)) == 4
    assert len(osrm.requests) == 3


def test_only_near_sites_are_asked(osrm: OsrmServer) -> None:
    people, sites = places(30, "D"), places(30, "S", 2)
    table = pg.fetch_costs(people, sites, osrm.address, around=10, batch=5, progress=False)
    near = pg.costs_between(people, sites, within=10)
    assert len(table) == len(near.amounts)
    assert set(table["origine"]) == set(near.origins[near.rows])


def test_what_has_no_route_cannot_be_reached(osrm: OsrmServer) -> None:
    people, sites = places(3, "D"), places(4, "S", 2)
    osrm.sea = float(np.median(sites.geometry.to_crs(4326).x))
    with pytest.warns(DataWarning, match="6.couples sans route pour le serveur"):
        table = pg.fetch_costs(people, sites, osrm.address, progress=False)
    assert len(table) == 6


@pytest.mark.parametrize(
    ("reply", "error", "said"),
    [
        (told(400, {"code": "TooBig"}), SourceError, "plus de points .* par batch="),
        (told(400, {"code": "NoSegment"}), SourceError, "loin de toute route"),
        (told(400, {"code": "Étrange !"}), SourceError, "le serveur refuse : réponse 400"),
        (told(200, {"code": "NoTable"}), SourceError, "aucune route entre ces points"),
        (told(200, {"code": "Ok"}), LayoutError, "ce n'est pas la réponse d'un service « table »"),
        (told(200, {"code": "Ok", "durations": [[1]]}), LayoutError, "2 lignes de 2 nombres"),
        (Answer(200, b"<html>portail</html>"), LayoutError, "n'est pas du JSON"),
        (Answer(404), SourceError, "réponse 404"),
    ],
)
def test_what_is_no_table_is_refused(
    osrm: OsrmServer, reply: Answer, error: type[Exception], said: str
) -> None:
    osrm.plan = [reply]
    with raises(error, said):
        pg.fetch_costs(places(2, "D"), places(2, "S", 2), osrm.address, progress=False)


def test_a_batch_too_big_for_the_server_is_told(osrm: OsrmServer) -> None:
    osrm.most = 10
    with raises(SourceError, "plus de points que le serveur n'en admet"):
        pg.fetch_costs(places(9, "D"), places(4, "S", 2), osrm.address, progress=False)
    assert (
        len(
            pg.fetch_costs(places(9, "D"), places(4, "S", 2), osrm.address, batch=5, progress=False)
        )
        == 36
    )


def test_arguments_are_checked_before_any_question(osrm: OsrmServer) -> None:
    people, sites = places(2, "D"), places(2, "S", 2)
    for options, error, said in (
        ({"server": "localhost:5000"}, ChoiceError, "l'adresse de votre serveur OSRM"),
        ({"profile": "en voiture"}, ChoiceError, "profile = 'en voiture'"),
        ({"batch": 0}, ChoiceError, "batch = 0"),
        ({"around": -1.0}, ChoiceError, "around = -1.0"),
        ({"renew": True, "offline": True}, ChoiceError, "renew demande le réseau"),
        ({"offline": True}, SourceError, "n'est pas sur cette machine"),
        ({"supply": sites.to_crs(4326)}, TableError, "supply : projection en mètres"),
    ):
        with raises(error, said):
            pg.fetch_costs(
                **{"demand": people, "supply": sites, "server": osrm.address, "progress": False}
                | options
            )
    assert not osrm.requests


def test_no_server_is_told() -> None:
    with raises(SourceError, r"http://127.0.0.1:9 : .*4 essais"):
        pg.fetch_costs(places(1, "D"), places(1, "S"), "http://127.0.0.1:9", progress=False)
