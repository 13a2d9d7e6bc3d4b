"""A commune that is several in the zoning's year: the postal code tells where a place is."""

import warnings
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poles_geo.communes.movements import newest_filiation
from poles_geo.communes.passage import passage
from poles_geo.counting.aggregate import BY_POSTAL_CODE, aggregate
from poles_geo.counting.count import count_professionals
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.located.postal_keys import follow_by_postal_code
from poles_geo.edition import embedded as edition

HEADER = (
    "Identification nationale PP|Code profession|Code savoir-faire|Code postal (coord. structure)|"
    "Code commune (coord. structure)"
)


def counted(folder: Path, *places: tuple[str, str], date: str = "202412") -> Decompte:
    rows = [f"{rank}|60||{postal}|{commune}" for rank, (postal, commune) in enumerate(places)]
    path = folder / f"PS_LibreAcces_Personne_activite_{date}.txt"
    path.write_text("\n".join([HEADER, *rows, ""]), "utf-8")
    return count_professionals(path)


def placed(decompte: Decompte, zonage: str = "BV2012") -> dict[str, int]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = aggregate(decompte, zonage)
    found = table["effectif"].dropna()
    return {str(code): int(count) for code, count in found[found > 0].items()}


def test_each_place_goes_to_the_bassin_of_its_postal_code(tmp_path: Path) -> None:
    places = [("11300", "11323")] * 3 + [("11190", "11323")] * 2
    table = aggregate(counted(tmp_path, *places), "BV2012", field="all")
    assert table["effectif"][["11206", "11129"]].tolist() == [3, 2]
    assert table["effectif"].sum() == 5
    assert table.attrs["communes_douteuses"] == {}
    assert table.attrs["remarques"][BY_POSTAL_CODE] == 5


@pytest.mark.parametrize("postal", ["", "75001", "11191", "sans", "11304 CEDEX"])
def test_a_postal_code_of_elsewhere_changes_nothing_and_is_told(
    tmp_path: Path, postal: str
) -> None:
    decompte = counted(tmp_path, (postal, "11323"))
    with pytest.warns(UserWarning, match=r"1\sligne de 1\scommune \(11323\)"):
        table = aggregate(decompte, "BV2012", field="all")
    assert table["effectif"]["11206"] == table["effectif"].sum() == 1
    assert table.attrs["communes_douteuses"] == {"11323": 1}
    assert BY_POSTAL_CODE not in table.attrs["remarques"]


def test_only_the_places_without_a_key_are_doubtful(tmp_path: Path) -> None:
    decompte = counted(tmp_path, ("11190", "11323"), ("", "11323"), ("", "11323"))
    with pytest.warns(UserWarning, match=r"2\slignes de 1\scommune \(11323\)"):
        table = aggregate(decompte, "BV2012", field="all")
    assert table.attrs["communes_douteuses"] == {"11323": 2}


def test_a_postal_code_that_several_parts_share_leaves_them(tmp_path: Path) -> None:
    """27412 has one bassin a postal code; all of 85084 has that of 85140."""
    assert placed(counted(tmp_path, ("27340", "27412"), ("27400", "27412"))) == {
        "27469": 1,
        "27375": 1,
    }
    essarts = counted(tmp_path, *[("85140", "85084")] * 40, date="2020-12")
    assert placed(essarts, "BV2022") == placed(
        counted(tmp_path, *[("", "85084")] * 40, date="2020-12"), "BV2022"
    )


def test_a_postal_code_of_several_communes_is_a_key_too(tmp_path: Path) -> None:
    """Those of 11190 are of one bassin, as is what of 11323 has that postal code."""
    assert placed(counted(tmp_path, ("11190", ""))) == {"11129": 1}
    one, other = counted(tmp_path, ("17240", "17160")), counted(tmp_path, ("17120", "17160"))
    assert placed(one) == {"17283": 1}
    assert placed(other) == {"17172": 1}


@cache
def former_parts() -> pd.DataFrame:
    links = passage(newest_filiation(), 2024, 2014)
    known = edition.load_former_postal_codes().rename(columns={"code_commune": "code_apres"})
    return links.merge(known)


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_no_part_of_that_postal_code_is_left_out(data: st.DataObject) -> None:
    parts = former_parts()
    row = parts.iloc[data.draw(st.integers(0, len(parts) - 1))]
    commune, postal = row["code_avant"], row["code_postal"]
    places = pd.DataFrame({"code_commune": [commune], "code_postal": [postal]})
    links = passage(newest_filiation(), 2024, 2014, codes=pd.Index([commune]))
    found = follow_by_postal_code(places, links, newest_filiation(), 2024, 2014)
    of_code = parts[(parts["code_avant"] == commune) & (parts["code_postal"] == postal)]
    now = edition.load_postal_codes()
    still = postal in set(now.loc[now["code_commune"] == commune, "code_postal"])
    if still:
        assert set(of_code["code_apres"]) <= set(found["code_apres"])
    assert set(found["code_apres"]) <= set(links["code_apres"])
    assert found["par_code_postal"].all() == (len(found) < len(links))


def test_parts_that_a_key_shares_still_add_up() -> None:
    places = pd.DataFrame({"code_commune": ["27412"], "code_postal": ["27340"]})
    links = pd.DataFrame(
        {"code_avant": "27412", "code_apres": ["27412", "27648", "27001"], "part": [0.5, 0.2, 0.3]}
    )
    found = follow_by_postal_code(places, links, newest_filiation(), 2024, 2014)
    assert found["code_apres"].tolist() == ["27648"]
    assert found["part"].tolist() == [1.0]
    unknown = places.assign(code_postal="99999")
    found = follow_by_postal_code(unknown, links, newest_filiation(), 2024, 2014)
    assert found["part"].tolist() == pytest.approx([0.5, 0.2, 0.3])
    assert not found["par_code_postal"].any()


def test_former_postal_codes_are_of_every_commune_that_an_event_touches() -> None:
    table = edition.load_former_postal_codes()
    assert set(table["code_commune"]) == set(newest_filiation()[2014])
    assert not table.duplicated().any()
    assert table["code_postal"].str.fullmatch(r"\d{5}").all()
