"""The former communes: parts of the coverage of communes, and the codes gone since 1943."""

from collections import defaultdict
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from poles_geo.communes.movements import WITHOUT_TERRITORY
from poles_geo.edition import embedded as edition
from poles_geo.sources.cog import read_cog, read_movements

OVERSEAS = ("97", "98")
DAY = pd.Timedelta(days=1)
LOMME, HELLEMMES = (2.988, 50.643), (3.109, 50.628)
"""Town halls of two communes associées of Lille, longitude and latitude."""


@pytest.fixture(scope="module")
def communes() -> gpd.GeoDataFrame:
    return edition.load_communes()


@pytest.fixture(scope="module")
def former() -> gpd.GeoDataFrame:
    return edition.load_former_communes()


@pytest.fixture(scope="module")
def codes() -> pd.Series:
    return edition.load_former_codes()


@pytest.fixture(scope="module")
def gone_since_2014(real_data: Path, communes: gpd.GeoDataFrame) -> pd.Index:
    population = pd.read_csv(real_data / "cog" / "population_cog2014.csv", dtype=str)
    of_2014 = pd.Index(population["CODGEO"])
    return of_2014[~of_2014.str.startswith(OVERSEAS)].difference(communes.index)


@pytest.fixture(scope="module")
def heirs(real_data: Path, communes: gpd.GeoDataFrame) -> dict[str, set[str]]:
    return heirs_of_gone_codes(real_data / "cog" / "v_mvt_commune_2024.csv", set(communes.index))


