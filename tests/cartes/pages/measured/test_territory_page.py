"""« Qui fait quoi » on a page: its map, its tables, its words, in every style."""

import warnings
from functools import cache

import pandas as pd
import pytest
from drawn_pages import printed
from effectif_tables import raises, simple, table

import poles_geo as pg
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.style import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_REPORT,
    STYLE_SLIDE,
    Style,
)
from poles_geo.cartes.surround.fact_columns import (
    ROOMY,
    TIGHT,
    Entry,
    Section,
    draw_sections,
    needed_height,
)
from poles_geo.counting.decompte import Decompte
from poles_geo.errors import ChoiceError

LILLE, LENS, RURAL = "200093201", "246200364", "200070464"
STYLES = {
    "colour": STYLE_REPORT, "grey": STYLE_BLACK_AND_WHITE,
    "half": STYLE_HALF_PAGE, "slide": STYLE_SLIDE,
}  # fmt: skip


@cache
def decompte() -> Decompte:
    columns = {"infirmiers": "60", "generaliste": "10G", "dentiste": "40"}
    return pg.count_professionals(pg.load_example(), columns=columns)


@cache
def drawn(zonage: str, code: str, style: str = "colour") -> pg.Carte:
    with warnings.catch_warnings(action="ignore"):
        return pg.territory_page(
            zonage, code, poles=pg.load_report(), structures=pg.load_structures(),
            effectifs=decompte() if style == "colour" else None,
            groupings=pg.load_cooperations(), style=STYLES[style],
        )  # fmt: skip


@pytest.mark.parametrize(
    ("zonage", "code", "style"),
    [
        ("epci", LILLE, "colour"), ("epci", RURAL, "colour"), ("departement", "59", "grey"),
        ("departement", "59", "half"), ("epci", RURAL, "slide"),
    ],
)  # fmt: skip
def test_the_linter_finds_nothing(zonage: str, code: str, style: str) -> None:
    carte = drawn(zonage, code, style)
    assert pg.lint(carte) == []
    assert carte.style.page == STYLES[style].page


def test_the_title_says_what_and_the_line_under_it_where() -> None:
    carte = drawn("epci", LILLE)
    assert simple(carte.title) == "Métropole Européenne de Lille : qui fait quoi"
    people = simple(" ".join(printed(carte)))
    assert "95 communes, 1 194 040 habitants en 2022" in people


def test_the_map_shows_the_whole_territory_and_its_poles() -> None:
    carte, communes = drawn("departement", "59", "grey"), pg.read_communes()
    shown = Frame.of(carte.axes).polygon
    assert communes[communes["departement"] == "59"].within(shown).all()
    north = pg.load_report()
    own = north[north["code_commune"].str.startswith("59")]
    told = simple(carte.description)
    for name in own["nom"]:
        assert name.replace(" - ", " – ") in told


def test_every_row_of_the_table_is_on_the_page_or_counted_as_left_out() -> None:
    written = [simple(text) for text in printed(drawn("epci", LILLE))]
    facts = drawn("epci", LILLE).table
    pd.testing.assert_frame_equal(
        facts,
        pg.territory_facts(
            "epci", LILLE, poles=pg.load_report(), structures=pg.load_structures(),
            effectifs=decompte(), groupings=pg.load_cooperations(),
            communes=pg.read_communes(), year=2016,
        ),
    )  # fmt: skip
    for name in facts.loc[facts["rubrique"] == "coopérations", "nom"]:
        shown = name[0].upper() + name[1:].replace(" - ", " – ")
        assert shown in written
    nurses = facts[(facts["nom"] == "infirmiers") & (facts["mesure"] == "densité")].iloc[0]
    for value in nurses[["valeur", "region", "france"]]:
        assert f"{value:.1f}".replace(".", ",") in written


def test_what_was_not_given_is_written() -> None:
    bare = simple(" ".join(printed(pg.territory_page("epci", RURAL))))
    for said in (
        "Comptes non donnés.", "Pôles non donnés.", "Liste de structures non donnée.",
        "Liste de coopérations non donnée.", "Accès non donné",
    ):  # fmt: skip
        assert said in bare
    carte = drawn("epci", RURAL)
    whole = simple(" ".join(printed(carte)))
    assert "Aucun pôle n’a son centre dans le territoire." in whole
    assert "Aucune structure de la liste donnée." in whole
    assert "Autres professions : non compté" in whole


def test_the_description_says_what_the_page_writes() -> None:
    told = simple(drawn("epci", LILLE).description)
    assert told.startswith("Carte : Métropole Européenne de Lille : qui fait quoi.")
    assert "Infirmiers – nombre 2 144, densité 179,6" in told
    assert "CHT Flandre-Lys" in told
    assert told.endswith("Source : effectifs, SIRENE (Insee), 2019 (2019).")


