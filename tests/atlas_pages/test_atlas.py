"""The atlas: everything is there, whole, linked, and drawn the same twice."""

import re
import subprocess
import warnings
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import pandas as pd
import pytest
from command import run
from effectif_tables import raises, simple, table
from insee_workbooks import read_sheet

import poles_geo as pg
from poles_geo.atlas_pages.atlas import maps_to_draw
from poles_geo.errors import ChoiceError, TableError, WriteError
from poles_geo.regions import REGIONS_2014
from poles_geo.report_2014.plates import NAMED
from poles_geo.typography import slug

pytestmark = pytest.mark.filterwarnings("ignore:carte «")
"""What the linter finds on the maps is for its own tests."""

Done = subprocess.CompletedProcess[str]

FORMATS = ("pdf", "svg")
MAPS = len(maps_to_draw(pg.load_report()))
TABLES = {
    "figure1": 23,
    "figure1_publiee": 23,
    "figure1_ecarts": 6,
    "figure3": 153,
    "structures2013": 5,
    "constats": 30,
    "configurations": 22,
    "centralites": 153,
    "dependance": 153,
    "cooperations": 26,
}
"""Rows of the tables of the published pôles, worked out from the report; Annexe 2 apart."""


class Links(HTMLParser):
    """What a page links to and shows, and its anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: set[str] = set()
        self.images: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.targets += [value for key in ("href", "src") if (value := found.get(key))]
        self.anchors |= {value for value in [found.get("id")] if value}
        self.images += [found] if tag == "img" else []


@pytest.fixture(scope="module")
def drawn_atlas(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Run the command once; return the folder that it draws, and how it ended."""
    folder = tmp_path_factory.mktemp("atlas") / "sous" / "cartes"
    return folder, run("atlas", folder, "--formats", "pdf, SVG,pdf")


@pytest.fixture(scope="module")
def folder(drawn_atlas: tuple[Path, Done]) -> Path:
    return drawn_atlas[0]


def test_the_command_says_what_it_wrote(drawn_atlas: tuple[Path, Done]) -> None:
    folder, done = drawn_atlas
    assert done.returncode == 0
    assert all("carte «" in line for line in done.stderr.splitlines())
    assert simple(done.stdout) == f"142 fichiers dans {folder} ; à ouvrir : {folder}/index.html\n"


def test_every_file_is_there_and_no_other(folder: Path) -> None:
    cartes = {"france", "sensibilite", "bassin-minier"}
    cartes |= {"maillage", "dependance", "attraction", "cooperations"}
    cartes |= {f"region-{slug(name)}" for name in REGIONS_2014}
    cartes |= {f"rapport-{n}" for n in ("1", "1bis", "3", "4", "6", "7", "9", "10a", "10b")}
    cartes |= {f"nous-et-les-autres-{slug(name)}" for name in NAMED}
    cartes |= {"bassin-minier-attraction", "schema", "maisons-et-poles-de-sante-2013"}
    assert len(cartes) == MAPS
    assert "region-provence-alpes-cote-d-azur" in cartes
    expected = {f"{name}.{kind}" for name in cartes for kind in FORMATS}
    expected |= {
        f"tableaux/{name}{suffix}"
        for name in (*TABLES, "annexe2")
        for suffix in (".csv", ".xlsx", ".html", ".md")
    }
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == expected | {"index.html", "carte-interactive.html"}


def test_every_map_is_whole(folder: Path) -> None:
    for path in folder.glob("*.pdf"):
        content = path.read_bytes()
        assert content.startswith(b"%PDF-"), path.name
        assert content.rstrip().endswith(b"%%EOF"), path.name
    titles = set()
    for path in folder.glob("*.svg"):
        root = ElementTree.parse(path).getroot()
        assert root.tag.endswith("}svg"), path.name
        titles.add("".join(root.itertext()).strip()[:95])
    assert len(titles) == MAPS


def test_every_link_of_the_page_resolves(folder: Path) -> None:
    page = Links((folder / "index.html").read_text(encoding="utf-8"))
    linked = set()
    for target in page.targets:
        if target.startswith("#"):
            assert target[1:] in page.anchors, target
        else:
            assert (folder / target).is_file(), target
            linked.add(folder / target)
    assert linked == {path for path in folder.rglob("*.*") if path.name != "index.html"}
    assert len(page.images) == MAPS
    for image in page.images:
        assert str(image["src"]).endswith(".svg")
        assert str(image["alt"]).startswith("Carte\u00a0: ")
        assert image["loading"] == "lazy"


