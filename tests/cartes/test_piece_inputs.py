"""What a piece of map cannot draw is refused, in the words of the pages."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest
from effectif_tables import simple
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from poles_geo import cartes
from poles_geo.analyses.mesh.maillage import links
from poles_geo.edition.embedded import load_regions, load_structures
from poles_geo.errors import ChoiceError, PolesGeoError, TableError


@pytest.fixture(scope="module")
def north(report: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(report[report["region_2014"] == "Nord - Pas-de-Calais"])


def framed() -> Axes:
    """Axes that show the north of France."""
    ax = Figure().add_subplot()
    ax.set(xlim=(590_000, 790_000), ylim=(6_960_000, 7_120_000))
    return ax


def bare() -> Axes:
    ax = framed()
    ax.set_axis_off()
    return ax


def upside_down() -> Axes:
    ax = framed()
    ax.invert_yaxis()
    return ax


def degrees() -> Axes:
    ax = Figure().add_subplot()
    ax.set(xlim=(-5, 9), ylim=(42, 51))
    return ax


BAD: dict[str, tuple[Callable[[gpd.GeoDataFrame], Any], type[PolesGeoError], str]] = {
    "sans rang": (
        lambda north: cartes.draw_poles(north.drop(columns="rang"), ax=framed()),
        TableError,
        "absentes : rang",
    ),
    "autre projection": (
        lambda north: cartes.draw_labels(north.to_crs(4326), ax=framed()),
        TableError,
        "EPSG:2154 (Lambert 93) ; trouvée : EPSG:4326",
    ),
    "lien inconnu": (
        lambda north: cartes.draw_links(links(north).replace("59350", "99999"), north, ax=framed()),
        TableError,
        "qui n'est pas un pôle de la carte",
    ),
    "bassins en degrés": (
        lambda north: cartes.draw_bassins(load_regions().to_crs(4326), north),
        TableError,
        "projection attendue : EPSG:2154",
    ),
    "aires en degrés": (
        lambda _: cartes.draw_limits(load_regions().to_crs(4326)),
        TableError,
        "aires.to_crs(2154)",
    ),
    "noms en degrés": (
        lambda _: cartes.draw_names(load_regions().to_crs(4326)),
        TableError,
        "aires.to_crs(2154)",
    ),
    "structure sans nom": (
        lambda _: cartes.draw_structures(load_structures().drop(columns="nom")),
        TableError,
        "colonne nom absente",
    ),
    "zone inconnue": (
        lambda north: cartes.draw_poles(north, zone="Atlantide", ax=framed()),
        ChoiceError,
        "vouliez-vous dire Landes",
    ),
    "axes en degrés": (
        lambda _: cartes.draw_base(ax=degrees()),
        ChoiceError,
        "ni la France ni ses voisins",
    ),
    "coin inconnu": (
        lambda _: cartes.draw_scale(loc="dessous", ax=framed()),
        ChoiceError,
        "valeurs possibles : lower right",
    ),
    "légende sur la carte": (
        lambda north: cartes.draw_legend(north, ax=framed()),
        ChoiceError,
        "ax.inset_axes",
    ),
    "légende sur une carte sans cadre": (
        lambda north: cartes.draw_legend(north, ax=bare()),
        ChoiceError,
        "ax.inset_axes",
    ),
    "nord en bas": (
        lambda north: cartes.draw_poles(north, ax=upside_down()),
        ChoiceError,
        "le nord en haut",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_drawn_is_refused(name: str, north: gpd.GeoDataFrame) -> None:
    call, error, words = BAD[name]
    with pytest.raises(error) as caught:
        call(north)
    assert words in simple(str(caught.value))
