"""Tiles under a map, asked of a real server on the loopback address.

Each tile has one colour, told by its column, row and zoom: what the map shows at a place says
which tile was put there.
"""

import io
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import geopandas as gpd
import mercantile
import numpy as np
import pytest
import xyzservices.providers as xyz
from drawn_pages import printed
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image
from pyproj import Transformer
from xyzservices import TileProvider

import poles_geo as pg
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT
from poles_geo.cartes.ground import tiles
from poles_geo.cartes.ground.tiles import (
    MOST_TILES,
    attribution,
    draw_tiles,
    provider_named,
    zoom_for,
)
from poles_geo.cartes.lint.readout import read_page
from poles_geo.errors import ChoiceError, SourceError

LENS = Frame(x=675_000, y=7_030_000, width=60, height=40, metres_per_mm=500)
"""Thirty kilometres by twenty around Lens."""
TILE = re.compile(r"/(\d+)/(\d+)/(\d+)\.png")
Answer = Callable[[int, int, int], tuple[int, bytes]]


def colour_of(z: int, x: int, y: int) -> tuple[int, int, int]:
    return (x * 53 + z) % 256, (y * 97 + z) % 256, ((x + y) * 31) % 256


def painted(z: int, x: int, y: int) -> tuple[int, bytes]:
    stream = io.BytesIO()
    Image.new("RGB", (256, 256), colour_of(z, x, y)).save(stream, "PNG")
    return 200, stream.getvalue()


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer: Answer = painted
        self.asked: list[tuple[int, int, int]] = []
        self.agents: set[str] = set()

    @property
    def provider(self) -> TileProvider:
        return TileProvider(
            name="Essai",
            url=f"http://127.0.0.1:{self.server_port}/{{z}}/{{x}}/{{y}}.png",
            attribution="(C) les auteurs de l'essai",
            max_zoom=19,
        )


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        found = TILE.fullmatch(self.path)
        assert found is not None, self.path
        z, x, y = map(int, found.groups())
        self.server.asked.append((z, x, y))
        self.server.agents.add(self.headers["User-Agent"])
        status, body = self.server.answer(z, x, y)
        with suppress(ConnectionError):  # the library may have given up
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.05,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def drawn(provider: TileProvider, frame: Frame = LENS, dpi: int = 254) -> np.ndarray:
    """Pixels of a bare map that fills its figure: ten for a millimetre at 254 dpi."""
    figure = Figure(figsize=(frame.width / 25.4, frame.height / 25.4), dpi=dpi)
    ax = figure.add_axes((0, 0, 1, 1))
    west, south, east, north = frame.bounds
    ax.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], aspect="equal")
    for side in ax.spines.values():
        side.set_visible(False)
    draw_tiles(provider, ax=ax)
    assert (*ax.get_xlim(), *ax.get_ylim()) == (west, east, south, north)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3]


def veiled(colour: tuple[int, int, int]) -> np.ndarray:
    ground = 255 * np.array(to_rgb(STYLE_REPORT.land))
    return (1 - tiles.VEIL) * np.array(colour) + tiles.VEIL * ground


def test_the_tiles_asked_are_those_of_the_frame_once_each(server: Server) -> None:
    drawn(server.provider)
    zoom = zoom_for(LENS, server.provider)
    to_degrees = Transformer.from_crs(2154, 4326, always_xy=True)
    west, south, east, north = LENS.bounds
    x, y = np.meshgrid(np.linspace(west, east, 200), np.linspace(south, north, 200))
    lon, lat = to_degrees.transform(x.ravel(), y.ravel())
    needed = {mercantile.tile(*place, zoom) for place in zip(lon, lat, strict=True)}
    asked = [mercantile.Tile(x, y, z) for z, x, y in server.asked]
    assert needed <= set(asked)
    assert len(asked) == len(set(asked)) < 1.5 * len(needed) + 4
    assert server.agents == {f"poles_geo/{pg.__version__}"}