def test_pictures_keep_their_place_before_they_are_loaded(folder: Path) -> None:
    page = Links((folder / "index.html").read_text(encoding="utf-8"))
    for image in page.images:
        root = ElementTree.parse(folder / str(image["src"])).getroot()
        width, height = (float(root.attrib[key].removesuffix("pt")) for key in ("width", "height"))
        shown = float(str(image["height"])) / float(str(image["width"]))
        assert shown == pytest.approx(height / width, abs=0.002)


def test_the_tables_hold_the_published_poles(folder: Path) -> None:
    for name, rows in TABLES.items():
        path = folder / "tableaux" / name
        read = pd.read_csv(path.with_suffix(".csv"), sep=";", decimal=",", encoding="utf-8-sig")
        assert len(read) == rows, name
        assert len(pd.read_excel(path.with_suffix(".xlsx"), engine="calamine")) == rows
        assert path.with_suffix(".html").read_text(encoding="utf-8").count("<tr>") == rows + 1
        lines = path.with_suffix(".md").read_text(encoding="utf-8").splitlines()
        assert sum(line.startswith("| ") for line in lines) == rows + 2


def test_the_page_says_how_many_poles_and_their_source(folder: Path) -> None:
    text = simple((folder / "index.html").read_text(encoding="utf-8"))
    assert "153 pôles d’offre de soins : 15 de rang 1, 42 de rang 2, 46 de rang 3 et 50" in text
    assert "Sources : fichiers RPPS et ADELI (publication de mars 2014)." in text
    assert re.search(r"\w'\w", re.sub(r"(?s)<style>.*</style>|<[^>]*>", "", text)) is None


@pytest.fixture
def one_map(keep_maps: Callable[..., None]) -> None:
    """Draw Corse alone, whose two pôles make a light map."""
    keep_maps("region-corse")


@pytest.mark.usefixtures("one_map")
def test_the_same_poles_give_the_same_bytes(tmp_path: Path) -> None:
    poles = pg.load_report()
    first = pg.atlas(poles, tmp_path / "a", formats=("svg", "png"))
    shuffled = poles.sample(frac=1, random_state=1)
    second = pg.atlas(shuffled, tmp_path / "b", formats=("svg", "png"))
    assert first[-1] == tmp_path / "a" / "index.html"
    assert len(first) == 32
    for one, other in zip(first, second, strict=True):
        assert one.relative_to(tmp_path / "a") == other.relative_to(tmp_path / "b")
        assert one.read_bytes() == other.read_bytes(), one.name


@pytest.mark.usefixtures("one_map")
def test_poles_of_ones_own_need_no_more_than_classify_gives(tmp_path: Path) -> None:
    effectifs = table(
        (12_000, 3000, 10),
        (2000, 500, 10),
        (900, 100, 0),
        codes=["59350", "01004", "2A004"],
    )
    poles = pg.classify(effectifs)
    poles.attrs |= {"source": "RPPS <essai>", "date": "mars 2024"}
    pg.atlas(poles, tmp_path, formats="svg")
    text = simple((tmp_path / "index.html").read_text(encoding="utf-8"))
    assert "2 pôles d’offre de soins : 1 de rang 1 et 1 de rang 3." in text
    assert "RPPS &lt;essai&gt; (mars 2024)" in text
    inventory = pd.read_csv(tmp_path / "tableaux" / "figure3.csv", sep=";", dtype=str)
    assert inventory[["nom", "region_2016"]].to_numpy().tolist() == [
        ["Ambérieu-en-Bugey", "Auvergne-Rhône-Alpes"],
        ["Lille", "Hauts-de-France"],
    ]
    assert "Aucun pôle dans le cadre" in (tmp_path / "region-corse.svg").read_text("utf-8")


def test_maps_that_own_poles_do_not_call_for_are_left_out() -> None:
    report = pg.load_report()
    south = report[report["region_2014"] != "Nord - Pas-de-Calais"]
    own_attrs = {**report.attrs, "publication": ""}
    tables = [report, report.copy(), south.copy()]
    for own_table in tables[1:]:
        own_table.attrs = own_attrs
    drawn, own, elsewhere = ({known.name for known in maps_to_draw(one)} for one in tables)
    assert drawn - own == {"maisons-et-poles-de-sante-2013", "sensibilite", "cooperations"}
    assert own - elsewhere == {"schema", "nous-et-les-autres-nord-pas-de-calais"}


