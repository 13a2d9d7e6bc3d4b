"""From a regional workbook with its own columns to an atlas, in three commands and no other file.

Its pages speak of the region and of the professions that it counts; nothing is said of the rest.
"""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from command import run
from effectif_tables import simple

import poles_geo as pg

HAUTS = ("02", "59", "60", "62", "80")
COLUMNS = {"Médecins généralistes": "generaliste", "Infirmières": "infirmiers"}
MAPPING = '"Médecins généralistes" = "10G"\n"Infirmières" = "60"\n'
OTHERS = (
    "Alsace|Aquitaine|Auvergne|Bretagne|Corse|Limousin|Lorraine|Midi-Pyrénées|Poitou-Charentes|"
    "Rhône-Alpes"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the three commands of the README on a table of the region, by commune."""
    folder = tmp_path_factory.mktemp("region")
    example = pg.load_example()
    region = example[example.index.str[:2].isin(HAUTS)]
    table = pd.DataFrame({name: 4 * region[column] for name, column in COLUMNS.items()})
    table.rename_axis("Code INSEE").reset_index().to_excel(folder / "2024_region.xlsx", index=False)
    (folder / "colonnes.toml").write_text(MAPPING, "utf-8")
    said = []
    for command in (
        "count 2024_region.xlsx --colonnes colonnes.toml --sortie effectifs.csv",
        "classify effectifs.csv --sortie poles.csv",
        "atlas cartes --poles poles.csv --bassins bv2022 --formats svg --date 2024",
    ):
        done = run(*command.split(), cwd=folder)
        assert done.returncode == 0, done.stderr
        said.append(simple(done.stdout + done.stderr))
    (folder / "dit.txt").write_text("\n".join(said), "utf-8")
    return folder


def test_the_commands_say_what_is_counted(folder: Path) -> None:
    said = (folder / "dit.txt").read_text("utf-8")
    assert "champ : Hauts-de-France" in said
    assert re.search(r"dans 1\d\d bassins de vie \(Insee", said)
    assert re.search(r"pôles sur 1\d\d bassins de vie \(1 5\d\d autres non comptés", said)
    beside = json.loads((folder / "effectifs.csv-metadata.json").read_text("utf-8"))
    assert beside["champ"]["departements"] == list(HAUTS)
    assert simple(beside["champ"]["professions"]) == "médecins généralistes et infirmiers seulement"


def test_the_pages_are_those_of_the_region(folder: Path) -> None:
    assert {path.stem for path in (folder / "cartes").glob("*.svg")} == {
        "territoire", "bassin-minier", "schema", "region-hauts-de-france",
    }  # fmt: skip
    tables = {path.stem for path in (folder / "cartes" / "tableaux").iterdir()}
    assert tables == {"figure1", "figure3", "annexe2"}
    figure1 = pd.read_csv(folder / "cartes" / "tableaux" / "figure1.csv", sep=";")
    regions = figure1.iloc[:, 0].tolist()
    assert regions == ["Hauts-de-France", "Total"]


def test_the_pages_are_silent_on_the_rest(folder: Path) -> None:
    for page in [*(folder / "cartes").glob("*.svg"), folder / "cartes" / "index.html"]:
        text = simple(re.sub(r"<[^>]*>", " ", page.read_text("utf-8")))
        assert not re.search(rf"\b({OTHERS})\b", text), page.name
        assert "France métropolitaine" not in text, page.name
        if page.stem != "schema":
            assert re.search("[Mm]édecins généralistes et infirmiers seulement", text), page.name
    territory = simple((folder / "cartes" / "territoire.svg").read_text("utf-8"))
    for words in ("Hauts-de-France", "non comparable au rapport", "Non compté", "sans rang"):
        assert words in territory


def test_the_interactive_page_tells_the_rest_from_hors_pole(folder: Path) -> None:
    page = (folder / "cartes" / "carte-interactive.html").read_text("utf-8")
    assert "Hauts-de-France" in page
    assert "Nombre de professionnels comptés" in page
    states = re.search(r'"rang":(\[[^\]]*\])', page)
    assert states is not None
    found = pd.Series(json.loads(states[1])).astype(str).value_counts()
    assert found["sans"] > 1_500
    assert 90 < found["hors"] < 150
