"""What rows say: who practises what, which rows count, and what of them the ledger may show."""

import re
from collections import Counter

import narwhals as nw
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from poles_geo.counting.activities import MODES, SKILLS, Filters, Statements, read_statements
from poles_geo.counting.known_professions.professions import PROFESSIONS
from poles_geo.counting.ledger.bilan import KEYS
from poles_geo.counting.located.places import COLUMNS, NO_POSTAL_CODES, Location
from poles_geo.counting.persons import assemble_persons

ROLES = ("profession", "categorie", "libelle_categorie", "savoir_faire", "mode", "genre", *COLUMNS)
EVERYTHING = Filters(students=True, military=True)
STRICT = Filters(modes=frozenset({"L"}), replacements=False)
PLAIN = {"profession": "60", "mode": "L", "code_commune": "59350"}


def stated(
    rows: list[dict[str, str]], filters: Filters = EVERYTHING, roles: tuple[str, ...] = ROLES
) -> Statements:
    fiches = Counter("|".join(row.get(role, "") for role in roles) for row in rows)
    table = pl.DataFrame(
        {"fiche": list(fiches), "dite": list(fiches), "lignes": list(fiches.values())}
    )
    return read_statements(nw.from_native(table), roles, filters, Location("none", NO_POSTAL_CODES))


def said_of(row: dict[str, str], filters: Filters = EVERYTHING) -> dict[str, object]:
    (told,) = stated([row], filters).table.to_native().to_dicts()
    return told


def line_of(row: dict[str, str], filters: Filters = EVERYTHING) -> str:
    told = said_of({**PLAIN, **row}, filters)
    line = KEYS[told["ligne"]]
    assert told["compte"] == (line == "code")
    return line


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.one_of(
            st.from_regex(r"\A[1-9][0-9]{0,3}\Z"),
            st.text("123456789.aGS٣", max_size=4),
            st.sampled_from([*PROFESSIONS, "10"]),
        ),
        min_size=1,
        unique=True,
    )
)
def test_a_profession_is_two_or_three_digits(codes: list[str]) -> None:
    said = stated([{**PLAIN, "profession": code} for code in codes])
    assume(not any(re.search(r"^\s|\s$|\.0+$|^0\d\d", code) for code in codes))
    readable = {code for code in codes if re.fullmatch("[0-9]{2,3}", code, re.ASCII)}
    read = said.table.filter(nw.col("compte"))["fiche"].str.split("|").list.get(0).to_list()
    assert set(read) == readable
    others = {KEYS[line] for line in said.table.filter(~nw.col("compte"))["ligne"].to_list()}
    assert others == ({"profession_illisible"} if len(readable) < len(codes) else set())
    assert set(said.professions) == readable - {"10"} | {"10G", "10S"}


def test_professions_are_in_the_order_of_reading_and_the_unknown_after() -> None:
    codes = ["99", "71", "60", "10", "011", "21", "X", "193"]
    said = stated([{**PLAIN, "profession": code} for code in codes])
    assert said.professions == ("10G", "10S", "21", "60", "71", "193", "011", "99")


def test_a_row_set_aside_makes_its_profession_known_all_the_same() -> None:
    said = stated([{**PLAIN, "profession": "21", "categorie": "E"}], Filters())
    assert said.professions == ("10G", "10S", "21")
    assert not said.table["compte"].any()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("SM26", "generaliste"), ("SM53", "generaliste"), ("SM54", "generaliste"),
        ("SM20", "specialiste"), ("SM04", "specialiste"), ("SM260", "specialiste"),
        ("SM", "specialiste"), ("SM2", "specialiste"),
        ("C55", "autre"), ("CEX22", "autre"), ("S26", "autre"), ("26", "autre"), ("?", "autre"),
        ("", None),
    ],
)  # fmt: skip
def test_what_a_skill_makes_of_a_medecin(code: str, kind: str | None) -> None:
    table = nw.from_native(pl.DataFrame({"savoir_faire": [code]}))
    found = table.select(**SKILLS).to_native().to_dicts()[0]
    assert found == {name: name == kind for name in ("generaliste", "specialiste", "autre")}
    told = said_of({**PLAIN, "profession": "10", "savoir_faire": code})
    assert {name: told[name] for name in SKILLS} == found


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("Militaire", "militaire"), ("MILITAIRE", "militaire"), ("militaire", "militaire"),
        ("MiLiTaires d'active", "militaire"), ("Milit.", "militaire"),
        ("Agent public", "code"), ("Civil", "code"), ("", "code"), ("Ancien militaire", "code"),
        ("Mili", "code"),
    ],
)  # fmt: skip
def test_the_military_are_those_whose_label_says_so(label: str, line: str) -> None:
    row = {"categorie": "M", "libelle_categorie": label}
    assert line_of(row, Filters()) == line
    assert line_of(row, Filters(military=True)) == "code"
    assert line_of({**row, "categorie": "C"}, Filters()) == "code"