@pytest.mark.usefixtures("one_map")
def test_names_are_text_not_html(tmp_path: Path) -> None:
    poles = pg.load_report()
    poles.loc["2A004", "nom"] = "<script>alert('Ajaccio')</script>"
    pg.atlas(poles, tmp_path, formats=["svg"])
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    ElementTree.parse(tmp_path / "region-corse.svg")


@pytest.mark.usefixtures("one_map")
def test_a_page_without_pictures_links_to_the_files(tmp_path: Path) -> None:
    pg.atlas(None, tmp_path, formats=("pdf",))
    page = Links((tmp_path / "index.html").read_text(encoding="utf-8"))
    assert page.images == []
    assert "region-corse.pdf" in page.targets


def test_wrong_arguments_write_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "cartes"
    with raises(ChoiceError, match="formats = 'jpg' : valeurs possibles : pdf, svg, png"):
        pg.atlas(None, folder, formats=("png", "jpg"))
    with raises(ChoiceError, match="formats : un au moins est attendu"):
        pg.atlas(None, folder, formats=())
    with raises(TableError, match="aucun bassin n'a de rang"):
        pg.atlas(pg.classify(table((10, 5, 0))), folder)
    with raises(TableError, match="absentes : rang"):
        pg.atlas(table((10, 5, 0)), folder)
    lille = pg.classify(table((5000, 900, 0), codes=["59350"]))
    with raises(TableError, match=r"code de bassin répété \(1 ligne : 59350\)"):
        pg.atlas(pd.concat([lille, lille]), folder)
    words = lille.astype({"effectif": "object"})
    words.loc["59350", "effectif"] = "cinq mille"
    with raises(TableError, match=r"effectif qui n'est pas un nombre .*59350"):
        pg.atlas(words, folder)
    assert not folder.exists()
    folder.touch()
    with raises(WriteError, match="dossier impossible à créer"):
        pg.atlas(None, folder)


def test_a_table_of_all_bassins_goes_from_classify_to_the_inventory(
    real_data: Path, tmp_path: Path
) -> None:
    """Effectifs are made up: 7 professionals a commune of each real bassin, and 1 psychiatric."""
    bassins = read_sheet(real_data / "insee" / "BV2012_au_01-01-2022.zip", "BV2012")
    bassins = bassins[~bassins["BV2012"].str.startswith(("97", "ZZ"))].set_index("BV2012")
    communes = bassins["NB_COM"].astype(float).astype(int) * 70
    effectifs = table(*((n, n // 4, n // 70) for n in communes), codes=bassins.index.tolist())
    source = tmp_path / "effectifs.csv"
    effectifs.to_csv(source, sep="\t")
    done = run("classify", source, "--sortie", tmp_path / "poles.csv")
    poles = pg.classify(effectifs)
    count = int(poles["rang"].notna().sum())
    assert 100 < count < 1641
    assert simple(done.stdout).startswith(f"{count} pôles sur 1 641 bassins de vie, dans ")
    read = pd.read_csv(
        tmp_path / "poles.csv",
        sep=";",
        decimal=",",
        encoding="utf-8-sig",
        index_col="code_bassin",
        dtype={"code_bassin": str, "rang": "Int64", "marge_rang": "Int64"},
    )
    assert read.index[0] == "01004"
    pd.testing.assert_frame_equal(
        read, poles.assign(type_pole=poles["type_pole"].astype("str")), check_dtype=False
    )


@pytest.mark.parametrize("workers", [1, 2])
def test_a_warning_of_any_process_is_the_callers_and_comes_once(
    report: gpd.GeoDataFrame, tmp_path: Path, workers: int, keep_maps: Callable[..., None]
) -> None:
    keep_maps("region-corse", "bassin-minier")
    other = report[report["region_2014"].isin(["Corse", "Nord - Pas-de-Calais"])]
    bassins = gpd.GeoDataFrame(
        {"nom": ["Ajaccio"]},
        index=pd.Index(["2A004"], name="code_bassin"),
        geometry=other.geometry[["2A004"]].buffer(5_000).to_numpy(),
        crs=2154,
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        pg.atlas(other, tmp_path, bassins=bassins, formats="svg", workers=workers)
    assert caught
    assert {warning.filename for warning in caught} == {__file__}
    texts = [str(warning.message) for warning in caught]
    assert len(texts) == len(set(texts))