def left_over(communes: gpd.GeoDataFrame, former: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Cut former communes out of their communes; empty where they cover it."""
    parts = former.dissolve("code_commune", method="coverage").geometry
    return communes.geometry.loc[parts.index].difference(parts)


def test_former_communes_have_their_columns(former: gpd.GeoDataFrame) -> None:
    assert former.index.name == "code"
    assert former.index.is_unique
    assert former.columns.tolist() == ["nom", "type", "code_commune", "geometry"]
    assert former["type"].value_counts().to_dict() == {"COMD": 2_081, "COMA": 483}
    assert former.crs == 2154
    assert not former.isna().to_numpy().any()


def test_every_part_lies_in_its_commune(
    communes: gpd.GeoDataFrame, former: gpd.GeoDataFrame
) -> None:
    whole = communes.geometry.loc[former["code_commune"]].to_numpy()
    assert shapely.covered_by(former.geometry.to_numpy(), whole).all()


def test_parts_what_they_leave_and_other_communes_are_a_coverage(
    communes: gpd.GeoDataFrame, former: gpd.GeoDataFrame
) -> None:
    left = left_over(communes, former)
    others = communes.geometry.drop(left.index)
    units = np.concatenate([former.geometry, left[~left.is_empty], others])
    assert len(units) == 36_803
    assert shapely.is_valid(units).all()
    assert shapely.coverage_is_valid(units)
    assert shapely.area(units).min() > 10_000
    assert shapely.area(units).sum() == pytest.approx(communes.area.sum(), rel=1e-12)


def test_most_communes_are_covered_by_their_parts(
    communes: gpd.GeoDataFrame, former: gpd.GeoDataFrame
) -> None:
    left = left_over(communes, former)
    assert len(left) == 931
    assert left.is_empty.sum() == 567


def test_a_part_of_the_same_code_is_in_the_commune_of_that_code(
    communes: gpd.GeoDataFrame, former: gpd.GeoDataFrame
) -> None:
    own = former[former.index.isin(communes.index)]
    assert len(own) == 573
    assert (own["code_commune"] == own.index).all()


@pytest.mark.parametrize(("place", "code"), [(LOMME, "59355"), (HELLEMMES, "59298")])
def test_town_halls_lie_in_their_commune_associee(
    former: gpd.GeoDataFrame, place: tuple[float, float], code: str
) -> None:
    (hall,) = gpd.GeoSeries.from_xy(*zip(place, strict=True), crs=4326).to_crs(2154)
    assert former.index[former.contains(hall)].tolist() == [code]
    assert former.loc[code, "code_commune"] == "59350"


def test_former_communes_are_those_of_insee(real_data: Path, former: gpd.GeoDataFrame) -> None:
    cog = read_cog(real_data / "cog" / "v_commune_2024.csv", types=("COMD", "COMA"))
    cog = cog[~cog.index.str.startswith(OVERSEAS)].sort_index()
    assert former.index.tolist() == cog.index.tolist()
    assert former["nom"].tolist() == cog["nom"].tolist()
    assert former["type"].tolist() == cog["type"].tolist()
    assert former["code_commune"].tolist() == cog["commune_parente"].tolist()


def test_codes_lead_to_communes_of_2024(communes: gpd.GeoDataFrame, codes: pd.Series) -> None:
    assert codes.index.name == "code_ancien"
    assert codes.name == "code_commune"
    assert len(codes) == 4_142
    assert codes.index.is_unique
    assert not codes.index.isin(communes.index).any()
    assert codes.isin(communes.index).all()


def test_codes_and_contours_name_the_same_commune(
    former: gpd.GeoDataFrame, codes: pd.Series
) -> None:
    both = codes.index.intersection(former.index)
    assert len(both) == 2_564 - 573
    assert (codes[both] == former.loc[both, "code_commune"]).all()


def test_communes_of_2014_that_have_gone(
    gone_since_2014: pd.Index, former: gpd.GeoDataFrame, codes: pd.Series
) -> None:
    assert len(gone_since_2014) == 1_748
    assert gone_since_2014.isin(former.index).sum() == 1_437
    assert (~gone_since_2014.isin(former.index)).sum() == 311
    assert gone_since_2014.isin(codes.index).all()


def test_communes_of_2014_have_the_successor_that_movements_give(
    heirs: dict[str, set[str]], gone_since_2014: pd.Index, codes: pd.Series
) -> None:
    """But two, whose commune was divided in 2024: that of the commune déléguée, tested apart."""
    alone = {code: heirs[code] for code in gone_since_2014 if len(heirs[code]) == 1}
    assert set(gone_since_2014) - set(alone) == {"60455", "85030"}
    assert {code: {codes[code]} for code in alone} == alone


def test_every_code_gone_since_1943_has_its_heir_or_is_left_out(
    heirs: dict[str, set[str]], former: gpd.GeoDataFrame, codes: pd.Series
) -> None:
    """A code that movements lead to several communes is kept when it has a contour in one."""
    shared = {code for code, found in heirs.items() if len(found) > 1}
    assert len(heirs) == 4_176
    assert len(shared) == 81
    left_out = shared - set(former.index)
    assert len(left_out) == 34
    assert set(codes.index) == set(heirs) - left_out
    assert all(successor in heirs[code] for code, successor in codes.items())


def test_communes_divided_in_2024_kept_what_did_not_leave(codes: pd.Series) -> None:
    """Beaumont-les-Nonains left Les Hauts-Talican, and took back 60054, the code of both.

    L'Oie and Sainte-Florence left Essarts en Bocage, Boulogne (85030) did not.
    """
    assert codes["60455"] == "60694"
    assert codes["85030"] == "85084"


def heirs_of_gone_codes(movements: Path, current: set[str]) -> dict[str, set[str]]:
    """Communes of today reached from each code that is no longer a commune, event by event."""
    moves = read_movements(movements)
    moves = moves[
        (moves["type_avant"] == "COM")
        & (moves["type_apres"] == "COM")
        & ~moves["mod"].isin(WITHOUT_TERRITORY)
        & ~moves["code_avant"].str.startswith(OVERSEAS)
    ]
    events: dict[str, dict[pd.Timestamp, set[str]]] = defaultdict(lambda: defaultdict(set))
    for code, day, after in moves[["code_avant", "date", "code_apres"]].itertuples(index=False):
        events[code][day].add(after)

    def heirs(code: str, since: pd.Timestamp) -> set[str]:
        later = [day for day in events[code] if day > since]
        if not later:
            return {code} if code in current else heirs(code, since - DAY)
        day = min(later)
        return set().union(*(heirs(after, day) for after in events[code][day]))

    return {code: heirs(code, max(events[code]) - DAY) for code in set(events) - current}
