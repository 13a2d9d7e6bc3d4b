"""The detail of counts: by hand, then columns that add up to effectif whatever the register."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.counting.aggregate import aggregate
from poles_geo.counting.count import count_professionals
from poles_geo.errors import ChoiceError

ZONAGE = pd.DataFrame(
    {"code_bassin": {"01001": "01004", "01002": "01004", "01003": "01053", "01005": "01053"}}
).rename_axis("code_commune")
COLUMNS = [
    "Identification nationale PP", "Code profession", "Code savoir-faire", "Code mode exercice",
    "Code postal (coord. structure)", "Code commune (coord. structure)",
]  # fmt: skip
POSTAL = pd.DataFrame(
    {
        "code_postal": ["01000"] * 3,
        "code_commune": ["01001", "01003", "01005"],
        "acheminement": ["A", "B", "C"],
    }
)


def register(*rows: str) -> pd.DataFrame:
    return pd.DataFrame([row.split("|") for row in rows], columns=COLUMNS)


ROWS = [
    "1|60||L||01001",
    "1|60||S||01002",  # the same bassin: one person, libéral
    "1|60||S||01003",
    "2|50||S||01001",
    "2|60||L||01001",  # two professions: sage-femme first, and libéral first
    "3|69||||01003",
    "4|10|SM54|X||01003",  # no mode of the register: unknown
    "5|93||L||01003",  # outside the set
]


def test_by_profession_by_hand() -> None:
    decompte = count_professionals(register(*ROWS), date="2024")
    table = aggregate(decompte, ZONAGE, field="all", detail="profession")
    detail = table.filter(like="effectif_")
    assert detail.loc["01004"].to_dict() == {
        "effectif_10G": 0, "effectif_10S": 0, "effectif_50": 1, "effectif_60": 1, "effectif_69": 0,
    }  # fmt: skip
    assert detail.loc["01053"].tolist() == [1, 0, 0, 1, 1]
    assert table.columns[-5:].tolist() == detail.columns.tolist()
    assert table.attrs["detail"]["effectif_60"] == "infirmiers"
    assert table.attrs["detail"]["effectif_10G"] == "médecins généralistes"
    assert {str(kind) for kind in detail.dtypes} == {"Int64"}
    plain = aggregate(decompte, ZONAGE, field="all")
    pd.testing.assert_frame_equal(table[plain.columns], plain)
    assert "detail" not in plain.attrs


def test_by_mode_by_hand() -> None:
    decompte = count_professionals(register(*ROWS), date="2024")
    table = aggregate(decompte, ZONAGE, field="all", detail="mode")
    detail = table.filter(like="effectif_")
    assert detail.columns.tolist() == ["effectif_L", "effectif_S", "effectif_inconnu"]
    assert detail.loc["01004"].tolist() == [2, 0, 0]
    assert detail.loc["01053"].tolist() == [0, 1, 2]
    remark = "présences sous un second mode d'exercice, comptées sous le premier"
    assert table.attrs["remarques"][remark] == 2
    assert table.attrs["detail"]["effectif_L"] == "libéral"
    only = count_professionals(register(*ROWS), date="2024", modes={"L"})
    liberal = aggregate(only, ZONAGE, field="all", detail="mode")
    assert liberal.filter(like="effectif_").columns.tolist() == ["effectif_L"]
    assert liberal["effectif"].tolist() == [2, 0]


def test_an_activity_is_under_its_own_mode() -> None:
    decompte = count_professionals(register(*ROWS), date="2024", by="activity")
    detail = aggregate(decompte, ZONAGE, field="all", detail="mode").filter(like="effectif_")
    assert detail.loc["01004"].tolist() == [2, 2, 0]
    assert detail.loc["01053"].tolist() == [0, 1, 2]


ACTIVITIES = st.lists(
    st.builds(
        "|".join,
        st.tuples(
            st.sampled_from("123456"),
            st.sampled_from(["10", "50", "60", "69", "70", "93"]),
            st.sampled_from(["", "SM54", "SM04"]),
            st.sampled_from(["L", "S", "B", "I", "", "?"]),
            st.sampled_from(["01000", ""]),
            st.sampled_from(["", "01001", "01002", "01003", "01005"]),
        ),
    ),
    min_size=1,
    max_size=25,
)


@settings(deadline=None, max_examples=15)
@given(
    rows=ACTIVITIES,
    by=st.sampled_from(["person", "fraction", "activity"]),
    postal=st.sampled_from(["unique", "share", "none"]),
    detail=st.sampled_from(["profession", "mode"]),
)
def test_the_detail_adds_up_to_effectif(rows: list[str], by: str, postal: str, detail: str) -> None:
    anchors = ["8|60||L||01001", "9|70||S||01003"]
    decompte = count_professionals(
        register(*rows, *anchors), date="2024", by=by, postal=postal, postal_codes=POSTAL
    )
    table = aggregate(decompte, ZONAGE, field="all", detail=detail)
    parts = table.filter(like="effectif_")
    assert (parts >= 0).all(axis=None)
    assert parts.sum(axis=1).tolist() == table["effectif"].tolist()
    if detail == "profession":
        pole = ["effectif_10S", "effectif_50", "effectif_69"]
        assert parts[parts.columns.intersection(pole)].sum(axis=1).equals(table["pole"])
    plain = aggregate(decompte, ZONAGE, field="all")
    pd.testing.assert_frame_equal(table[plain.columns], plain)


def test_the_modes_are_those_of_the_filters_taken_one_by_one() -> None:
    """By activity, what a mode counts is what `modes=` counts alone."""
    rows = [f"{n}|60||{mode}||0100{1 + 2 * (n % 2)}" for n, mode in enumerate("LLSBISLBLS")]
    whole = count_professionals(register(*rows), date="2024", by="activity")
    table = aggregate(whole, ZONAGE, field="all", detail="mode")
    for mode in "LSBI":
        alone = count_professionals(register(*rows), date="2024", by="activity", modes={mode})
        effectif = aggregate(alone, ZONAGE, field="all")["effectif"]
        assert table[f"effectif_{mode}"].tolist() == effectif.tolist()


def test_a_table_by_commune_has_its_professions_and_no_modes() -> None:
    columns = {"infirmiers": "60", "generaliste": "10G", "reeducateur_podologue": "proximite"}
    decompte = pg.count_professionals(pg.load_example(), columns=columns)
    table = pg.aggregate(decompte, "BV2022", detail="profession")
    detail = table.filter(like="effectif_")
    assert set(detail) == {"effectif_60", "effectif_10G", "effectif_proximite"}
    assert detail.sum(axis=1).equals(table["effectif"])
    assert detail["effectif_60"].sum() == int(decompte.counts["60"].sum())
    with pytest.raises(ChoiceError, match=r'detail="mode".*Code mode exercice.*"profession"'):
        pg.aggregate(decompte, "BV2022", detail="mode")
    with pytest.raises(ChoiceError, match="vouliez-vous dire 'profession'"):
        pg.aggregate(decompte, "BV2022", detail="professions")  # type: ignore[arg-type]


def test_an_uncounted_unit_has_no_detail() -> None:
    rows = [f"{n}|60||L||{code}" for n, code in enumerate(["59350", "59512"])]
    decompte = count_professionals(register(*rows), date="2024")
    with pytest.warns(UserWarning, match=r"bassins? compté"):
        table = pg.aggregate(decompte, "BV2022", detail="mode")
    assert table["effectif_L"].isna().equals(table["effectif"].isna())
    assert table["effectif_L"].isna().sum() > 1_000


@pytest.mark.parametrize("modes", [["X"], ["libéral"], [], ["L", "salarié"]])
def test_a_mode_that_is_none_is_refused(modes: list[str]) -> None:
    with pytest.raises(ChoiceError, match=r"modes.*L, S, B, I"):
        count_professionals(register(*ROWS), date="2024", modes=modes)


def test_the_real_extract_adds_up(real_data: Path) -> None:
    path = real_data / "rpps" / "PS_LibreAcces_Personne_activite_202112_extrait.txt"
    decompte = count_professionals(path)
    for detail in ("profession", "mode"):
        table = pg.aggregate(decompte, "BV2022", field="all", detail=detail)  # type: ignore[arg-type]
        assert table.filter(like="effectif_").sum(axis=1).equals(table["effectif"])
        assert table["effectif"].sum() > 0
