"""Rank rules: the report's, other ones, and the faults of a rules file."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from effectif_tables import raises, simple

from poles_geo._types import Integers
from poles_geo.errors import ChoiceError, LayoutError, SourceError
from poles_geo.ranking.measures import measures_of
from poles_geo.ranking.rule_files import load_rules
from poles_geo.ranking.rules import RULES_ORS_2014, Condition, Rank, Rules

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "regles_ors_2014.toml"


def integers(*values: int) -> Integers:
    return np.array(values, dtype=np.int64)


@pytest.fixture(scope="module")
def published(real_data: Path) -> pd.DataFrame:
    return pd.read_csv(real_data / "rapport" / "figure3_153_poles.csv")


def test_no_published_value_falls_on_a_bound(published: pd.DataFrame) -> None:
    counts = {
        int(condition.fraction)
        for rank in RULES_ORS_2014.ranks
        for condition in rank.conditions
        if condition.measure.startswith("effectif")
    }
    assert counts == {10_000, 3_000, 1_500, 1_000}
    assert not published["effectif"].isin(counts).any()


def test_published_ranks_are_those_of_the_rule(published: pd.DataFrame) -> None:
    """With shares that satisfy rank 3, only what the report ranks 4 above 1 500 differs."""
    effectif = published["effectif"].to_numpy()
    measures = measures_of(effectif, effectif // 2, 0 * effectif)
    rang = RULES_ORS_2014.positions(measures) + 1
    above = (published["rang"] == 4) & (published["effectif"] >= 1_500)
    assert (rang[~above] == published["rang"][~above]).all()
    assert (rang[above] == 3).all()
    assert published.loc[above, "effectif"].max() == 2_995  # Armentières
    names = {rank.rang: rank.sigle for rank in RULES_ORS_2014.ranks}
    assert (published["rang"].map(names) == published["sigle"]).all()


def test_the_example_file_is_the_report_s_rule() -> None:
    assert load_rules(EXAMPLE) == RULES_ORS_2014
    assert load_rules(str(EXAMPLE)) == RULES_ORS_2014


def test_type_pole_is_ordered_as_the_ranks() -> None:
    dtype = RULES_ORS_2014.type_pole_dtype
    assert dtype.ordered
    assert dtype.categories.tolist() == [
        "pôle des grandes métropoles",
        "grand pôle",
        "pôle intermédiaire",
        "pôle secondaire",
        "hors pôle",
    ]


@pytest.mark.parametrize(
    "bound", [0.2, Decimal("0.2"), Decimal("0.200"), Fraction(1, 5), np.float64(0.2)]
)
def test_a_share_is_kept_exact(bound: float | Decimal | Fraction) -> None:
    condition = Condition("part_pole", "au_moins", bound)
    assert condition == Condition("part_pole", "au_moins", Fraction(1, 5))
    held = condition.holds(measures_of(integers(1505, 1505, 0), integers(301, 300, 0), integers(0)))
    assert held.tolist() == [True, False, False]


@pytest.mark.parametrize("part", [Fraction(n, 1000) for n in (1, 100, 300, 333, 700, 999)])
def test_closure_holds_on_the_bound_itself(part: Fraction) -> None:
    measures = measures_of(integers(1000), integers(int(1000 * part)), integers(0))
    held = {
        comparison: bool(Condition("part_pole", comparison, float(part)).holds(measures)[0])
        for comparison in ("plus_de", "au_moins", "au_plus", "moins_de")
    }
    assert held == {"plus_de": False, "au_moins": True, "au_plus": True, "moins_de": False}


def test_products_stay_exact_at_the_largest_values() -> None:
    """A share that exceeds its bound by 10⁻¹⁷, less than floats tell apart."""
    effectif = 10**8 - 1
    bound = -pow(effectif, -1, 10**9) % 10**9
    pole = (bound * effectif + 1) // 10**9
    assert pole / effectif == bound / 10**9
    measures = measures_of(integers(effectif), integers(pole), integers(0))
    assert Condition("part_pole", "plus_de", Fraction(bound, 10**9)).holds(measures)[0]


@pytest.mark.parametrize(
    ("measure", "comparison", "bound", "message"),
    [
        ("effectifs", "plus_de", 10, "mesure : attendu effectif, .*trouvé 'effectifs'"),
        ("effectif", ">", 10, "sens : attendu plus_de, .*trouvé '>'"),
        ("effectif", "plus_de", "mille", "un nombre est attendu, trouvé 'mille'"),
        ("effectif", "plus_de", True, "un nombre est attendu, trouvé True"),
        ("effectif", "plus_de", None, "un nombre est attendu, trouvé rien"),
        ("effectif", "plus_de", float("nan"), "un nombre est attendu"),
        ("effectif", "plus_de", Decimal("Infinity"), "un nombre est attendu"),
        ("effectif", "plus_de", 10.5, "un nombre entier de professionnels"),
        ("effectif", "plus_de", -1, "un nombre entier de professionnels"),
        ("effectif", "plus_de", 10**8 + 1, "un nombre entier de professionnels"),
        ("part_pole", "au_moins", 20, "une part entre 0 et 1"),
        ("part_pole", "au_moins", -0.1, "une part entre 0 et 1"),
        ("part_pole", "au_moins", Fraction(1, 3), "neuf décimales"),
    ],
)
def test_a_faulty_condition_is_refused(
    measure: str, comparison: str, bound: int, message: str
) -> None:
    with raises(ChoiceError, match=message):
        Condition(measure, comparison, bound)


LARGE = Condition("effectif", "plus_de", 100)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, "grand", "G", (LARGE,)), "de 1 à 6"),
        ((7, "grand", "G", (LARGE,)), "de 1 à 6"),
        ((True, "grand", "G", (LARGE,)), "de 1 à 6"),
        ((1, " ", "G", (LARGE,)), "type_pole : un texte"),
        ((1, "hors pôle", "G", (LARGE,)), "réservé"),
        ((1, "grand", None, (LARGE,)), "sigle : un texte"),
    ],
)
def test_a_faulty_rank_is_refused(arguments: tuple[object, ...], message: str) -> None:
    with raises(ChoiceError, match=message):
        Rank(*arguments)  # type: ignore[arg-type]


def test_faulty_rules_are_refused() -> None:
    one, two = Rank(1, "grand", "G", (LARGE,)), Rank(2, "petit", "P", (LARGE,))
    with raises(ChoiceError, match="un rang au moins"):
        Rules("essai", "ici", ())
    with raises(ChoiceError, match=r"croissants attendus, trouvé \[2, 1\]"):
        Rules("essai", "ici", (two, one))
    seven = [Rank(min(rang, 6), f"rang {rang}", f"R{rang}", (LARGE,)) for rang in range(1, 8)]
    with raises(ChoiceError, match="6 au plus sont attendus, trouvé 7"):
        Rules("essai", "ici", seven)
    with raises(ChoiceError, match="sigle donné à plusieurs rangs : G"):
        Rules("essai", "ici", (one, Rank(2, "petit", "G", (LARGE,))))


FAULTY = """
nom = "Essai"
auteur = "moi"

