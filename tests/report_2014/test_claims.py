"""Each claim of the report, confirmed or not: what is said of it, recounted by hand."""

import re
from functools import cache

import pandas as pd
import pytest
from checkout import CHECKOUT
from effectif_tables import simple

import poles_geo as pg
from poles_geo.report_2014.claims import CONFIRMED, CONTRADICTED, WRONG

PAGE = simple((CHECKOUT / "docs" / "erreurs-du-rapport.md").read_text("utf-8"))
RECOUNTED = {
    "15 + 42 + 46 + 50 = 153 pôles": (CONFIRMED, "15 + 42 + 46 + 50 = 153"),
    "les pôles sont 9,3 % des 1 644 bassins de vie": (CONFIRMED, "153 / 1 644 = 9,3 %"),
    "dix régions n'ont pas de pôle de rang 1": (CONFIRMED, "Auvergne, Basse-Normandie"),
    "trois pôles de rang 1 en Provence-Alpes-Côte d'Azur, deux en Rhône-Alpes": (
        *(CONFIRMED, "3 et 2"),
    ),
    "trois régions n'ont pas de pôle de rang 2": (
        *(CONFIRMED, "Corse, Midi-Pyrénées, Île-de-France"),
    ),
    "treize pôles dans le Nord – Pas-de-Calais (1, 4, 6, 2)": (CONFIRMED, "13 (1, 4, 6, 2)"),
    "dix-sept pôles en Rhône-Alpes": (CONFIRMED, "17"),
    "Lille est la quatrième": (CONFIRMED, "quatrième, derrière Paris (193 314), Marseille"),
    "Toulouse pèse plus de dix fois Tarbes": (CONFIRMED, "10,16 fois"),
    "Corse : 1 pôle": (WRONG, "2 : Ajaccio et Bastia"),
    "Pays de la Loire : 2 pôles de rang 3, aucun de rang 4": (WRONG, "1 (Laval) et 1 (Cholet)"),
    "47 pôles de rang 3 et 49 de rang 4": (WRONG, "46 et 50"),
    "total : 153": (WRONG, "152"),
    "« Guidel », en Bretagne": (WRONG, "Lorient (56121)"),
    "27,4 % de rang 2 et 37,2 % de rangs 1 et 2": (WRONG, "27,45 % et 37,25 %"),
    "30,7 % de rang 3 et 32,0 % de rang 4": (WRONG, "30,1 % et 32,7 % pour 46 et 50 pôles"),
    "« 8 autres » régions ont quatre pôles ou plus de rangs 1 et 2": (
        WRONG,
        "7 : Bretagne, Languedoc-Roussillon, Nord – Pas-de-Calais, Pays de la Loire, "
        "Poitou-Charentes, Provence-Alpes-Côte d'Azur, Rhône-Alpes",
    ),
    "Brest pèse « près des deux tiers » de Rennes": (WRONG, "56 % de Rennes (10 358)"),
    "Caen : « un peu plus de 7 400 » professionnels": (WRONG, "7 744"),
    "Caen est « trois fois supérieure à son second »": (WRONG, "4,24 fois Cherbourg"),
    "Alès, « pôle secondaire »": (WRONG, "rang 3 dans la Figure 3 ; aucun pôle secondaire"),
    "Tarbes, « second » de Toulouse": (WRONG, "deuxième par le rang (10,16 fois), 4e par le"),
    "Albi, parmi les « très petits pôles secondaires »": (WRONG, "Albi (2 919) : 2e"),
    "Mâcon, parmi les pôles intermédiaires de Rhône-Alpes": (WRONG, "en Bourgogne"),
    "46 bassins de vie dans le Nord – Pas-de-Calais": (WRONG, "57 y ont leur centre"),
    "les pôles de rang 2 du Nord – Pas-de-Calais sont tous dans l'aire métropolitaine de Lille": (
        *(CONTRADICTED, "Dunkerque, de rang 2"),
    ),
    "CHT du Valenciennois : 6 juin 2011": (CONTRADICTED, "21 juin 2011"),
    "un titre « Fourmies / Hirson »": (CONTRADICTED, "Valenciennois"),
    "nombre de sites que l'appel à projets numériques a retenus": (CONTRADICTED, "deux"),
    "« Carte 110 »": (WRONG, "carte 11"),
}
"""What the report prints → what is said of it, and how what is found begins or what it holds."""


@cache
def told() -> pd.DataFrame:
    return pg.report_2014.claims().map(simple).set_index("enonce")


def test_every_claim_is_there_once_and_no_other() -> None:
    assert told().index.tolist() == [simple(printed) for printed in RECOUNTED]


@pytest.mark.parametrize("printed", RECOUNTED)
def test_each_claim_is_answered_by_the_inventory(printed: str) -> None:
    said, found = RECOUNTED[printed]
    assert told().loc[simple(printed), "constat"] == said
    assert simple(found) in told().loc[simple(printed), "recompte"]


def test_the_page_says_what_the_table_says_under_the_right_heading() -> None:
    parts = dict(zip((WRONG, CONTRADICTED, CONFIRMED), re.split("\n### ", PAGE)[1:], strict=True))
    for constat, part in parts.items():
        rows = [line for line in part.splitlines() if line.startswith("| ")][1:]
        expected = told()[told()["constat"] == constat].reset_index()
        assert [simple(row) for row in rows] == [
            simple(f"| {claim.lieu} | {claim.enonce} | {claim.recompte} |".replace("'", "’"))
            for claim in expected.itertuples()
        ]


@pytest.mark.parametrize("name", ["Valence", "Arles", "Salon", "Fréjus", "Grenoble"])
def test_what_depends_on_a_model_or_is_left_out_is_no_claim(name: str) -> None:
    written = told().reset_index()
    assert not (written["enonce"] + written["recompte"]).str.contains(name).any()


def test_the_shares_printed_are_those_of_the_published_figure() -> None:
    assert [round(100 * number / 153, 1) for number in (47, 49)] == [30.7, 32.0]
