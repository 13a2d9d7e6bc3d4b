"""A project: one file remakes counts, ranks and an atlas a zone; its faults are told at once."""

import json
from pathlib import Path

import pytest
from command import run
from effectif_tables import raises, simple
from regional_workbook import write_regional

import poles_geo as pg
from poles_geo.cli.main import main
from poles_geo.cli.project import KEYS, folder_of, read_project
from poles_geo.errors import LayoutError, SourceError

PROJECT = """
[source]
fichier = "2024_region.xlsx"
nom = "Enquête régionale"
date = "décembre 2024"

[colonnes]
"Médecins généralistes" = "10G"
"Infirmières" = "60"

[champ]
departements = ["Hauts-de-France"]

[charte]
auteur = "ARS Hauts-de-France"
couleurs = ["#0b3c5d", "#328cc1", "#7fb7be", "#d9e8e3"]
palette = { mer = "#e6eef2", zone = "#0b3c5e" }

[pages]
zones = ["Pas-de-Calais", "59"]
formats = ["svg"]
cartes = ["terr*"]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Remake a project of two départements, from a workbook of its own columns."""
    folder = tmp_path_factory.mktemp("projet")
    write_regional(
        folder / "2024_region.xlsx",
        generaliste="Médecins généralistes",
        infirmiers="Infirmières",
    )
    (folder / "projet.toml").write_text(PROJECT, "utf-8")
    done = run("atlas", folder / "sortie", "--projet", folder / "projet.toml", cwd=folder.parent)
    assert done.returncode == 0, done.stderr
    return folder / "sortie"


