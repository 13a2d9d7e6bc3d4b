"""Tiles of a web map under a map: asked for the printed size, set in Lambert 93, attributed.

The one part of a map that needs the network. Nothing is kept from one map to the next.
"""

from typing import Any, TypeAlias
from urllib.parse import urlsplit

import numpy as np
import requests
import xyzservices.providers as xyz
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from numpy.typing import NDArray
from PIL import UnidentifiedImageError
from pyproj import Transformer
from xyzservices import TileProvider

from poles_geo import __version__
from poles_geo.cartes.canvas.areas import METROPOLE
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.errors import ChoiceError, SourceError, check_choice, worded
from poles_geo.projections import DEGREES, LAMBERT_93
from poles_geo.typography import french_count, french_number

PROVIDERS = {
    "ign": xyz.GeoportailFrance.plan,
    "ign-ortho": xyz.GeoportailFrance.orthos,
    "osm": xyz.OpenStreetMap.Mapnik,
}
"""Providers that a name is enough for: plan and aerial photographs of the IGN, OpenStreetMap."""

POINTS_PER_MM = 5.0
"""Dots of a tile in a millimetre of page, sought: more, and its lettering is too small to read,
fewer, and the dots show. Zooms double it, so that it is met within a factor of 1.5."""
MOST_TILES = 150
"""Most tiles of a page; an A4 page asks for 60 at most."""
EQUATOR = 2 * np.pi * 6_378_137 / 256
"""Metres of ground in a dot of zoom 0, at the equator."""
VEIL = 0.35
"""Share of the ground's colour in the tiles: symbols and names stay the darker."""
TIMEOUTS = (5.0, 20.0)
"""Seconds to connect, and of silence."""
CONNECTIONS = 2
"""Tiles asked for at once: what OpenStreetMap allows."""
TRIES = 2
"""More tries of a tile that the server refuses."""
NONE = ("tiles=None", "sans --fond")
"""What asks for no tiles, in Python and on the command line."""

Tiles: TypeAlias = str | TileProvider | None
"""A name of :data:`PROVIDERS`, a provider of xyzservices, or none."""


def draw_tiles(
    provider: str | TileProvider,
    *,
    timeouts: tuple[float, float] = TIMEOUTS,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
) -> Drawing:
    """Draw the tiles of a frame, under everything else.

    Their attribution has to be printed with the map.

    Parameters
    ----------
    provider : {"ign", "ign-ortho", "osm"} or xyzservices.TileProvider
        Tiles in Web Mercator, of 256 dots.
    timeouts : pair of float
        Seconds to connect, and of silence, after which the server is given up.
    ax : Axes, optional
        The map, in metres of Lambert 93, at the size that it will have. By default, new axes that
        show metropolitan France.
    style : Style

    Returns
    -------
    Drawing
        Its artist is an :class:`matplotlib.image.AxesImage`.

    Raises
    ------
    ChoiceError
        Unknown name; a provider without address, attribution or key; too many tiles; axes that
        are no map.
    SourceError
        No network, no answer, refusal, or an answer that is no image.
    """
    from contextily import bounds2img, warp_img_transform
    from rasterio.transform import Affine

    chosen = provider_named(provider)
    ax, frame = map_axes(ax, METROPOLE, style)
    zoom = zoom_for(frame, chosen)
    ground = _degrees(frame)
    count = _count(ground, zoom)
    if count > MOST_TILES:
        raise ChoiceError(
            f"tuiles : {french_number(count)} tuiles de zoom {zoom} pour cette page, {MOST_TILES} "
            f"au plus ; réduire l'étendue ou la page, ou dessiner sans tuiles ({worded(*NONE)})."
        )
    try:
        image, (west, east, south, north) = bounds2img(
            *ground,
            zoom=zoom,
            source=chosen,
            ll=True,
            headers={"user-agent": f"poles_geo/{__version__}"},
            max_retries=TRIES,
            n_connections=CONNECTIONS,
            use_cache=False,
            timeout=timeouts,
        )
    except (OSError, ValueError) as error:
        host = urlsplit(chosen.build_url(0, 0, 0)).netloc
        raise SourceError(
            f"tuiles : {french_count(count, 'tuile')} de zoom {zoom} demandées à {host} "
            f"({chosen.name}) : {_reason(error, timeouts)}. La carte se dessine aussi sans "
            f"tuiles : {worded(*NONE)}."
        ) from error
    rows, columns = image.shape[:2]
    warped, placed = warp_img_transform(
        image.transpose(2, 0, 1),
        Affine((east - west) / columns, 0, west, 0, (south - north) / rows, north),
        "EPSG:3857",
        f"EPSG:{LAMBERT_93}",
    )
    shown, extent = _cropped(warped.transpose(1, 2, 0), placed, frame)
    drawn = ax.imshow(
        _veiled(shown, style), extent=extent, interpolation="none", aspect="equal", zorder=0.5
    )
    return Drawing(ax, (drawn,))


