"""An atlas of another rule than the report's, from the command line alone."""

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from command import run
from drawn_pages import printed
from effectif_tables import simple
from matplotlib import pyplot as plt

import poles_geo as pg
from poles_geo.cartes import STYLE_BLACK_AND_WHITE, STYLE_REPORT, Style
from poles_geo.ranking.carried import KEY

pytestmark = pytest.mark.filterwarnings("ignore:carte «")
"""What the linter finds on the maps is for its own tests."""

RULES = """
nom = "Règle d'essai"
source = "les tests"

[[rangs]]
rang = 1
type_pole = "capitale sanitaire"
sigle = "CS"
conditions = [{ mesure = "effectif", plus_de = 12000 }]

[[rangs]]
rang = 2
type_pole = "ville-appui"
sigle = "VA"
conditions = [{ mesure = "effectif", au_moins = 5400 }]

[[rangs]]
rang = 3
type_pole = "ville-relais"
sigle = "VR"
conditions = [
    { mesure = "effectif", au_moins = 2100 },
    { mesure = "part_pole", au_moins = 0.175 },
    { mesure = "part_psychiatrie", moins_de = 0.0625 },
]

[[rangs]]
rang = 4
type_pole = "bourg-centre"
sigle = "BC"
conditions = [{ mesure = "effectif_hors_psychiatrie", plus_de = 1350 }]

[[rangs]]
rang = 5
type_pole = "point d'appui"
sigle = "PA"
conditions = [{ mesure = "part_pole", au_moins = 0.125 }]
"""
WORDS = ("Capitale sanitaire", "Ville-appui", "Ville-relais", "Bourg-centre", "Point d’appui")
BOUNDS = (
    "plus de 12 000 professionnels",
    "au moins 5 400 professionnels",
    "au moins 2 100 professionnels",
    "au moins 17,5 % de professionnels de pôle",
    "moins de 6,25 % d’infirmiers psychiatriques",
    "plus de 1 350 professionnels hors infirmiers psychiatriques",
    "au moins 12,5 % de professionnels de pôle",
)
OTHERS = re.compile(
    "pôle des grandes métropoles|grand pôle|pôle intermédiaire|pôle secondaire|P-GM|"
    r"\b(10|3|1) 000 professionnels|\b(moins|plus|de) (20|18) %|(?-i:\bORS\b)",
    re.IGNORECASE,
)


MAPS = "france,parts,sensibilite,bassin-minier,schema,rapport-1*,rapport-4,region-bretagne"
OF_ZONE = "parts,sensibilite,exposition,loin"


