"""Coverages: dissolved, simplified, checked, repaired or refused."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from coverages import SIDE, communes_of, grid, invented_coverages
from effectif_tables import raises
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity, box

from poles_geo.bassins import coverage
from poles_geo.errors import TableError

FEW = settings(deadline=None, max_examples=60)


def nine(**moved):
    """Nine square communes, some of them moved: ``centre=(dx, dy)``."""
    names = ["so", "s", "se", "o", "centre", "e", "no", "n", "ne"]
    areas = communes_of(grid(3, 3), names)
    for name, (east, north) in moved.items():
        areas[name] = affinity.translate(areas[name], east, north)
    return areas


def is_coverage(areas):
    return shapely.coverage_is_valid(np.asarray(areas.array))


@FEW
@given(invented_coverages())
def test_dissolving_is_the_union_of_each_group(drawn):
    areas = coverage.dissolve(drawn.communes, drawn.units)
    assert areas.index.tolist() == sorted(set(drawn.units))
    for unit, area in areas.items():
        expected = shapely.union_all(drawn.communes[drawn.units == unit].to_numpy())
        assert area.is_valid
        assert area.equals(expected)
    assert areas.area.sum() == pytest.approx(drawn.communes.area.sum(), rel=1e-12)
    assert is_coverage(areas)


@FEW
@given(invented_coverages(), st.floats(10, 600))
def test_simplifying_keeps_a_coverage(drawn, tolerance):
    areas = coverage.dissolve(drawn.communes, drawn.units)
    simple = coverage.simplify(areas, tolerance)
    assert simple.index.equals(areas.index)
    assert is_coverage(simple)
    assert simple.is_valid.all()
    assert not simple.is_empty.any()
    assert shapely.get_num_coordinates(simple).sum() <= shapely.get_num_coordinates(areas).sum()


@FEW
@given(invented_coverages())
def test_a_coverage_is_left_as_it_is(drawn):
    clean = coverage.repair(drawn.communes)
    assert clean.repaired == []
    assert clean.areas.geom_equals(drawn.communes).all()
    whole = shapely.union_all(drawn.communes.to_numpy())
    holes = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    expected = sum(shapely.Polygon(ring).area for ring in holes)
    assert coverage.holes(clean.areas).area.sum() == pytest.approx(expected)


@FEW
@given(invented_coverages(), st.data())
def test_a_commune_slightly_moved_is_fitted_again(drawn, data):
    """Each area changes by the strip that the shift makes along its outline, at most."""
    moved = drawn.communes.copy()
    name = data.draw(st.sampled_from(list(moved.index)))
    shift = data.draw(st.sampled_from([0.001, 0.03, 1.0, 10.0]))
    moved[name] = affinity.translate(moved[name], shift, shift / 2)
    clean = coverage.repair(moved)
    assert is_coverage(clean.areas)
    assert clean.areas.is_valid.all()
    strip = 2 * shift * drawn.communes.length + 1
    assert ((clean.areas.area - drawn.communes.area).abs() <= strip).all()


def test_nothing_between_communes_is_lost():
    # The strip left by a commune moved by 1 m east is inside: the whole square is covered again.
    clean = coverage.repair(nine(centre=(1, 0)))
    assert clean.areas.area.sum() == pytest.approx(9 * SIDE**2)
    assert coverage.holes(clean.areas).empty
    assert is_coverage(clean.areas)
    assert {"centre", "e"} <= set(clean.repaired) <= {"centre", "e", "o", "n", "s"}
    assert clean.areas[["so", "ne"]].geom_equals(nine()[["so", "ne"]]).all()


@pytest.mark.parametrize("width", [0.001, 1, 40])
def test_a_narrow_overlap_is_given_to_one(width):
    clean = coverage.repair(communes_overlapping(width))
    assert is_coverage(clean.areas)
    assert clean.areas.area.sum() == pytest.approx(2e6, rel=1e-8)
    assert len(clean.repaired) == 1


def communes_overlapping(width):
    return gpd.GeoSeries(
        {"a": box(0, 0, 1000 + width, 1000), "b": box(1000, 0, 2000, 1000)}, crs=2154
    )


@pytest.mark.parametrize("width", [60, 1000])
def test_a_wide_overlap_is_refused_by_name(width):
    with raises(TableError, r"sur plus de 50 m de large.*\(1 ligne : [ab]\)"):
        coverage.repair(communes_overlapping(width))


def test_a_commune_inside_another_is_refused():
    areas = gpd.GeoSeries({"whole": box(0, 0, 9000, 9000), "former": box(100, 100, 700, 900)})
    with raises(TableError, "anciennes communes"):
        coverage.repair(areas)


@pytest.mark.parametrize(("width", "gaps"), [(0.001, 0), (1, 0), (40, 0), (70, 1)])
def test_a_gap_is_closed_when_it_is_narrow(width, gaps):
    narrower = nine()
    narrower["centre"] = box(1000, 1000, 2000 - width, 2000)
    clean = coverage.repair(narrower)
    assert is_coverage(clean.areas)
    left = coverage.holes(clean.areas)
    assert len(left) == gaps
    assert left.area.sum() == pytest.approx(gaps * width * SIDE)
    assert clean.areas.area.sum() + left.area.sum() == pytest.approx(9 * SIDE**2)


def test_a_missing_commune_is_a_gap_that_stays():
    clean = coverage.repair(nine().drop("centre"))
    assert clean.repaired == []
    assert coverage.holes(clean.areas).area.tolist() == [SIDE**2]


def test_an_enclave_of_another_commune_is_no_gap():
    areas = gpd.GeoSeries({"a": box(0, 0, 900, 900) - box(300, 300, 400, 400)}, crs=2154)
    areas["b"] = box(900, 0, 1800, 900) | box(300, 300, 400, 400)
    clean = coverage.repair(areas)
    assert clean.repaired == []
    assert coverage.holes(clean.areas).empty
    assert clean.areas.geom_equals(areas).all()


BOW_TIE = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
"""Two triangles of 1/4 km² that cross at the centre of the square."""
SELF_TOUCHING = shapely.Polygon(
    [(0, 0), (500, 0), (400, 300), (600, 300), (500, 0), (1000, 0), (1000, 1000), (0, 1000)]
)
"""A square of 1 km² whose outline comes back to (500, 0) around a hole of 3 ha."""


@pytest.mark.parametrize(("shape", "area"), [(BOW_TIE, 500_000), (SELF_TOUCHING, 970_000)])
def test_a_crooked_outline_is_straightened(shape, area):
    areas = gpd.GeoSeries({"a": shape, "b": box(1000, 0, 2000, 1000)}, crs=2154)
    clean = coverage.repair(areas)
    assert clean.repaired == ["a"]
    assert clean.areas.area.tolist() == [area, SIDE**2]
    assert clean.areas.is_valid.all()
    assert is_coverage(clean.areas)


def test_a_contour_without_surface_is_refused():
    flat = shapely.Polygon([(0, 0), (1000, 0), (0, 0)])
    with raises(TableError, r"contours sans surface \(1 ligne : a\)"):
        coverage.repair(gpd.GeoSeries({"a": flat, "b": box(0, 0, 1000, 1000)}))


def test_an_empty_set_dissolves_into_nothing():
    none = gpd.GeoSeries([], crs=2154)
    assert coverage.dissolve(none, np.array([], dtype=object)).empty