def attribution(provider: str | TileProvider) -> str:
    """Return what a provider asks to print with its tiles."""
    return str(provider_named(provider).attribution).replace("(C)", "©")


def provider_named(provider: str | TileProvider) -> TileProvider:
    """Return a provider by its name in :data:`PROVIDERS`, or as it is given, checked.

    Raises
    ------
    ChoiceError
        Unknown name; no provider; one without address, attribution or key.
    """
    if isinstance(provider, str):
        return PROVIDERS[check_choice(provider, PROVIDERS, worded("tiles", "--fond"))]
    names = ", ".join(PROVIDERS)
    if not isinstance(provider, TileProvider):
        raise ChoiceError(
            f"tuiles : un nom ({names}) ou un fournisseur de xyzservices est attendu "
            f"(xyzservices.providers.CartoDB.Positron) ; trouvé : {type(provider).__name__}."
        )
    absent = [field for field in ("url", "attribution") if not provider.get(field)]
    if absent:
        raise ChoiceError(
            f"tuiles : le fournisseur {provider.get('name', 'sans nom')} n'a pas de "
            f"{' ni de '.join(absent)} ; les deux sont nécessaires, l'attribution étant imprimée "
            f"sur la carte. Noms prêts : {names}."
        )
    if provider.requires_token():
        raise ChoiceError(
            f"tuiles : le fournisseur {provider.name} demande une clé ; la donner dans ses "
            f"champs, ou prendre l'un de {names}."
        )
    return provider


def zoom_for(frame: Frame, chosen: TileProvider) -> int:
    """Zoom whose dots are nearest to :data:`POINTS_PER_MM` on the page, among a provider's."""
    _, south, _, north = _degrees(frame)
    ground = EQUATOR * np.cos(np.radians((south + north) / 2))
    zoom = round(float(np.log2(ground * POINTS_PER_MM / frame.metres_per_mm)))
    return int(min(max(zoom, chosen.get("min_zoom", 0)), chosen.get("max_zoom", 19)))


def _degrees(frame: Frame) -> tuple[float, float, float, float]:
    """Box of longitudes and latitudes (W, S, E, N) that holds the frame."""
    to_degrees = Transformer.from_crs(LAMBERT_93, DEGREES, always_xy=True)
    west, south, east, north = to_degrees.transform_bounds(*frame.bounds)
    return west, south, east, north


def _count(ground: tuple[float, float, float, float], zoom: int) -> int:
    from contextily import howmany

    return int(howmany(*ground, zoom, verbose=False, ll=True))


def _reason(error: Exception, timeouts: tuple[float, float]) -> str:
    """Say in French why the tiles did not come."""
    refused = error.__context__
    if isinstance(refused, UnidentifiedImageError):
        return "la réponse n'est pas une image (page de connexion, ou adresse erronée ?)"
    if isinstance(refused, requests.HTTPError) and refused.response is not None:
        hint = " : pas de tuile à cette adresse" if refused.response.status_code == 404 else ""
        return f"réponse {refused.response.status_code}{hint}"
    if isinstance(error, requests.exceptions.SSLError):
        return "le certificat du serveur n'est pas reconnu"
    if isinstance(error, requests.exceptions.ProxyError):
        return "le proxy ne répond pas ou refuse (variables HTTP_PROXY, HTTPS_PROXY)"
    if isinstance(error, requests.Timeout):
        connecting, reading = map(french_number, timeouts)
        return f"pas de réponse ({connecting} s pour la connexion, {reading} s)"
    if isinstance(error, requests.ConnectionError):
        return "connexion impossible (pas de réseau, serveur inconnu ou fermé)"
    return "réponse illisible"


def _cropped(
    image: NDArray[np.uint8], placed: Any, frame: Frame
) -> tuple[NDArray[np.uint8], tuple[float, float, float, float]]:
    """Keep the dots that the frame shows; return them and their left, right, bottom, top.

    `placed`: the affine transform of the image, north up.
    """
    west, south, east, north = frame.bounds
    size = np.array([placed.a, placed.e])
    corner = np.array([placed.c, placed.f])
    first = np.floor(((west, north) - corner) / size).astype(int).clip(0)
    last = np.ceil(((east, south) - corner) / size).astype(int).clip(0, image.shape[1::-1])
    (left, top), (right, bottom) = corner + first * size, corner + last * size
    return image[first[1] : last[1], first[0] : last[0]], (left, right, bottom, top)


def _veiled(image: NDArray[np.uint8], style: Style) -> NDArray[np.uint8]:
    """Lay the ground's colour over the tiles, and under what they leave transparent."""
    share = (1 - VEIL) * image[..., 3:] / 255
    ground = 255 * np.array(to_rgb(style.land))
    shown = share * image[..., :3] + (1 - share) * ground
    return np.asarray(np.rint(shown), dtype=np.uint8)