[[rangs]]
rang = 2
type_pole = "grand"
sigle = "G"
conditions = [
    { mesure = "effectifs", plus_de = 100 },
    { mesure = "effectif" },
    { mesure = "effectif", plus_de = 100, moins_de = 200 },
    { mesure = "effectif", plus_de = "cent" },
    { mesure = "effectif", plus_de = 100.5 },
    { mesure = "part_pole", au_moins = 20 },
    { mesure = "part_pole", aumoins = 0.20 },
]

[[rangs]]
rang = 1
type_pole = "grand"
conditions = []
couleur = "rouge"

[[rangs]]
rang = "trois"
type_pole = "petit"
sigle = "P"
conditions = 12
"""

FAULTS = [
    "clé inconnue : auteur (connues : nom, source, rangs)",
    "source : un texte est attendu, trouvé rien",
    "rang n° 1 : condition n° 1 : mesure : attendu effectif, effectif_hors_psychiatrie, "
    "part_pole, part_psychiatrie, trouvé 'effectifs'",
    "rang n° 1 : condition n° 2 : une borne est attendue parmi plus_de, au_moins, au_plus, "
    "moins_de, trouvé rien",
    "rang n° 1 : condition n° 3 : une borne est attendue parmi plus_de, au_moins, au_plus, "
    "moins_de, trouvé plus_de, moins_de",
    "rang n° 1 : condition n° 4 : borne : un nombre est attendu, trouvé 'cent'",
    "rang n° 1 : condition n° 5 : borne sur effectif : un nombre entier de professionnels",
    "rang n° 1 : condition n° 6 : borne sur part_pole : une part entre 0 et 1 est attendue "
    "(0.2 pour 20 %), à neuf décimales au plus, trouvé 20",
    "rang n° 1 : condition n° 7 : clé inconnue : aumoins",
    "rang n° 1 : condition n° 7 : une borne est attendue",
    "rang n° 2 : clé inconnue : couleur",
    "rang n° 2 : sigle : un texte est attendu, trouvé rien",
    "rang n° 2 : conditions : une au moins est attendue",
    "rang n° 3 : rang : un nombre entier de 1 à 6 est attendu, trouvé 'trois'",
    "rang n° 3 : conditions : une suite de tables est attendue, trouvé 12",
    "rangs : numéros croissants attendus, trouvé [2, 1]",
    "type_pole donné à plusieurs rangs : grand",
]


def test_every_fault_of_a_file_is_in_one_message(tmp_path: Path) -> None:
    path = tmp_path / "regles.toml"
    path.write_text(FAULTY, encoding="utf-8")
    with pytest.raises(LayoutError) as raised:
        load_rules(path)
    message = simple(str(raised.value))
    assert str(path) in message
    for fault in FAULTS:
        assert fault in message
    assert f"{len(FAULTS)} défauts" in message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "un rang au moins"),
        (b"rang = [", r"pas un fichier TOML en UTF-8 \(fin inattendue\)"),
        (b"nom = 'a'\nsource 'b'", r"pas un fichier TOML en UTF-8 \(ligne 2, colonne 8\)"),
        ("nom = 'côté'".encode("latin-1"), r"pas un fichier TOML en UTF-8 \(octet 9 illisible\)"),
        (b"nom = 'n'\nsource = 's'\nrangs = 3", "suite de tables"),
        (b"nom = 'n'\nsource = 's'\nrangs = [1, 2]", "suite de tables"),
        (b"nom = 3\nsource = ''\nrangs = []", "nom : un texte"),
    ],
)
def test_a_file_that_holds_no_rules_is_refused(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "regles.toml"
    path.write_bytes(content)
    with raises(LayoutError, match=message):
        load_rules(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with raises(SourceError, match=r"absent\.toml n'existe pas"):
        load_rules(tmp_path / "absent.toml")
    with raises(SourceError, match="est un dossier"):
        load_rules(tmp_path)
