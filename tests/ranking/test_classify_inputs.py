"""The tables of effectifs that classify refuses, and what it says of them."""

import numpy as np
import pandas as pd
import pytest
from effectif_tables import raises, simple, table

from poles_geo.errors import ChoiceError, TableError
from poles_geo.ranking.classify import classify


def test_every_fault_of_a_table_is_in_one_message() -> None:
    effectifs = pd.DataFrame(
        {
            "effectif": [100, -3, 50.5, np.nan, 31, 10, 10, 10, np.inf, 2e9],
            "proximite": [90, 0, 50, 1, 20, "dix", 10, 5, 1, 1],
            "pole": [10, 0, 0, 1, 10, 0, True, 5, 1, 1],
            "infirmiers_psychiatrie": [0, 0, 0, 0, 0, 0, None, 6, 0, 0],
        },
        index=["59350", "59350", "2C004", "1004", "62041", " 6204", "59351.0", "2a004", None, 59.0],
    )
    with pytest.raises(TableError) as raised:
        classify(effectifs)
    assert simple(str(raised.value)).splitlines() == [
        "table des effectifs : 13 défauts.",
        "  – code qui n'est pas du texte (2 lignes : None, 59.0)",
        "  – code dont le zéro de tête a été perdu (01004 devient 1004) : relisez le fichier avec "
        'dtype={"code_bassin": str}, ou écrivez .astype(int).astype(str).str.zfill(5) '
        "(1 ligne : 1004)",
        "  – code mal formé : celui d'une commune est attendu, comme 01004 ou 2A004 ; "
        'si ce sont ceux d\'un autre zonage, écrire effectifs.rename_axis("code_zone") '
        "(4 lignes : '2C004', ' 6204', '59351.0', '2a004')",
        "  – code répété (1 ligne : 59350)",
        "  – effectif : nombre négatif (1 ligne : 59350 : -3.0)",
        "  – effectif : nombre qui n'est pas entier (2 lignes : 2C004 : 50.5, None : inf)",
        "  – effectif : valeur manquante (1 ligne : 1004 : nan)",
        "  – effectif : nombre invraisemblable (1 ligne : 59.0 : 2000000000.0)",
        "  – proximite : autre chose qu'un nombre (1 ligne :  6204 : 3 lettres)",
        "  – pole : autre chose qu'un nombre (1 ligne : 59351.0 : True)",
        "  – infirmiers_psychiatrie : valeur manquante (1 ligne : 59351.0 : nan)",
        "  – pole + proximite différent de effectif (1 ligne : 62041 : 10 + 20 ≠ 31)",
        "  – infirmiers_psychiatrie au-dessus de pole, qui les comprend (1 ligne : 2a004 : 6 > 5)",
    ]


def test_a_missing_or_repeated_column_is_named_with_those_present() -> None:
    effectifs = table((10, 5, 0)).drop(columns="proximite")
    with raises(TableError, match=r"colonne proximite absente .*effectif, pole, infirmiers"):
        classify(effectifs)
    with raises(TableError, match=r"colonne effectif absente .*présentes : aucune"):
        classify(pd.DataFrame())
    twice = pd.concat([table((10, 5, 0)), effectifs[["pole"]]], axis=1)
    with raises(TableError, match=r"colonne pole en double"):
        classify(twice)


@pytest.mark.parametrize("index", [[59350.0], [59350], pd.Index([59350], dtype="Int64"), [None]])
def test_codes_read_as_numbers_are_refused_with_what_to_do(index: list[object]) -> None:
    effectifs = table((10, 5, 0)).set_axis(index)
    with raises(TableError, match=r'en texte ; trouvé .*relire .*dtype=\{"code_bassin": str'):
        classify(effectifs)


@pytest.mark.parametrize(
    "code", ["", "593", "593500", "59350\n", "2a004", "2C004", "٥٩٣٥٠", "ZZZZZ"]
)
def test_ill_formed_codes_are_named(code: str) -> None:
    with pytest.raises(TableError) as raised:
        classify(table((10, 5, 0), (20, 5, 0), codes=["59350", code]))
    assert f"(1 ligne : {code!r})" in simple(str(raised.value))


def test_codes_left_in_a_column_are_refused_with_what_to_do() -> None:
    effectifs = table((10, 5, 0)).reset_index()
    with raises(TableError, match=r'écrire effectifs\.set_index\("code_bassin"\)'):
        classify(effectifs)


def test_several_levels_of_index_are_refused() -> None:
    effectifs = table((10, 5, 0)).set_index(pd.MultiIndex.from_tuples([("59350", 2014)]))
    with raises(TableError, match=r"en texte ; trouvé \('59350', 2014\)"):
        classify(effectifs)


@pytest.mark.parametrize("effectifs", [None, [1, 2], {"effectif": [1]}, "effectifs.csv"])
def test_anything_but_a_table_is_refused(effectifs: object) -> None:
    with raises(TableError, match="un DataFrame d'index code_bassin est attendu, trouvé"):
        classify(effectifs)  # type: ignore[type-var]


def test_a_path_given_as_rules_says_how_to_read_it() -> None:
    with raises(ChoiceError, match="trouvé str ; pour un fichier, écrire rules=load_rules"):
        classify(table((10, 5, 0)), "regles.toml")  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["99999", "00000", "20004", "96001", "59000", "97901", "98001"])
def test_five_digits_that_are_no_code_of_a_commune_are_refused(code: str) -> None:
    with raises(TableError, match=f"code mal formé .*{code}"):
        classify(table((10, 5, 0), codes=[code]))
