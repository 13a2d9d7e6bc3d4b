"""From counts to bassins: hand-worked cases, zonings of other years, official compositions."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poles_geo.communes.remainder import largest_remainder
from poles_geo.counting.aggregate import aggregate as aggregate_field
from poles_geo.counting.count import count_professionals
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.known_professions.professions import PROFESSIONS_2014, PROFESSIONS_TODAY
from poles_geo.errors import TableError
from poles_geo.ranking.classify import classify
from poles_geo.sources.zonings.compositions import read_composition

aggregate = partial(aggregate_field, field="all")
"""These tables count all that their zonings hold."""

HEADER = (
    "Identification nationale PP|Code profession|Code savoir-faire|Code postal (coord. structure)|"
    "Code commune (coord. structure)"
)
ZONAGE = pd.DataFrame(
    {"code_bassin": {"01001": "01004", "01002": "01004", "01003": "01053", "01005": "01053"}}
).rename_axis("code_commune")


def counted(folder: Path, *rows: str, **options: object) -> Decompte:
    path = folder / "PS_LibreAcces_Personne_activite_202112.txt"
    path.write_text("\n".join([HEADER, *rows, ""]), "utf-8")
    return count_professionals(path, **options)


def test_a_person_counts_once_a_bassin(tmp_path: Path) -> None:
    rows = ["1|60|||01001", "1|60|||01002", "1|60|||01002", "1|60|||01003", "2|60|||01005"]
    counts = counted(tmp_path, *rows).counts["60"]
    assert counts.to_dict() == {"01001": 1, "01002": 1, "01003": 1, "01005": 1}
    person = aggregate(counted(tmp_path, *rows), ZONAGE)
    assert person["effectif"].to_dict() == {"01004": 1, "01053": 2}
    activity = aggregate(counted(tmp_path, *rows, by="activity"), ZONAGE)
    assert activity["effectif"].to_dict() == {"01004": 3, "01053": 2}
    fraction = aggregate(counted(tmp_path, *rows, by="fraction"), ZONAGE)
    assert fraction["effectif"].sum() == 2  # 0.5 and 1.5: one person is one


def test_groups_by_hand(tmp_path: Path) -> None:
    table = aggregate(
        counted(
            tmp_path, "1|10|SM54||01001", "2|10|SM04||01001", "3|69|||01001", "4|60|||01001",
            "5|93|||01001", "6|10|||01001", "7|10|SM26||01003", "7|10|SM20||01003", "8|97|||01003",
        ),
        ZONAGE,
    )  # fmt: skip
    numbers = table[table.columns[5:]]
    assert numbers.loc["01004"].to_dict() == {
        "effectif": 5, "proximite": 3, "pole": 2, "infirmiers_psychiatrie": 1, "couverture": 1,
    }  # fmt: skip
    assert numbers.loc["01053"].to_dict() == {
        "effectif": 2, "proximite": 1, "pole": 1, "infirmiers_psychiatrie": 0, "couverture": 1,
    }  # fmt: skip
    assert [str(kind) for kind in table.dtypes] == ["str"] * 4 + ["Int64"] * 5 + ["float64"]
    assert table.index.name == "code_bassin"
    assert classify(table)["sigle"].isna().all()


def test_two_professions_in_one_bassin_are_one_person(tmp_path: Path) -> None:
    d = counted(tmp_path, "1|50|||01001", "1|60|||01002", "1|60|||01003", "2|70|||01003")
    assert d.counts.loc["01001"].to_dict() == {"50": 1, "60": 0, "70": 0}
    table = aggregate(d, ZONAGE)
    # The first in reading order, sage-femme (50), where the person is both.
    assert table.loc["01004", ["proximite", "pole"]].tolist() == [0, 1]
    assert table.loc["01053", ["proximite", "pole"]].tolist() == [2, 0]
    assert table.attrs["remarques"] == {
        "personnes à plusieurs professions, comptées une fois par bassin": 1,
        "personnes à la fois de proximité et de pôle": 1,
    }


def test_a_shared_place_does_not_count_twice_for_two_professions(tmp_path: Path) -> None:
    codes = pd.DataFrame(
        {
            "code_postal": ["01000", "01000"],
            "code_commune": ["01001", "01003"],
            "acheminement": ["A", "B"],
        }
    )
    rows = [f"{person}|{profession}|||" for person in range(4) for profession in ("50", "60")]
    rows = [row.replace("|||", "||01000|") for row in rows]
    d = counted(tmp_path, *rows, postal="share", postal_codes=codes)
    assert aggregate(d, ZONAGE)["effectif"].to_dict() == {"01004": 2, "01053": 2}
    assert d.counts.to_dict() == {"50": {"01001": 2, "01003": 2}, "60": {"01001": 2, "01003": 2}}


def test_a_postal_code_across_the_edge_of_the_zonage(tmp_path: Path) -> None:
    codes = pd.DataFrame(
        {
            "code_postal": ["01000", "01000", "01100", "01100"],
            "code_commune": ["01001", "59350", "01003", "01005"],
            "acheminement": ["A", "B", "C", "D"],
        }
    )
    rows = ["1|60||01000|", "2|60||01100|", "3|60|||01001"]
    table = aggregate(counted(tmp_path, *rows, postal_codes=codes), ZONAGE)
    assert table["effectif"].to_dict() == {"01004": 1, "01053": 1}
    lines = {line["ligne"]: line["lignes"] for line in table.attrs["bilan"]}
    assert lines == {"code": 1, "postal_un_bassin": 1, "postal_multiple": 1}


def test_the_set_of_professions_is_an_argument(tmp_path: Path) -> None:
    d = counted(tmp_path, "1|31|||01001", "2|60|||01001", "3|60|||01003")
    assert aggregate(d, ZONAGE)["effectif"].tolist() == [1, 1]
    present = aggregate(d, ZONAGE, professions=PROFESSIONS_TODAY)
    assert present["effectif"].tolist() == [2, 1]
    assert present.attrs["professions"] == PROFESSIONS_TODAY.name
    lines = {line["ligne"]: line["lignes"] for line in aggregate(d, ZONAGE).attrs["bilan"]}
    assert lines == {"code": 2, "hors_professions": 1}


def test_what_the_table_carries(tmp_path: Path) -> None:
    table = aggregate(counted(tmp_path, "1|60|||01001", "2|60|||01003"), ZONAGE)
    attrs = json.loads(json.dumps(table.attrs))
    assert attrs["source"] == "Annuaire Santé (Agence du numérique en santé)"
    assert attrs["fichier"] == "PS_LibreAcces_Personne_activite_202112.txt"
    assert attrs["date"] == "2021-12"
    assert attrs["unite"] == "personnes"
    assert attrs["avertissements"][0].startswith("Infirmiers")
    table.to_parquet(tmp_path / "effectifs.parquet")
    assert pd.read_parquet(tmp_path / "effectifs.parquet").equals(table)
    without = PROFESSIONS_2014.__class__("sans", "", {"70"}, {"91"}, ())
    d = counted(tmp_path, "1|70|||01001", "2|70|||01003")
    assert aggregate(d, ZONAGE, professions=without).attrs["avertissements"] == []


def test_a_bassin_of_nobody_and_a_commune_outside_the_zonage(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match=r"(?s)absentes du zonage \(33063, 59350\).*nulle part"):
        table = aggregate(
            counted(tmp_path, "1|60|||01001", "2|60|||59350", "3|60|||33063", "3|60|||97411"),
            ZONAGE,
        )
    assert table["effectif"].to_dict() == {"01004": 1, "01053": 0}
    assert table.attrs["communes_hors_zonage"] == {"33063": 1, "59350": 1, "97411": 1}
    assert table.attrs["remarques"] == {"bassins sans aucun professionnel, à zéro": 1}
    lines = {line["ligne"]: (line["lignes"], line["personnes"]) for line in table.attrs["bilan"]}
    assert lines == {"code": (1, 1), "hors_zonage": (2, 2), "outre_mer_hors_zonage": (1, 0)}


def test_a_departement_of_nobody_is_not_zero(tmp_path: Path) -> None:
    zonage = pd.concat(
        [ZONAGE, pd.DataFrame({"code_bassin": ["2A004", "97209"]}, index=["2A004", "97209"])]
    ).rename_axis("code_commune")
    d = counted(tmp_path, "1|60|||01001", "2|60|||01003")
    assert aggregate(d, zonage)["effectif"].tolist() == [1, 1, 0, 0]
    with pytest.warns(UserWarning, match=r"2\sbassins partiels|2\spartiels.*2\snon comptés"):
        table = aggregate_field(d, zonage)
    assert table["effectif"].isna().tolist() == [False, False, True, True]
    assert table.attrs["remarques"] == {
        "bassins partiels : une part de leurs communes est comptée": 2,
        "bassins non comptés, hors du champ de la source": 2,
    }
    epci = zonage.replace({"2A004": "202010056", "97209": "249720061", "01004": "240100883"})
    assert aggregate(d, epci).attrs["remarques"] == {"bassins sans aucun professionnel, à zéro": 2}
    there = counted(tmp_path, "1|60|||01001", "2|60|||2A004", "3|60|||97209")
    lines = {line["ligne"]: line["place"] for line in aggregate(there, zonage).attrs["bilan"]}
    assert lines == {"code": True, "outre_mer": True}


@pytest.mark.parametrize(
    "zonage",
    [
        pd.DataFrame({"effectif": [1]}, index=["01001"]),
        pd.Series({"01001": "01004"}),
        None,
    ],
)
def test_a_zonage_without_composition_is_refused(tmp_path: Path, zonage: object) -> None:
    with pytest.raises(TableError, match=r"sans composition.*code_commune.*read_bassins"):
        aggregate(counted(tmp_path, "1|60|||01001"), zonage)  # type: ignore[arg-type]


def test_a_faulty_zonage_is_refused(tmp_path: Path) -> None:
    wrong = pd.DataFrame({"code_bassin": ["a", "b", "c"]}, index=["01001", "01001", "1002.0"])
    repaired = pytest.warns(UserWarning, match=r"1.code de commune réparé \(1002\.0 → 01002\)")
    with repaired, pytest.raises(TableError, match=r"commune répétée.*01001"):
        aggregate(counted(tmp_path, "1|60|||01001"), wrong)


def test_bassins_that_carry_their_composition(tmp_path: Path) -> None:
    communes = ZONAGE.index.to_series().groupby(ZONAGE["code_bassin"]).agg(" ".join)
    bassins = pd.DataFrame({"nom": "x", "communes": communes})
    d = counted(tmp_path, "1|60|||01001", "2|60|||01003")
    assert aggregate(d, bassins).equals(aggregate(d, ZONAGE))


def movements(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["mod", "date", "code_avant", "code_apres"])
    table["date"] = pd.to_datetime(table["date"])
    return table.assign(type_avant="COM", type_apres="COM")


def test_communes_of_another_year(tmp_path: Path) -> None:
    """01009 entered 01003 on 1 January 2019; the zoning is of 2022, the file of 2018."""
    zonage = ZONAGE.copy()
    zonage.attrs = {"annee_cog": 2022}
    moves = movements(
        ("32", "2019-01-01", "01009", "01003"), ("32", "2019-01-01", "01003", "01003"),
        ("10", "2023-01-01", "01001", "01001"),
    )  # fmt: skip
    d = counted(tmp_path, "1|60|||01009", "1|60|||01005", "2|60|||01001", date="2018")
    with pytest.warns(UserWarning, match="absente du zonage"):
        assert aggregate(d, zonage)["effectif"].to_dict() == {"01004": 1, "01053": 1}
    table = aggregate(d, zonage, movements=moves)
    assert table["effectif"].to_dict() == {"01004": 1, "01053": 1}
    assert table.attrs["communes_hors_zonage"] == {}
    assert table.attrs["remarques"] == {"communes de 2018 reportées à celles de 2022": 1}


@pytest.mark.filterwarnings("ignore:.*personne dans")
def test_communes_are_carried_by_default(tmp_path: Path) -> None:
    """Annecy-le-Vieux (74011) entered Annecy (74010) in 2017; Celles (15031) came back in 2025."""
    rows = ("1|60|||74011", "2|60|||74010", "3|60|||15031", "4|60|||49126")
    composition = read_composition("BV2022")["code_bassin"]
    for year in ("2014", "2026"):
        table = aggregate(counted(tmp_path, *rows, date=year), "BV2022")
        assert table["effectif"].sum() == 4
        assert table.attrs["communes_hors_zonage"] == {}
        assert table["effectif"][["74010", composition["15141"]]].tolist() == [2, 1]
    with pytest.warns(UserWarning, match=r"1\sligne de 1\scommune \(49126\)"):
        table = aggregate(counted(tmp_path, *rows, date="2026"), "bv2012")
    assert table["effectif"].sum() == 4


def test_general_practitioners_of_2024_in_the_bassins_of_2012(real_data: Path) -> None:
    d = count_professionals(real_data / "cas" / "gp_2024.csv")
    with pytest.warns(UserWarning, match=r"554\slignes de 147\scommunes.*populations="):
        table = aggregate(d, "BV2012")
    assert table["effectif"].sum() == d.counts["10G"].sum() == 58_031
    assert sum(table.attrs["communes_douteuses"].values()) == 554
    assert table.attrs["communes_hors_zonage"] == {}
    assert len(table) == 1_666


def test_a_commune_split_between_two_bassins(tmp_path: Path) -> None:
    """01001 gave birth to 01003: between two bassins, only a population can share it."""
    zonage = ZONAGE.copy()
    zonage.attrs = {"annee_cog": 2022}
    moves = movements(
        ("21", "2019-01-01", "01001", "01001"), ("21", "2019-01-01", "01001", "01003"),
        ("10", "2022-01-01", "01002", "01002"),
    )  # fmt: skip
    rows = [f"{number}|60|||01001" for number in range(10)] + ["99|60|||01005", "98|60|||01002"]
    d = counted(tmp_path, *rows, date="2018")
    with pytest.warns(UserWarning, match=r"10\slignes de 1\scommune \(01001\).*populations="):
        table = aggregate(d, zonage, movements=moves)
    assert table["effectif"].tolist() == [11, 1]
    assert table.attrs["communes_douteuses"] == {"01001": 10}
    people = pd.Series({"01001": 700.0, "01003": 300.0})
    people.attrs = {"annee_cog": 2020}
    table = aggregate(d, zonage, movements=moves, populations=people)
    assert table["effectif"].tolist() == [8, 4]
    one_bassin = zonage.assign(code_bassin="01004")
    table = aggregate(d, one_bassin, movements=moves)
    assert table["effectif"].tolist() == [12]


@given(st.lists(st.floats(0, 1e6), max_size=50))
def test_rounding_by_largest_remainder_keeps_the_total(values: list[float]) -> None:
    array = np.array(values)
    rounded = largest_remainder(array)
    assert abs(rounded.sum() - array.sum()) <= 0.51
    assert (np.abs(rounded - array) < 1.01).all()
    assert (rounded >= 0).all()
    whole = np.rint(array)
    assert np.array_equal(largest_remainder(whole), whole)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # one unit left of 2: 0.6, not 0.3 nor 0.1, wherever it is
        ([0.6, 1.3, 0.1], [1, 1, 0]),
        ([1.3, 0.6, 0.1], [1, 1, 0]),
        ([0.1, 1.3, 0.6], [0, 1, 1]),
        # the remainder counts, not the value: 7.2 stays 7
        ([7.2, 0.5, 0.3], [7, 1, 0]),
        # two units left of 6: 0.9 and 0.7
        ([1.9, 0.4, 2.7, 1.0], [2, 0, 3, 1]),
        # equal remainders: first rows
        ([0.5, 0.5, 0.5, 0.5], [1, 1, 0, 0]),
        ([2.25, 0.25, 0.25, 0.25], [3, 0, 0, 0]),
        # nothing left: 1.4 is 1
        ([0.2, 0.9, 0.3], [0, 1, 0]),
        ([3.0, 0.0, 4.0], [3, 0, 4]),
    ],
)
def test_the_largest_remainders_take_what_is_left(values: list[float], expected: list[int]) -> None:
    assert largest_remainder(np.array(values)).tolist() == expected


def test_official_bassins(real_data: Path, tmp_path: Path) -> None:
    composition = read_composition(real_data / "insee" / "BV2012_au_01-01-2014.zip")
    rows = ["1|60|||59350", "1|60|||59378", "2|10|SM04||56121", "3|60|||75112", "4|60|||76108"]
    d = counted(tmp_path, *rows)
    with pytest.warns(UserWarning, match="non comptés"):
        table = aggregate_field(
            d, composition, movements=real_data / "cog" / "v_mvt_commune_2024.csv"
        )
    found = table[table["effectif"] > 0]["effectif"].to_dict()
    # Roubaix's neighbour and Lille are one bassin; Lorient; Paris; Bois-Guillaume, in Rouen's.
    assert found == {"59350": 1, "56121": 1, "75056": 1, "76540": 1}