def test_reasons_of_ranks_are_written_whole_where_there_is_room() -> None:
    counted = table((2919, 519, 119), codes=["59350"])
    counted.attrs = {"zonage": "BV2022", "millesime": "2022", "source": "essai", "date": "2021"}
    carte = pg.territory_page("BV2022", "59350", poles=pg.classify(counted))
    assert simple(carte.title) == "Lille (bassin de vie) : qui fait quoi"
    written = simple(" ".join(printed(carte)))
    assert "17,8 % de professionnels de pôle" in written
    assert "marge : 2,2 points de plus pour le rang 3" in written


def test_a_territory_of_the_communes_of_another_year() -> None:
    bv2012 = pg.territory_page("BV2012", "50129", poles=pg.load_report())
    assert "Cherbourg" in bv2012.description


def test_a_departement_overseas_is_in_its_own_projection() -> None:
    reunion = pg.territory_page("departement", "974")
    written = simple(" ".join(printed(reunion)))
    assert "La Réunion" in reunion.title
    assert "UTM 40S" in written
    assert "881 348" in written


def test_a_territory_of_arrondissements_has_a_table_and_no_map() -> None:
    composition = pd.DataFrame(
        {"code_bassin": "C13"}, index=pd.Index(["75113"], name="code_commune")
    )
    composition.attrs = {"zonage": "CPTS", "millesime": None, "annee_cog": 2024}
    assert len(pg.territory_facts(composition, "C13"))
    with warnings.catch_warnings(action="ignore"), raises(ChoiceError, "n'a de contour"):
        pg.territory_page(composition, "C13")


@pytest.mark.parametrize("page", ["190x190", "250x130"])
def test_too_small_a_page_is_refused(page: str) -> None:
    with raises(ChoiceError, "200 mm sur 140 au moins"):
        pg.territory_page("epci", LENS, style=Style(page=page))


def panel_of(width: float, height: float) -> pg.cartes.Page:
    """Make a page with a panel of a size."""
    page = pg.cartes.Page((0, 0, 1000, 1000), STYLE_REPORT)
    page.tables = page.add_panel((0, 0, width, height))
    return page


def sections(counts: list[int], note: str = "") -> list[Section]:
    return [
        Section(
            f"Table {place}",
            tuple(Entry(f"Ligne {row}", ("1",), note) for row in range(count)),
            ("Nombre",),
        )
        for place, count in enumerate(counts)
    ]


def test_tables_that_have_room_are_whole() -> None:
    given = sections([3, 4, 2], note="une note sous la ligne")
    high = needed_height(given, 190, 2, STYLE_REPORT)
    page = panel_of(190, high + 0.1)
    shown = draw_sections(given, 2, panel=page.tables, style=STYLE_REPORT)
    assert shown == given


def test_where_room_is_wanting_notes_go_first_then_rows_which_are_counted() -> None:
    given = sections([6, 30], note="un mot " * 60)
    high = needed_height(given, 190, 2, STYLE_REPORT)
    page = panel_of(190, high / 3)
    shown = draw_sections(given, 2, panel=page.tables, style=STYLE_REPORT)
    assert [len(one.entries) + one.hidden for one in shown] == [6, 30]
    assert shown[0].hidden == 0  # the longest gives way
    assert shown[1].hidden > 0
    texts = [simple(text.get_text()) for text in page.figure.texts]
    assert f"et {shown[1].hidden} autres, au tableau" in texts


def test_a_low_page_has_no_notes_and_closer_rows() -> None:
    given = sections([5, 5], note="une note")
    assert needed_height(given, 90, 1, STYLE_REPORT, spacing=TIGHT) < needed_height(
        given, 90, 1, STYLE_REPORT, spacing=ROOMY
    )
    page = panel_of(90, 100)
    draw_sections(given, 1, panel=page.tables, style=STYLE_REPORT, spacing=TIGHT)
    assert "une note" not in [text.get_text() for text in page.figure.texts]


def test_no_text_of_a_table_leaves_its_column() -> None:
    given = sections([4], note="mot " * 50)
    page = panel_of(80, 90)
    draw_sections(given, 1, panel=page.tables, style=STYLE_REPORT)
    wide = page.figure.get_size_inches()[0] * 25.4
    for text in page.figure.texts:
        if text.get_text().startswith(("Ligne", "mot", "Table", "Nombre", "1")):
            assert 0 <= text.get_position()[0] * wide <= 80 + 1e-6