def test_each_place_shows_its_own_tile_to_the_dot(server: Server) -> None:
    # 200 places at random, and 200 at 1.5 dots from an edge between two tiles: a shift of the
    # picture by two dots, or a swap of axes, changes their colour.
    pixels = drawn(server.provider).astype(int)
    zoom = zoom_for(LENS, server.provider)
    dot = 2 * np.pi * 6_378_137 / 2**zoom / 256
    side = 256 * dot
    to_mercator = Transformer.from_crs(2154, 3857, always_xy=True)
    rng = np.random.default_rng(5)
    west, south, east, north = LENS.bounds
    ground = rng.uniform((west, south), (east, north), (4000, 2))
    x, y = to_mercator.transform(*ground.T)
    origin = np.pi * 6_378_137
    columns, rows = (x + origin) / side, (origin - y) / side
    to_edge = 256 * np.minimum(np.abs(columns - np.round(columns)), np.abs(rows - np.round(rows)))
    tested = np.flatnonzero(to_edge > 1.5)
    near = tested[np.argsort(to_edge[tested])[:200]]
    assert to_edge[near].max() < 8
    for k in [*tested[:200], *near]:
        column, row = (LENS.to_mm(ground[k]) * 10).astype(int)
        shown = pixels[len(pixels) - 1 - row, column]
        expected = veiled(colour_of(zoom, int(columns[k]), int(rows[k])))
        np.testing.assert_allclose(shown, expected, atol=1.5, err_msg=f"{ground[k]}")


@pytest.mark.parametrize(
    ("metres_per_mm", "zoom"),
    # 156 543 m × cos 50,4° = 99 800 m a dot at zoom 0; × 5 dots = 499 000 m a millimetre:
    # log2(499 000 / 500) = 9.96, (499 000 / 1 500) = 8.38, (499 000 / 1) = 18.9.
    [(500, 10), (1_500, 8), (1, 19)],
)
def test_the_zoom_suits_the_printed_size(metres_per_mm: float, zoom: int) -> None:
    frame = Frame(675_000, 7_030_000, 60, 40, metres_per_mm)
    assert zoom_for(frame, xyz.OpenStreetMap.Mapnik) == zoom


def test_the_zoom_stays_among_those_of_the_provider(server: Server) -> None:
    provider = server.provider
    provider["max_zoom"] = 7
    drawn(provider)
    assert {z for z, _, _ in server.asked} == {7}


def test_too_many_tiles_are_refused_before_any_is_asked(server: Server) -> None:
    poster = Frame(600_000, 6_600_000, 1_200, 900, 100)
    with pytest.raises(ChoiceError, match=rf"tuiles de zoom \d+ .*{MOST_TILES} au plus"):
        drawn(server.provider, poster)
    assert server.asked == []


def test_a_transparent_tile_lets_the_ground_be_seen(server: Server) -> None:
    def clear(*_: int) -> tuple[int, bytes]:
        stream = io.BytesIO()
        Image.new("RGBA", (256, 256), (0, 0, 0, 0)).save(stream, "PNG")
        return 200, stream.getvalue()

    server.answer = clear
    ground = np.rint(255 * np.array(to_rgb(STYLE_REPORT.land)))
    assert (drawn(server.provider) == ground).all()


def refused(provider: TileProvider) -> str:
    """Return the message of a refusal: what was asked, of whom, and that tiles can be left out."""
    with pytest.raises(SourceError) as caught:
        drawn(provider)
    message = str(caught.value)
    assert re.search(r"\d+\s+tuiles de zoom 10 demandées à 127\.0\.0\.1:\d+ \(Essai\)", message)
    assert "sans tuiles\u00a0: tiles=None" in message
    return message


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (404, b"", "réponse 404 : pas de tuile"),
        (500, b"", "réponse 500"),
        (429, b"", "réponse 429"),
        (200, b"<html>Identifiez-vous</html>", "n'est pas une image"),
        (200, b"", "n'est pas une image"),
        (200, painted(1, 1, 1)[1][:120], "illisible"),
    ],
    ids=["404", "500", "429", "html", "empty", "truncated"],
)
def test_a_bad_answer_is_said(server: Server, status: int, body: bytes, said: str) -> None:
    server.answer = lambda *_: (status, body)
    assert said in refused(server.provider).replace("\u00a0", " ")


def test_a_passing_refusal_is_tried_again(server: Server) -> None:
    failed = set()

    def answer(z: int, x: int, y: int) -> tuple[int, bytes]:
        if (z, x, y) in failed:
            return painted(z, x, y)
        failed.add((z, x, y))
        return 503, b""

    server.answer = answer
    drawn(server.provider)
    assert len(server.asked) == 2 * len(failed)


def test_no_server_is_said() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        provider = TileProvider(
            name="Essai",
            url=f"http://127.0.0.1:{closed.getsockname()[1]}/{{z}}/{{x}}/{{y}}.png",
            attribution="essai",
        )
        assert "connexion impossible" in refused(provider)