def test_a_zone_that_is_not_known_is_said_before_any_folder_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "e.csv").write_text("CODGEO;60\n59350;3\n", "utf-8")
    text = "[source]\nfichier = 'e.csv'\n[pages]\nzones = ['Nord', 'Absurdie']\n"
    (tmp_path / "p.toml").write_text(text, "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["atlas", str(tmp_path / "sortie"), "--projet", str(tmp_path / "p.toml")])
    assert ended.value.code == 2
    assert "zone « Absurdie » inconnue" in simple(capsys.readouterr().err)
    assert not (tmp_path / "sortie").exists()


def test_everything_is_remade(folder: Path) -> None:
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {
        "effectifs.csv", "effectifs.csv-metadata.json", "poles.csv", "bilan/bilan.csv",
        "pas-de-calais/territoire.svg", "pas-de-calais/index.html", "59/territoire.svg",
        "59/tableaux/figure1.csv",
    } <= found  # fmt: skip
    page = simple((folder / "pas-de-calais" / "territoire.svg").read_text("utf-8"))
    assert "Les pôles d’offre de soins – Pas-de-Calais" in page
    assert not (folder / "pas-de-calais" / "schema.svg").exists()
    for text in ("#328cc1", "#e6eef2", "#0b3c5e", "Enquête régionale", "ARS Hauts-de-France, avec"):
        assert text in page


def test_the_metadata_say_what_it_was_made_from(folder: Path) -> None:
    said = json.loads((folder / "poles.csv-metadata.json").read_text("utf-8"))["provenance"]
    assert said["poles_geo"] == pg.__version__
    names = [entry["fichier"] for entry in said["entrees"]]
    assert names == ["2024_region.xlsx", "projet.toml"]
    assert all(len(entry["sha256"]) == 64 for entry in said["entrees"])
    assert any("bassins de vie 2022" in text for text in said["editions"])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", '[source] : fichier = "…" manque'),
        ("[sources]\nfichier = 'a'", "table [sources] inconnue ; tables possibles : source"),
        ("source = 3", "source : une table est attendue, [source]"),
        ("[source]\nfichier = 3", "[source] fichier : un fichier est attendu"),
        ("[source]\nfichier = 'a'\nfich = 'b'", "[source] fich inconnu ; clés possibles : fichier"),
        (
            "[source]\nfichier = 'a'\nchamp = '974'",
            "mouvements ; [champ] est une table, à part",
        ),
        ("[source]\nfichier = 'a'\n[pages]\nzones = 'x'", "zones : une liste de textes"),
        ("[source]\nfichier = 'a'\n[pages]\nregions = 2015", "regions : 2014 ou 2016"),
        ("[source]\nfichier = 'a'\n[zonage]\ndessines = 'oui'", "dessines : true ou false"),
        ("[source]\nfichier = 'a'\n[charte]\npalette = 'x'", "palette : une table de couleurs"),
        ("[source]\nfichier = 'a'\n[charte.palette]\nmer = 3", "palette : une table de couleurs"),
        ("[source", "n'est pas un fichier TOML"),
    ],
)
def test_each_fault_is_told(content: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "projet.toml"
    path.write_text(content, "utf-8")
    with raises(LayoutError, told.replace("[", r"\[").replace("]", r"\]")):
        read_project(path)


def test_files_are_found_from_the_folder_of_the_project(tmp_path: Path) -> None:
    path = tmp_path / "projet.toml"
    path.write_text("[source]\nfichier = 'a.csv'\n[zonage]\nbassins = 'BV2012'", "utf-8")
    project = read_project(path)
    assert project.get("source", "fichier") == str(tmp_path / "a.csv")
    assert project.get("zonage", "bassins") == "BV2012"
    with raises(SourceError, "absent"):
        read_project(tmp_path / "absent.toml")


def test_a_project_takes_no_other_option(tmp_path: Path) -> None:
    done = run("atlas", tmp_path / "s", "--projet", "projet.toml", "--zone", "59")
    assert done.returncode == 2
    assert "--projet dit tout" in simple(done.stderr)


def test_the_guide_has_every_key() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "votre-territoire.md").read_text("utf-8")
    for table, keys in KEYS.items():
        assert f"`{table}`" in guide
        assert all(f"`{key}`" in guide for key in keys)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('[source]\nfichier = "c.csv"\npar = "x"', "par : personne, fraction ou activite est"),
        ('[source]\nfichier = "c.csv"\npostal = "x"', "postal : unique, partage ou aucun est"),
        ('[source]\nfichier = "c.csv"\nprofessions = "2015"', "professions : 2014 ou actuelles"),
        ('[charte]\nstyle = "sepia"', "style : couleur, noir-et-blanc, demi-page ou diapositive"),
        ('[charte]\npolice = "absente"', "--police = 'absente'"),
        ('[charte]\ncouleurs = ["x"]', "une couleur est attendue"),
        ('[pages]\nformats = ["exe"]', "--formats = 'exe'"),
        ("[pages]\nformats = []", "--formats : un au moins"),
        ("[pages]\nregions = 2014.0", "regions : 2014 ou 2016"),
        ('[regles]\nfichier = "absent.toml"', "absent.toml"),
    ],
)
def test_what_a_project_says_wrongly_is_told_before_anything_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, told: str
) -> None:
    (tmp_path / "c.csv").write_text("CODGEO;60\n59350;3\n")
    source = "" if "[source]" in line else '[source]\nfichier = "c.csv"\n'
    (tmp_path / "p.toml").write_text(source + line)
    with pytest.raises(SystemExit):
        main(["atlas", str(tmp_path / "a"), "--projet", str(tmp_path / "p.toml")])
    assert told in simple(capsys.readouterr().err)
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("option", ["--style demi-page", "--formats svg", "--comparer"])
def test_a_project_takes_no_other_choice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    with pytest.raises(SystemExit):
        main(["atlas", str(tmp_path / "a"), "--projet", "p.toml", *option.split()])
    assert "--projet dit tout" in simple(capsys.readouterr().err)


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        ('[source]\nfichier = "absent.xlsx"', "absent.xlsx"),
        ('[source]\nfichier = "e.csv"\ncodes_postaux = "p.csv"', "p.csv"),
        ('[source]\nfichier = "e.csv"\n[zonage]\nbassins = "z.csv"', "z.csv"),
        ('[source]\nfichier = "e.csv"\n[regles]\nfichier = "r.toml"', "r.toml"),
    ],
)
def test_a_file_that_is_absent_is_said_before_any_folder_is_made(
    tmp_path: Path, content: str, missing: str
) -> None:
    (tmp_path / "e.csv").write_text("CODGEO;60\n59350;12\n", "utf-8")
    (tmp_path / "p.toml").write_text(content, "utf-8")
    done = run("atlas", "sortie", "--projet", "p.toml", cwd=tmp_path)
    assert done.returncode == 2
    assert missing in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "sortie").exists()


SEVERAL = """
[source]
fichier = "2024_region.xlsx"
[colonnes]
"Infirmières" = "60"
"Généralistes" = "10G"
[champ]
departements = ["Hauts-de-France"]
[pages]
zones = {zones}
formats = ["png"]
cartes = {maps}
"""