def test_military_is_not_said_where_the_label_is_not_read() -> None:
    roles = tuple(role for role in ROLES if role != "libelle_categorie")
    said = stated([{**PLAIN, "categorie": "M"}], Filters(), roles)
    assert said.table["compte"].to_list() == [True]


FLAGS = st.fixed_dictionaries(
    {
        "modes": st.none() | st.frozensets(st.sampled_from(["L", "S", "B", "I", ""])),
        "replacements": st.booleans(),
        "students": st.booleans(),
        "military": st.booleans(),
    }
)
SAID = st.fixed_dictionaries(
    {
        "profession": st.sampled_from(["60", "60", "10", "X", ""]),
        "categorie": st.sampled_from(["C", "E", "M", ""]),
        "libelle_categorie": st.sampled_from(["Militaire", "Agent public", ""]),
        "genre": st.sampled_from(["GENR01", "GENR02", "GENR03", "GENR0", "genr02", ""]),
        "mode": st.sampled_from(["L", "S", "B", "I", "", "LS", "l"]),
        "code_commune": st.sampled_from(["59350", "1004", "ABCDE", ""]),
    }
)
PLACES = {"59350": "code", "1004": "reparation", "ABCDE": "code_refuse", "": "sans_lieu"}


def line_by_hand(row: dict[str, str], flags: dict[str, object]) -> str:
    if row["profession"] not in ("60", "10"):
        return "profession_illisible"
    if row["categorie"] == "M" and row["libelle_categorie"] == "Militaire":
        if not flags["military"]:
            return "militaire"
    elif row["categorie"] == "E" and not flags["students"]:
        return "etudiant"
    if row["genre"] in ("GENR02", "GENR03") and not flags["replacements"]:
        return "remplacement"
    if flags["modes"] is not None and row["mode"] not in flags["modes"]:
        return "mode"
    return PLACES[row["code_commune"]]


@settings(deadline=None, max_examples=50)
@given(st.lists(SAID, min_size=1, max_size=20), FLAGS)
def test_a_row_is_set_aside_by_the_first_reason_it_gives(
    rows: list[dict[str, str]], flags: dict[str, object]
) -> None:
    said = stated(rows, Filters(**flags))
    lines = Counter(line_by_hand(row, flags) for row in rows)
    ranks = said.table["ligne"].to_list()
    numbers = said.table["lignes"].to_list()
    found: Counter[str] = Counter()
    for rank, number in zip(ranks, numbers, strict=True):
        found[KEYS[rank]] += number
    assert found == lines
    counts = [KEYS[rank] in PLACES.values() for rank in ranks]
    assert said.table["compte"].to_list() == counts


@settings(deadline=None, max_examples=25)
@given(st.lists(SAID, min_size=1, max_size=20), FLAGS)
def test_filters_ask_for_the_columns_that_they_look_at(
    rows: list[dict[str, str]], flags: dict[str, object]
) -> None:
    """What is not asked for may be absent: the same rows are set aside."""
    filters = Filters(**flags)
    needed = ("profession", *sorted(filters.roles), "code_commune")
    keys = ["ligne", "code", "compte"]
    whole, fewer = (
        said.table.group_by(*keys).agg(nw.col("lignes").sum()).sort(*keys).to_native()
        for said in (stated(rows, filters), stated(rows, filters, needed))
    )
    assert fewer.equals(whole)


@pytest.mark.parametrize(
    ("filters", "roles"),
    [
        (Filters(), {"categorie", "libelle_categorie"}),
        (Filters(military=True), {"categorie"}),
        (Filters(students=True), {"categorie", "libelle_categorie"}),
        (EVERYTHING, set()),
        (STRICT, {"categorie", "libelle_categorie", "mode", "genre"}),
        (Filters(frozenset(), True, True, True), {"mode"}),
        (Filters(None, False, True, True), {"genre"}),
    ],
)
def test_columns_that_filters_need(filters: Filters, roles: set[str]) -> None:
    assert filters.roles == roles
    assert {role for role, _ in filters.tests().values()} <= roles | {"profession"}


