"""The table of professions and the sets that decide who counts, and in which group."""

import csv
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest
from effectif_tables import simple

from poles_geo.counting.known_professions.profession_names import profession_of
from poles_geo.counting.known_professions.professions import (
    GENERALIST_SKILLS,
    PROFESSIONS,
    PROFESSIONS_2014,
    PROFESSIONS_TODAY,
    ProfessionSet,
)
from poles_geo.errors import ChoiceError

# Definitions of the report, written out: code of the register by group.
PROXIMITE = {"10G", "21", "28", "40", "60", "70", "80"}
POLE = {
    *("10S", "26", "50", "69", "81", "82", "83", "84", "85", "86", "91", "92", "94", "95", "96"),
    *("97", "194", "98"),
}
TITLES = {"41", "200", "71", "171", "72", "172", "73", "173", "93", "193"}
REMOVED = {"35", "36", "37", "38", "39"}
SINCE_2016 = {"31", "32"}


def test_the_report_s_set_is_the_report_s_definition() -> None:
    assert PROFESSIONS_2014.proximite == PROXIMITE
    assert PROFESSIONS_2014.pole == POLE
    assert PROFESSIONS_2014.infirmiers_psychiatrie == {"69"}


def test_the_current_set_adds_the_professions_created_since() -> None:
    assert PROFESSIONS_TODAY.proximite == PROXIMITE
    assert PROFESSIONS_TODAY.pole == POLE | SINCE_2016
    assert PROFESSIONS_TODAY.infirmiers_psychiatrie == {"69"}


def test_every_code_is_known_once_and_none_is_forgotten() -> None:
    assert set(PROFESSIONS) == PROXIMITE | POLE | TITLES | REMOVED | SINCE_2016
    assert all(code == profession.code for code, profession in PROFESSIONS.items())


def test_titles_are_flagged_and_in_no_group() -> None:
    for code in TITLES:
        assert not PROFESSIONS[code].health_profession
        assert PROFESSIONS[code].group is None
        assert PROFESSIONS_TODAY.group(code) is None


def test_withdrawn_codes_are_known_and_in_no_group() -> None:
    assert {code for code, p in PROFESSIONS.items() if p.withdrawn} == REMOVED
    assert {PROFESSIONS[code].label for code in REMOVED} == {"Code supprimé en décembre 2024"}
    assert not REMOVED & PROFESSIONS_TODAY.codes


def test_rpps_of_2014_held_four_professions() -> None:
    rpps = {p.register_code for p in PROFESSIONS.values() if p.register_2014 == "RPPS"}
    assert rpps == {"10", "21", "40", "50"}


def test_physicians_are_split_by_skill() -> None:
    assert PROFESSIONS["10G"].register_code == PROFESSIONS["10S"].register_code == "10"
    assert PROFESSIONS_2014.group("10G") == "proximite"
    assert PROFESSIONS_2014.group("10S") == "pole"
    assert {"SM26", "SM53", "SM54"} == GENERALIST_SKILLS


def test_psychiatric_nurses_are_their_own_group_and_part_of_pole() -> None:
    assert PROFESSIONS_2014.group("69") == "psychiatrie"
    assert "69" in PROFESSIONS_2014.pole


def test_codes_and_names_are_those_of_a_real_file(real_data: Path) -> None:
    path = real_data / "rpps" / "PS_LibreAcces_Personne_activite_202112_extrait.txt"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))
    found = {(row["Code profession"], row["Libellé profession"]) for row in rows}
    known = {(p.register_code, p.label.split(" spécialiste")[0]) for p in PROFESSIONS.values()}
    assert len(found) == 13
    assert found <= known


def test_a_set_cannot_be_changed_but_another_is_made_from_it() -> None:
    with pytest.raises(FrozenInstanceError):
        PROFESSIONS_2014.pole = frozenset()  # type: ignore[misc]
    with pytest.raises(TypeError):
        PROFESSIONS["99"] = PROFESSIONS["10G"]  # type: ignore[index]
    other = replace(PROFESSIONS_TODAY, name="sans", pole=PROFESSIONS_TODAY.pole - {"31"})
    assert other.group("31") is None
    assert other != PROFESSIONS_TODAY
    assert hash(replace(other, name="sans")) == hash(other)


def test_a_set_of_another_nomenclature_is_possible() -> None:
    bpe = ProfessionSet("BPE", "Insee", ["D201", "D221"], {"D202"}, ())  # type: ignore[arg-type]
    assert bpe.codes == {"D201", "D221", "D202"}
    assert bpe.proximite == frozenset({"D201", "D221"})
    assert bpe.infirmiers_psychiatrie == frozenset()


def test_the_faults_of_a_set_come_together() -> None:
    with pytest.raises(ChoiceError) as raised:
        ProfessionSet("essai", "", frozenset({"10", "60"}), frozenset({"60"}), frozenset({"69"}))
    message = simple(str(raised.value))
    assert "« essai » : 3 défauts" in message
    assert "10G" in message
    assert "à la fois de proximité et de pôle : 60" in message
    assert "absents des codes de pôle, qui les comprennent : 69" in message


@pytest.mark.parametrize("codes", ["60", 60, [60, "70"], None])
def test_codes_that_are_not_a_collection_of_texts_are_refused(codes: object) -> None:
    with pytest.raises(ChoiceError, match="suite de codes en texte"):
        ProfessionSet("essai", "", codes, frozenset(), frozenset())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Nb infirmiers", "60"),
        ("NB_INFIRMIERS", "60"),
        ("Nombre d'infirmiers", "60"),
        ("Effectif des sages-femmes", "50"),
        ("nombre de kinés", "70"),
        ("MG", "10G"),
        ("Infirmiers libéraux", None),  # a part of them: the user says so
        ("Nombre", None),
        ("Total", None),
    ],
)
def test_a_column_that_counts_a_profession_is_known(name: str, code: str | None) -> None:
    assert profession_of(name) == code
