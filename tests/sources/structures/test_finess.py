"""FINESS as published: rows by hand, both encodings and line ends, what is no row, the JSON."""

import io
import json
from typing import Any

import pytest
from finess_files import (
    TELEPHONE,
    Place,
    finess_json,
    finess_text,
    place_object,
    place_row,
    structure_row,
)
from hypothesis import given
from hypothesis import strategies as st

from poles_geo.errors import LayoutError
from poles_geo.sources.structures.finess import is_finess, projection_named, read_finess, whole_code
from poles_geo.sources.structures.finess_json import is_finess_json, read_finess_json

LILLE = Place("590000001", "MSP LES HÊTRES", "603", "59350", 704_000.0, 7_059_000.0)
SAINT_DENIS = Place("970400001", "CDS DU BARACHOIS", "124", "97411", 338_800, 7_691_000, 2975)


def test_rows_by_hand() -> None:
    table = read_finess(finess_text([LILLE, SAINT_DENIS]), "finess.csv")
    assert table.drop(columns="nature").to_numpy().tolist() == [
        [2, "590000001", "MSP LES HÊTRES", "603", "59350", 704_000.0, 7_059_000.0, "EPSG:2154"],
        [3, "970400001", "CDS DU BARACHOIS", "124", "97411", 338_800.0, 7_691_000.0, "EPSG:2975"],
    ]
    assert table.attrs["date"] == "2024-03-11"
    assert TELEPHONE not in table.to_csv()


@pytest.mark.parametrize(
    ("departement", "commune", "code"),
    [
        ("01", "451", "01451"),
        ("1", "53", "01053"),
        ("2A", "004", "2A004"),
        ("9A", "101", "97101"),
        ("9B", "207", "97207"),
        ("9C", "302", "97302"),
        ("9d", "411", "97411"),
        ("9F", "606", "97606"),
        ("9J", "613", "98613"),
        ("974", "411", "97411"),
    ],
)
def test_codes_of_communes(departement: str, commune: str, code: str) -> None:
    assert whole_code(departement, commune) == code


@pytest.mark.parametrize(
    ("source", "projection"),
    [
        ("1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,LAMBERT_93", "EPSG:2154"),
        ("1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,L93_METROPOLE", "EPSG:2154"),
        ("2,ATLASANTE,78,IGN,BD_ADRESSE,V2.2,UTM_N20_GUAD", "EPSG:5490"),
        ("UTM_N21", "EPSG:4467"),
        ("UTM_N22", "EPSG:2972"),
        ("UTM_S38", "EPSG:4471"),
        ("UTM_S40_REUNION", "EPSG:2975"),
        ("", ""),
        ("1,ATLASANTE", ""),
    ],
)
def test_projections(source: str, projection: str) -> None:
    assert projection_named(source) == projection


NAMES = st.text(
    st.characters(codec="cp1252", exclude_categories=("C", "Z")) | st.sampled_from(' ;"éÉœ'),
    min_size=1,
    max_size=30,
).filter(lambda name: name.strip() == name)


@given(st.lists(NAMES, min_size=1, max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_any_name_is_read_as_it_is_written(names: list[str], end: str) -> None:
    places = [
        Place(f"59{rank:07d}", name, "603", "59350", 704_000.0, 7_059_000.0)
        for rank, name in enumerate(names)
    ]
    table = read_finess(finess_text(places, end), "finess.csv")
    assert table["nom"].tolist() == names
    assert table["x"].notna().all()
    assert table.attrs["lignes_illisibles"] == []


CUT = structure_row(LILLE).replace("MSP LES", "MSP; LES")
"""A name with a semicolon and no quotes: every field after it is one place too far."""


def test_what_is_no_row_is_listed() -> None:
    lines = [
        "finess;etalab;111;2024-03-11",
        structure_row(LILLE),
        CUT,
        structure_row(LILLE).replace(";603;", ";6O3;"),
        structure_row(LILLE)[:80],
        "autre;chose",
        place_row(LILLE),
        place_row(SAINT_DENIS),
        "",
    ]
    table = read_finess("\n".join(lines), "finess.csv")
    assert table["nom"].tolist() == ["MSP LES HÊTRES"]
    assert table.attrs["lignes_illisibles"] == [3, 4, 5, 6]
    assert table.attrs["sans_structure"] == 1


def test_a_file_without_establishment_is_refused() -> None:
    with pytest.raises(LayoutError, match=r"sans ligne «.structureet.»"):
        read_finess(f"finess;etalab;111;2024-03-11\n{place_row(LILLE)}\n", "finess.csv")


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("finess;etalab;111;2024-03-11\nstructureet;", True),
        ('"structureet";"590000001";', True),
        ("finess;nofinesset;nofinessej;rs\n", True),
        ("nom;code_commune\nMSP;59350\n", False),
        ("", False),
    ],
)
def test_it_is_told_by_its_beginning(head: str, told: bool) -> None:
    assert is_finess(head) is told


class Slow(io.BytesIO):
    """A stream that gives a few bytes at a time, as those of an archive may."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(7 if size is None or size < 0 else min(size, 7))


def feed(*persons: Any, **more: Any) -> bytes:
    said = {"generatedAt": "2026-03-09T02:14:23Z", "schemaVersion": "v1.0.0", **more}
    return json.dumps({**said, "pmej": list(persons), "gco": []}).encode()


def test_the_json_by_hand() -> None:
    content = finess_json([LILLE, SAINT_DENIS]).encode()
    table = read_finess_json(Slow(content), "finess.json")
    assert table["finess"].tolist() == ["590000001", "970400001"]
    assert table["code_commune"].tolist() == ["59350", "97411"]  # not that of the welcome address
    assert table["nature"].tolist() == ["Maison de santé", "Centre de santé"]
    assert table.attrs["date"] == "2026-03-09"
    assert table.loc[0, ["x", "y"]].tolist() == pytest.approx([3.0564, 50.6280], abs=1e-3)
    assert table.loc[0, ["x_bis", "y_bis"]].tolist() == [7_059_000.0, 704_000.0]
    assert table.loc[1, ["x", "y"]].tolist() == [338_800.0, 7_691_000.0]
    assert TELEPHONE not in table.to_csv()


def test_closed_places_are_left_and_counted() -> None:
    closed = place_object(LILLE) | {"etatObjet": "I"}
    told = {"numFinessEge": "590000002", "dateFermeture": "2019-12-31"}
    dated = place_object(LILLE) | {"informationsGeneralesEGE": told}
    persons = [{"ege": [closed, dated, place_object(LILLE)]}, {"ege": None}, {}]
    table = read_finess_json(io.BytesIO(feed(*persons)), "finess.json")
    assert table["ligne"].tolist() == [3]
    assert table.attrs["fermees"] == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (feed({"ege": [place_object(LILLE)]})[:-300], "tronqué ou abîmé"),
        (b'{"generatedAt": "2026-03-09", "schemaVersion": "v1"}', "sans liste « pmej »"),
        (feed({"ege": []}).replace(b"v1.0.0", b"v\xe9"), "ce n'est pas du JSON en UTF-8"),
        (b'{"pmej": [nimporte]}', "tronqué ou abîmé"),
        (b'{"pmej": [' + b"[" * 100_000, "tronqué ou abîmé"),
    ],
)
def test_json_that_is_not_whole_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(LayoutError) as caught:
        read_finess_json(io.BytesIO(content), "finess.json")
    assert words in str(caught.value).replace("\u00a0", " ")


def test_the_json_is_told_by_its_beginning() -> None:
    assert is_finess_json(feed().decode()[:60])
    assert not is_finess_json('{"type": "FeatureCollection", "features": []}')