def test_reasons_are_in_the_order_of_the_ledger() -> None:
    assert list(STRICT.tests()) == [
        "profession_illisible", "militaire", "etudiant", "remplacement", "mode",
    ]  # fmt: skip
    assert list(EVERYTHING.tests()) == ["profession_illisible"]
    ranks = [KEYS.index(line) for line in STRICT.tests()]
    assert ranks == sorted(ranks)


def test_a_statement_is_a_profession_at_a_place_in_a_mode() -> None:
    rows = [
        {"profession": "60", "code_commune": "59350"},
        {"profession": "60", "code_commune": "59350"},
        {"profession": "60", "code_commune": "59350", "mode": "S"},
        {"profession": "10", "code_commune": "59350", "savoir_faire": "SM26"},
        {"profession": "10", "code_commune": "01053", "savoir_faire": ""},
        {"profession": "21", "code_commune": "01053"},
        {"profession": "X", "code_commune": "01053"},
        {"profession": "60", "code_postal": "59000"},
    ]
    said = stated(rows)
    places = said.places.table["code"]
    assert said.professions == ("10G", "10S", "21", "60")
    modes = said.postes["mode"].map(list(MODES).__getitem__)
    named = [
        (places[where], said.professions[what], mode)
        for where, what, mode in zip(
            said.postes["lieu"], said.postes["profession"], modes, strict=True
        )
    ]
    assert sorted(named) == [
        ("01053", "10G", ""), ("01053", "10S", ""), ("01053", "21", ""), ("59000", "60", ""),
        ("59350", "10G", ""), ("59350", "10S", ""), ("59350", "60", ""), ("59350", "60", "S"),
    ]  # fmt: skip
    assert len(set(named)) == len(named)

    poste_of = dict(zip(named, said.postes.index, strict=True))
    found = {}
    for row in said.table.to_native().to_dicts():
        told = dict(zip(ROLES, row["fiche"].split("|"), strict=True))
        key = told["profession"], told["code_commune"] or told["code_postal"], told["mode"]
        found[key] = (
            row["lignes"], row["medecin"], row["poste"], row["poste_de_specialiste"],
        )  # fmt: skip
    assert found == {
        ("60", "59350", ""): (2, False, poste_of["59350", "60", ""], None),
        ("60", "59350", "S"): (1, False, poste_of["59350", "60", "S"], None),
        ("10", "59350", ""): (1, True, poste_of["59350", "10G", ""], poste_of["59350", "10S", ""]),
        ("10", "01053", ""): (1, True, poste_of["01053", "10G", ""], poste_of["01053", "10S", ""]),
        ("21", "01053", ""): (1, False, poste_of["01053", "21", ""], None),
        ("X", "01053", ""): (1, False, None, None),
        ("60", "59000", ""): (1, False, poste_of["59000", "60", ""], None),
    }


def test_a_place_beside_a_plain_commune_code_is_one_place() -> None:
    """What else an address says neither makes another place nor is kept."""
    rows = [
        {"profession": "60", "code_commune": "59350", "bureau": "59000 LILLE", "pays": "99100"},
        {"profession": "60", "code_commune": "59350", "code_postal": "59800"},
        {"profession": "60", "code_commune": "59350"},
        {"profession": "60", "code_commune": " 59350", "code_postal": "59800"},
        {"profession": "60", "code_commune": " 59350"},
    ]
    said = stated(rows)
    assert len(said.places.table) == len(said.postes) == 3
    assert said.places.communes["code_commune"].tolist() == ["59350"] * 3


STRANGE = st.one_of(
    st.text("ABéz09.,- '\n\0", max_size=12),
    st.sampled_from(["GENR99", "GENR9", "GENR991", "DUPONT JEAN", "A", "a", "Z", "AB", "0612345678",
                     "12345678", "123456789", "12 RUE", "2A004", "59350.0"]),
)  # fmt: skip


def may_be_shown(code: str) -> bool:
    return bool(re.fullmatch(r"[0-9AB.,]{1,8}|[A-Z]|GENR[0-9]{2}", code, re.ASCII))