def several(folder: Path, zones: list[str], maps: list[str]) -> Path:
    """Write a project of several zones, and its workbook; give its file."""
    write_regional(
        folder / "2024_region.xlsx", infirmiers="Infirmières", generaliste="Généralistes"
    )
    path = folder / "projet.toml"
    path.write_text(SEVERAL.format(zones=json.dumps(zones), maps=json.dumps(maps)), "utf-8")
    return path


def test_a_zone_without_pole_is_told_once_the_others_are_drawn(tmp_path: Path) -> None:
    path = several(tmp_path, ["CC Osartis Marquion", "Lozère", "62"], ["territoire", "schema"])
    folder = tmp_path / "sortie"
    for before in ("", " ; le dossier lozere est d'avant"):
        done = run("atlas", folder, "--projet", path)
        assert done.returncode == 1
        told = simple(done.stderr)
        assert "1 atlas sur 3 dessinés : 2 défauts" in told
        assert (
            "zone « CC Osartis Marquion » : table des pôles : aucun pôle dans « CC Osartis "
            "Marquion », il n'y a rien à dessiner.\n"
        ) in told
        assert (
            "« Lozère » (la source n'y compte aucun département en entier), il n'y a rien à "
            f"dessiner.{before}\n"
        ) in told
        assert (folder / "62" / "schema.png").exists()
        (folder / "lozere").mkdir(exist_ok=True)
        (folder / "lozere" / "index.html").write_text("", "utf-8")


def test_a_map_that_another_zone_has_is_not_asked_of_each(tmp_path: Path) -> None:
    path = several(tmp_path, ["CA Lens-Liévin", "Pas-de-Calais"], ["territoire", "schema"])
    done = run("atlas", tmp_path / "sortie", "--projet", path)
    assert done.returncode == 0, done.stderr
    drawn = sorted(file.parent.name + "/" + file.stem for file in tmp_path.rglob("*.png"))
    assert drawn == [
        "ca-lens-lievin/territoire",
        "pas-de-calais/schema",
        "pas-de-calais/territoire",
    ]
    done = run(
        "atlas", tmp_path / "autre", "--projet", several(tmp_path, ["59", "62"], ["terr*", "x"])
    )
    assert done.returncode == 1
    assert "aucune zone dessinée n'a x" in simple(done.stderr)
    assert (tmp_path / "autre" / "59" / "territoire.png").exists()


def test_zones_of_one_folder_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = several(tmp_path, ["Nord", "62", "nord"], [])
    with pytest.raises(SystemExit) as ended:
        main(["atlas", str(tmp_path / "sortie"), "--projet", str(path)])
    assert ended.value.code == 2
    assert "« Nord » et « nord » auraient le même dossier" in simple(capsys.readouterr().err)
    assert not (tmp_path / "sortie").exists()


def test_a_perimeter_is_found_from_the_folder_of_the_project(tmp_path: Path) -> None:
    path = tmp_path / "projet.toml"
    path.write_text(
        "[source]\nfichier = 'a.csv'\n[pages]\nzones = ['z/Lens.GeoJSON', '62']", "utf-8"
    )
    zones = read_project(path).get("pages", "zones")
    assert zones == [str(tmp_path / "z" / "Lens.GeoJSON"), "62"]
    assert [folder_of(zone) for zone in zones] == ["lens", "62"]


@pytest.mark.parametrize(
    ("zonage", "drawn"), [("epci", True), ("Intercommunalités", True), ("bv2022", False)]
)
def test_units_that_place_no_pole_by_their_code_are_drawn(
    zonage: str, drawn: bool, tmp_path: Path
) -> None:
    names = {"generaliste": "Médecins généralistes", "infirmiers": "Infirmières"}
    write_regional(tmp_path / "table.xlsx", **names)
    (tmp_path / "projet.toml").write_text(
        '[source]\nfichier = "table.xlsx"\ndate = "2024"\n'
        f'[zonage]\nbassins = "{zonage}"\n'
        '[champ]\ndepartements = ["Hauts-de-France"]\n'
        '[pages]\nzones = ["62"]\nformats = ["svg"]\ncartes = ["territoire"]\n',
        "utf-8",
    )
    done = run("atlas", "sortie", "--projet", "projet.toml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = simple((tmp_path / "sortie" / "territoire.svg").read_text("utf-8"))
    assert ("Intercommunalité (2024)" in page) == drawn
