"""The land under a map: read once, when it is needed, and another edition in its place."""

from types import SimpleNamespace

import geopandas as gpd
import pytest

import poles_geo as pg
from poles_geo.edition import embedded


@pytest.fixture
def moved() -> pg.cartes.Land:
    """Land of an edition whose regions have other names and whose centres are 10 km further."""
    edition = SimpleNamespace(**vars(embedded))
    edition.load_regions = lambda: embedded.load_regions().rename(index={"Bretagne": "Armorique"})
    edition.centres = lambda codes: embedded.centres(codes).translate(10_000)
    return pg.cartes.Land(edition)


def test_a_table_is_read_when_it_is_needed_and_once() -> None:
    read: list[str] = []

    def regions() -> gpd.GeoDataFrame:
        read.append("regions")
        return embedded.load_regions()

    land = pg.cartes.Land(SimpleNamespace(load_regions=regions))
    assert read == []
    assert len(land.regions) == 22
    assert land.regions is land.regions
    assert read == ["regions"]


def test_the_embedded_land_is_one() -> None:
    assert pg.cartes.embedded_land() is pg.cartes.embedded_land()
    assert pg.cartes.embedded_land().communes.index.equals(embedded.load_communes().index)


def test_poles_without_points_lie_where_the_edition_given_places_them(
    report: gpd.GeoDataFrame, moved: pg.cartes.Land
) -> None:
    bare = report.drop(columns="geometry")
    here, there = pg.cartes.check_poles(bare), pg.cartes.check_poles(bare, land=moved)
    assert (there.geometry.x - here.geometry.x).round(6).eq(10_000).all()


def test_places_are_named_as_the_edition_given_does(moved: pg.cartes.Land) -> None:
    names = pg.cartes.draw_places("Pays de la Loire", land=moved)
    written = {artist.get_text() for artist in names.artists if hasattr(artist, "get_text")}
    assert "Armorique" in {*written, *names.left_out}


def test_a_map_is_drawn_on_the_edition_given(
    report: gpd.GeoDataFrame, moved: pg.cartes.Land
) -> None:
    poles = report[report["region_2014"] == "Corse"].drop(columns="geometry")
    axes = [pg.map_poles(poles, "2A", land=land).axes for land in (None, moved)]
    found = [[item for item in ax.collections if item.get_zorder() == 5] for ax in axes]
    places = [circles[0].get_offsets() for circles in found]
    assert (places[1][:, 0] - places[0][:, 0]).round(3).tolist() == [10_000.0] * len(places[0])