@settings(deadline=None, max_examples=50)
@given(
    st.sampled_from(["profession", "mode", "genre", "code_commune", "categorie"]),
    st.lists(STRANGE, min_size=1, max_size=10, unique=True),
)
def test_the_ledger_shows_codes_and_of_other_texts_their_length(
    role: str, texts: list[str]
) -> None:
    said = stated([{**PLAIN, role: text} for text in texts], STRICT)
    for told in said.table.to_native().to_dicts():
        text, code = told["fiche"].split("|")[ROLES.index(role)], told["code"]
        line = KEYS[told["ligne"]]
        length = re.fullmatch(r"\(\d+ caractères\)", code)
        assert may_be_shown(code) or length or code == ("" if line == "sans_lieu" else "(vide)")
        if line in ("profession_illisible", "mode"):
            otherwise = "(vide)" if not text else f"({len(text)} caractères)"
            assert code == (text if may_be_shown(text) else otherwise)
        elif line == "code_refuse":
            kept = text.strip()
            assert code == (kept if may_be_shown(kept) else f"({len(kept)} caractères)")


@pytest.mark.parametrize(
    ("row", "line", "code"),
    [
        ({"profession": "DUPONT"}, "profession_illisible", "(6 caractères)"),
        ({"profession": "Évelyne"}, "profession_illisible", "(7 caractères)"),
        ({"profession": ""}, "profession_illisible", "(vide)"),
        ({"profession": "1"}, "profession_illisible", "1"),
        ({"categorie": "E"}, "etudiant", "E"),
        ({"categorie": "M", "libelle_categorie": "Militaire DUPONT"}, "militaire", "M"),
        ({"genre": "GENR02"}, "remplacement", "GENR02"),
        ({"mode": "S"}, "mode", "S"),
        ({"mode": "0612345678"}, "mode", "(10 caractères)"),
        ({"code_commune": "12 RUE"}, "code_refuse", "(6 caractères)"),
        ({"code_commune": "AB"}, "code_refuse", "AB"),
        ({"code_commune": ""}, "sans_lieu", ""),
        ({"code_commune": "", "code_postal": "59000"}, "postal_non_utilise", "59000"),
        ({"code_commune": "", "pays": "99127"}, "etranger", "99127"),
    ],
)
def test_codes_shown(row: dict[str, str], line: str, code: str) -> None:
    told = said_of({**PLAIN, **row}, STRICT)
    assert (KEYS[told["ligne"]], told["code"]) == (line, code)


def test_codes_are_those_that_need_to_be_seen() -> None:
    rows = [
        PLAIN, PLAIN, {**PLAIN, "code_commune": "1004"}, {**PLAIN, "code_commune": "01004.0"},
        {**PLAIN, "code_commune": "XYZ"}, {**PLAIN, "mode": "S"}, {**PLAIN, "mode": "S"},
        {**PLAIN, "mode": "nul"}, {**PLAIN, "profession": "7"},
    ]  # fmt: skip
    said = stated(rows, STRICT)
    counted, aside = (
        list(said.codes(counted=kind).itertuples(index=False, name=None)) for kind in (True, False)
    )
    assert counted == [
        ("code_refuse", "(3 caractères)", 1), ("reparation", "01004.0", 1),
        ("reparation", "1004", 1),
    ]  # fmt: skip
    assert aside == [
        ("mode", "(3 caractères)", 1), ("mode", "S", 2), ("profession_illisible", "7", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("skills", "unspecialised", "profession"),
    [
        (["SM26"], True, "10G"),
        (["SM20"], True, "10S"),
        (["SM20", "SM54"], True, "10G"),
        (["", "SM20"], True, "10S"),
        (["", ""], True, "10G"),
        (["", ""], False, "10S"),
        (["C55"], True, "10S"),
        (["C55", "SM53"], False, "10G"),
    ],
)
def test_all_the_rows_of_a_medecin_tell_what_they_are(
    skills: list[str], unspecialised: bool, profession: str
) -> None:
    """At every place, even those whose row says nothing; a row set aside tells too."""
    rows = [
        {**PLAIN, "profession": "10", "savoir_faire": skill, "code_commune": f"5935{rank}",
         "categorie": "E" if rank else ""}
        for rank, skill in enumerate(skills)
    ]  # fmt: skip
    said = stated(rows, Filters())
    table = nw.from_native(
        pl.DataFrame(
            {"personne": [0] * len(rows), "nombre": [1] * len(rows),
             "fiche": ["|".join(row.get(role, "") for role in ROLES) for row in rows]}
        )
    )  # fmt: skip
    persons = assemble_persons(table.lazy(), said, 1, unspecialised_generalist=unspecialised)
    by_poste = persons.placements.by_poste
    held = by_poste[by_poste["lignes"] > 0]
    assert [said.professions[rank] for rank in held["profession"]] == [profession]
    assert held["lignes"].tolist() == [1]