def effectifs() -> pd.DataFrame:
    """Give counts to the bassins of the report: every rank of the rule has some."""
    effectif = pg.load_report()["effectif"].astype(int)
    pole = effectif * (1 + pd.Series(range(len(effectif)), effectif.index) % 4) // 12
    nurses = effectif // 40
    table = pd.DataFrame(
        {"effectif": effectif, "proximite": effectif - pole, "pole": pole,
         "infirmiers_psychiatrie": nurses.clip(upper=pole)}
    )  # fmt: skip
    table.attrs["zonage"] = "BV2012"
    return table.rename_axis("code_bassin")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rank and draw, with the two commands alone."""
    folder = tmp_path_factory.mktemp("regle")
    (folder / "regles.toml").write_text(RULES, "utf-8")
    pg.write_table(effectifs(), folder / "effectifs.csv")
    for arguments in (
        ("classify", "effectifs.csv", "--regles", "regles.toml", "--sortie", "poles.csv"),
        ("atlas", "atlas", "--poles", "poles.csv", "--formats", "svg", "--cartes", MAPS),
        (
            "atlas",
            "atlas/zone",
            "--poles",
            "poles.csv",
            "--formats",
            "svg",
            "--zone",
            "Bretagne",
            "--cartes",
            OF_ZONE,
        ),
    ):
        done = run(*arguments, cwd=folder)
        assert done.returncode == 0
        said = done.stderr.splitlines()  # the table has no source, the rule bounds of three digits
        assert all(
            re.search("cartes? «", line) and ("source" in line or "borne" in line) for line in said
        )
    return folder / "atlas"


def text_of(path: Path) -> str:
    """Give what a file says, with plain spaces; of an SVG or an HTML page, what it shows."""
    text = path.read_bytes().decode("utf-8-sig")
    if path.suffix in (".svg", ".html"):
        text = re.sub(r"<style.*?</style>|<!--.*?-->|<metadata.*?</metadata>", "", text, flags=re.S)
        text = html.unescape(re.sub(r"<[^>]+>", " ", text)).encode().decode()
        text = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
    return simple(text)


def test_its_words_are_on_the_map_of_france_and_on_the_interactive_one(folder: Path) -> None:
    for name in ("france.svg", "carte-interactive.html"):
        text = text_of(folder / name)
        for word in (*WORDS, *BOUNDS):
            assert word.lower() in text.lower(), (name, word)


def test_its_words_are_in_the_tables_and_on_the_page(folder: Path) -> None:
    lists = text_of(folder / "tableaux" / "annexe2.csv")
    page = text_of(folder / "index.html")
    for word in WORDS:
        assert word.lower().replace("’", "'") in lists.lower()
        assert word.lower() in page.lower()
    counts = pd.read_csv(folder / "tableaux" / "figure1.csv", sep=";").iloc[-1]
    ranked = pg.classify(effectifs(), pg.load_rules(folder.parent / "regles.toml"))["rang"]
    assert [counts[f"rang{rang}"] for rang in range(1, 6)] == [
        (ranked == rang).sum() for rang in range(1, 6)
    ]
    assert counts["total"] == ranked.notna().sum()
    assert list(counts.index) == ["region_2016", *(f"rang{rang}" for rang in range(1, 6)), "total"]


def test_every_rank_of_the_rule_is_one_not_to_be_far_from(folder: Path) -> None:
    assert "Loin de tout pôle de rang 1 à 5 en Bretagne" in text_of(folder / "zone" / "loin.svg")


def test_none_of_the_report_s_words_is_anywhere(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.suffix in (".svg", ".html", ".csv", ".md")]
    assert len(files) > 15
    assert len([path for path in files if path.suffix == ".svg"]) >= 7
    for path in files:
        found = OTHERS.search(text_of(path))
        assert not found, (path.name, found)


def test_the_words_looked_for_would_be_found(tmp_path: Path) -> None:
    pg.map_national(pg.load_report()).save(tmp_path / "france.svg")
    assert len(set(OTHERS.findall(text_of(tmp_path / "france.svg")))) > 0


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def six_ranks() -> pg.Rules:
    bounds = (12_000, 6_000, 3_500, 2_200, 1_400, 900)
    return pg.Rules(
        "Six rangs",
        "les tests",
        tuple(
            pg.Rank(rang, f"niveau {rang}", f"N{rang}", (pg.Condition("effectif", "plus_de", n),))
            for rang, n in enumerate(bounds, 1)
        ),
    )


@pytest.mark.parametrize("style", [STYLE_REPORT, STYLE_BLACK_AND_WHITE])
@pytest.mark.parametrize("zone", [None, "Bretagne", "Hauts-de-France"])
def test_six_ranks_are_told_apart(style: Style, zone: str | None) -> None:
    poles = pg.classify(effectifs(), six_ranks())
    assert poles["rang"].nunique() == 6
    carte = pg.map_poles(poles, zone, style=style)
    assert {fault.rule for fault in pg.lint(carte)} == {"source"}


def test_rules_given_to_a_map_win() -> None:
    poles = pg.classify(effectifs(), six_ranks())
    renamed = pg.Rules(
        "Autres noms",
        "les tests",
        tuple(
            pg.Rank(rank.rang, f"étage {rank.rang}", rank.sigle, rank.conditions)
            for rank in six_ranks().ranks
        ),
    )
    text = " ".join(printed(pg.map_national(poles, rules=renamed)))
    assert "Étage 6" in text
    assert "Niveau" not in text


def test_rules_given_to_the_atlas_win(tmp_path: Path, keep_maps: Callable[..., None]) -> None:
    keep_maps("france")
    poles = pg.classify(effectifs(), six_ranks())
    poles.attrs.pop(KEY)
    pg.atlas(poles, tmp_path, rules=six_ranks(), formats="svg")
    assert "plus de 2 200 professionnels" in text_of(tmp_path / "france.svg")


def test_a_table_that_lost_its_rules_is_drawn_without_bounds(tmp_path: Path) -> None:
    poles = pg.classify(effectifs(), six_ranks())
    pg.write_table(poles, tmp_path / "poles.csv")
    (tmp_path / "poles.csv-metadata.json").unlink()
    with pytest.warns(UserWarning, match="ne porte pas sa règle"):
        text = " ".join(printed(pg.map_national(pg.read_table(tmp_path / "poles.csv"))))
    assert "6 – Niveau 6" in text
    assert "plus de" not in text