def test_silence_is_not_waited_for(server: Server) -> None:
    def silent(*_: int) -> tuple[int, bytes]:
        time.sleep(1)
        return 200, b""

    server.answer = silent
    ax = Figure().add_subplot()
    west, south, east, north = LENS.bounds
    ax.set(xlim=(west, east), ylim=(south, north), aspect="equal")
    with pytest.raises(SourceError, match="pas de réponse"):
        draw_tiles(server.provider, timeouts=(0.3, 0.3), ax=ax)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("google", "ign, ign-ortho, osm"),
        ("https://127.0.0.1/{z}/{x}/{y}.png", "ign, ign-ortho, osm"),
        (xyz.OpenStreetMap, "trouvé.*Bunch"),
        (3, "trouvé.*int"),
        (TileProvider(name="A", url="", attribution="a"), "A n'a pas de url"),
        (TileProvider(name="A", url="", attribution=""), "url ni de attribution"),
        (TileProvider(name="A", url="http://a/{z}", attribution=""), "pas de attribution"),
        (xyz.Thunderforest.Landscape, "demande une clé"),
    ],
    ids=["name", "address", "family", "number", "no url", "nothing", "no attribution", "key"],
)
def test_what_is_no_provider_is_refused(given: object, said: str) -> None:
    with pytest.raises(ChoiceError, match=said):
        provider_named(given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "host", "credit"),
    [
        ("ign", "data.geopf.fr", "Geoportail France"),
        ("ign-ortho", "data.geopf.fr", "Geoportail France"),
        ("osm", "tile.openstreetmap.org", "© OpenStreetMap contributors"),
    ],
)
def test_names_stand_for_the_ign_and_openstreetmap(name: str, host: str, credit: str) -> None:
    address = provider_named(name).build_url(7, 5, 6)
    assert address.split("/")[2] == host
    assert {"5", "6", "7"} <= set(re.findall(r"\d+", address))
    assert attribution(name) == credit


@pytest.fixture
def lens(report: gpd.GeoDataFrame, server: Server) -> Carte:
    return pg.map_poles(report, "62", tiles=server.provider)


def test_the_page_prints_the_attribution_and_gains_no_fault(
    lens: Carte, report: gpd.GeoDataFrame
) -> None:
    assert "Tuiles du fond\u00a0: © les auteurs de l’essai." in printed(lens)
    assert pg.lint(lens) == pg.lint(pg.map_poles(report, "62"))


def test_tiles_lie_under_limits_and_symbols_and_nothing_hides_them(
    lens: Carte, report: gpd.GeoDataFrame
) -> None:
    (image,) = lens.axes.images
    others = [*lens.axes.patches, *lens.axes.collections]
    assert image.get_zorder() < min(artist.get_zorder() for artist in others)
    plain = pg.map_poles(report, "62")
    assert fills(plain) == {STYLE_REPORT.land, *land()}
    assert fills(lens) == set()


def fills(carte: Carte) -> set[str]:
    """Colours of the areas of a map."""
    return set(read_page(carte.figure).views[0].areas)


def land() -> set[str]:
    return {STYLE_REPORT.abroad, STYLE_REPORT.around}


def test_the_same_tiles_give_the_same_bytes(
    lens: Carte, report: gpd.GeoDataFrame, server: Server, tmp_path: Path
) -> None:
    again = pg.map_poles(report, "62", tiles=server.provider)
    for kind in ("png", "svg", "pdf"):
        first = lens.save(tmp_path / f"un.{kind}", dpi=60).read_bytes()
        assert again.save(tmp_path / f"deux.{kind}", dpi=60).read_bytes() == first


def test_regions_and_the_mining_basin_take_tiles(report: gpd.GeoDataFrame, server: Server) -> None:
    for carte in (
        pg.map_region(report, "Corse", tiles=server.provider),
        pg.map_bassin_minier(report, tiles=server.provider),
        pg.map_poles(report, "Corse", tiles=server.provider),
    ):
        assert len(carte.axes.images) == 1
        assert "Tuiles du fond\u00a0: © les auteurs de l’essai." in printed(carte)


def test_nothing_is_kept_from_one_map_to_the_next(server: Server) -> None:
    drawn(server.provider)
    count = len(server.asked)
    drawn(server.provider)
    assert len(server.asked) == 2 * count
