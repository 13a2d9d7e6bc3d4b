"""Laying a zoning on contours of another year: links, cuts, and what is listed."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from coverages import invented_coverages
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from poles_geo.bassins.parcels import RESTORED, lay
from poles_geo.sources.cog import read_movements

CONTOURS = gpd.GeoSeries(
    {"01001": box(0, 0, 4, 4), "01002": box(4, 0, 6, 4), "01003": box(6, 0, 8, 4)}, crs=2154
)
"""Three communes in a row, of 16, 8 and 8 m²."""
SUCCESSORS = pd.Series({"01011": "01001", "01012": "01001", "01013": "01001", "01099": "01098"})
"""Three communes have entered 01001; another, a commune that has no contour."""


def former(**shapes):
    """Former communes of 01001: ``c01011=shape``."""
    areas = gpd.GeoSeries({name[1:]: shape for name, shape in shapes.items()}, crs=2154)
    return gpd.GeoDataFrame({"code_commune": "01001"}, index=areas.index, geometry=areas)


WEST, EAST = box(0, 0, 1, 4), box(1, 0, 2, 4)
"""Strips of 4 m² of 01001."""
NONE = gpd.GeoDataFrame({"code_commune": []}, geometry=[], crs=2154)


def laid(units, parts=NONE, contours=CONTOURS):
    return lay(pd.Series(units, dtype="str"), contours, parts, SUCCESSORS)


def areas(result):
    return result.polygons.dissolve("code_bassin").area.to_dict()


def test_communes_of_the_same_year_are_drawn_as_they_are():
    result = laid({"01001": "A", "01002": "B", "01003": "A"})
    assert areas(result) == {"A": 24, "B": 8}
    assert result.bassins.to_dict() == {"01001": "A", "01002": "B", "01003": "A"}
    assert result.shares == result.moved == result.without_contour == []


def test_a_commune_made_of_communes_of_one_unit_is_not_cut():
    result = laid({"01001": "A", "01011": "A", "01002": "B"}, former(c01011=WEST))
    assert areas(result) == {"A": 16, "B": 8}
    assert len(result.polygons) == 2


def test_a_commune_of_two_units_is_cut_along_former_communes():
    parts = former(c01011=WEST, c01012=EAST)
    result = laid({"01001": "A", "01011": "B", "01012": "C", "01002": "B"}, parts)
    assert areas(result) == {"A": 8, "B": 4 + 8, "C": 4}
    assert result.shares == ["01001"]
    assert result.bassins["01001"] == "A"
    assert result.moved == result.without_contour == []


def test_the_chef_lieu_has_a_contour_of_its_own():
    parts = former(c01001=box(2, 0, 4, 4), c01011=WEST, c01012=EAST)
    result = laid({"01001": "A", "01011": "B", "01012": "B"}, parts)
    assert areas(result) == {"A": 8, "B": 8}


def test_without_former_contours_the_chef_lieu_takes_all_and_the_others_are_listed():
    result = laid({"01001": "B", "01011": "A", "01012": "B", "01013": "A", "01002": "A"})
    assert areas(result) == {"A": 8, "B": 16}
    assert result.moved == ["01011", "01013"]
    minority = laid({"01001": "B", "01011": "A", "01012": "A"})
    assert areas(minority) == {"B": 16}
    assert result.without_contour == []


def test_what_is_left_goes_to_most_of_the_communes_left():
    parts = former(c01001=WEST)
    units = {"01001": "A", "01011": "C", "01012": "B", "01013": "C"}
    result = laid(units, parts)
    assert areas(result) == {"A": 4, "C": 12}
    assert result.moved == ["01012"]


def test_as_many_communes_left_the_lowest_unit():
    result = laid({"01001": "A", "01011": "C", "01012": "B"}, former(c01001=WEST))
    assert areas(result) == {"A": 4, "B": 12}
    assert result.moved == ["01011"]


def test_what_is_left_of_communes_all_drawn_is_the_chef_lieu_s():
    parts = former(c01001=WEST, c01011=EAST)
    result = laid({"01001": "A", "01011": "B"}, parts)
    assert areas(result) == {"A": 4 + 8, "B": 4}
    assert result.moved == []


def test_a_commune_to_which_nothing_is_left_has_no_contour():
    parts = former(c01001=box(0, 0, 3, 4), c01011=box(3, 0, 4, 4))
    result = laid({"01001": "A", "01011": "B", "01012": "B"}, parts)
    assert areas(result) == {"A": 12, "B": 4}
    assert result.without_contour == ["01012"]


def test_a_part_of_another_commune_is_not_used():
    elsewhere = former(c01011=WEST).assign(code_commune="01002")
    result = laid({"01001": "A", "01011": "B"}, elsewhere)
    assert areas(result) == {"A": 16}
    assert result.moved == ["01011"]


def test_a_commune_outside_the_zoning_is_cut_out_too():
    result = laid({"01001": "A", "01011": ""}, former(c01011=WEST))
    assert areas(result) == {"": 4, "A": 12}


def test_a_commune_that_nothing_leads_to_has_no_contour():
    result = laid({"01002": "A", "01098": "A", "01099": "B"})
    assert result.without_contour == ["01098", "01099"]
    assert result.bassins.dropna().to_dict() == {"01002": "A"}


def test_contours_older_than_the_zoning_follow_their_successor():
    older = gpd.GeoSeries({"01001": box(0, 0, 1, 1), "01011": box(1, 0, 2, 1)}, crs=2154)
    result = laid({"01001": "A"}, contours=older)
    assert areas(result) == {"A": 2}
    assert result.without_contour == []


def test_a_contour_whose_successor_is_not_in_the_zoning_is_in_no_unit():
    older = gpd.GeoSeries({"01002": box(0, 0, 1, 1), "01011": box(1, 0, 2, 1)}, crs=2154)
    result = laid({"01002": "A"}, contours=older)
    assert result.bassins.dropna().to_dict() == {"01002": "A"}
    assert areas(result) == {"A": 1}


def test_a_commune_re_established_is_drawn_with_the_one_it_left():
    back, whole = "76095", RESTORED["76095"]
    contours = gpd.GeoSeries({whole: box(0, 0, 1, 1), back: box(1, 0, 2, 1)}, crs=2154)
    unknown = laid({whole: "A"}, contours=contours)
    assert areas(unknown) == {"A": 2}
    assert unknown.restored == [back]
    earlier = laid({whole: "A", back: "B"}, contours=contours.drop(back))
    assert areas(earlier) == {"A": 1}
    assert earlier.moved == [back]
    assert earlier.restored == []
    assert laid({whole: "A", back: "B"}, contours=contours).restored == []
    apart = gpd.GeoSeries({"01001": box(0, 0, 1, 1), back: box(1, 0, 2, 1)}, crs=2154)
    assert laid({"01001": "A"}, contours=apart).restored == []


def test_communes_re_established_are_those_of_the_movements(real_data):
    moves = read_movements(real_data / "cog" / "v_mvt_commune_2024.csv")
    since = moves[(moves["date"] > "2013-12-31") & (moves["mod"] == "21")]
    both = (since["type_avant"] == "COM") & (since["type_apres"] == "COM")
    back = since[both & (since["code_avant"] != since["code_apres"])]
    assert dict(zip(back["code_apres"], back["code_avant"], strict=True)) == RESTORED


@settings(deadline=None, max_examples=60)
@given(invented_coverages(), st.data())
def test_every_commune_is_drawn_in_its_unit_or_listed(drawn, data):
    """Communes merge at random after the zoning; some former contours are lost."""
    codes = list(drawn.communes.index)
    units = pd.Series(drawn.units, index=codes, dtype="str")
    seats = {code: data.draw(st.sampled_from(codes)) for code in codes}
    seats |= {seat: seat for seat in seats.values()}
    today = merged(drawn.communes, seats)
    known = [code for code in codes if code in today.index or data.draw(st.booleans())]
    parts = gpd.GeoDataFrame(
        {"code_commune": [seats[code] for code in known]},
        geometry=drawn.communes[known],
        crs=2154,
    )
    parts = parts[[data.draw(st.booleans()) for _ in known]]
    result = lay(units, today, parts, pd.Series(seats).drop(today.index))
    assert result.without_contour == []
    assert result.polygons.area.sum() == pytest.approx(drawn.communes.area.sum())
    assert shapely.coverage_is_valid(result.polygons.geometry.to_numpy())
    drawn_in = result.polygons.dissolve("code_bassin").geometry
    for code in set(codes) - set(result.moved):
        assert drawn_in[units[code]].intersection(drawn.communes[code]).area == pytest.approx(
            drawn.communes[code].area
        )
    assert set(result.moved).isdisjoint(parts.index)


def merged(communes, seats):
    groups = pd.Series(seats).reindex(communes.index)
    shapes = {
        seat: shapely.union_all(communes[(groups == seat).to_numpy()].to_numpy())
        for seat in np.unique(groups)
    }
    return gpd.GeoSeries(shapes, crs=2154)
