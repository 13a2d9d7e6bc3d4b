"""The three commands of the README: from the Annuaire Santé to the atlas, in real processes."""

import re
import shlex
import subprocess
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import register_truth
from checkout import CHECKOUT
from command import run
from effectif_tables import simple
from register_generator import Register, generate
from register_truth import Truth

from poles_geo.counting.known_professions.professions import PROFESSIONS_2014
from poles_geo.ranking.classify import classify
from poles_geo.regions import REGIONS_2016
from poles_geo.sources.zonings.compositions import read_composition
from poles_geo.tabular.reading import read_table
from poles_geo.typography import slug

N_PERSONS = 30_000
SOURCE = "Annuaire Santé (Agence du numérique en santé) (8 octobre 2026)"
CAUTION = "avertit que le RPPS ne les dénombre pas encore bien."
Done = subprocess.CompletedProcess[str]


def commands() -> list[list[str]]:
    """Words of the three commands, as the README writes them."""
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"(?s)```sh\n(poles-geo count .*?)```", readme)
    lines = [shlex.split(line) for line in block.splitlines()]
    assert [line[:2] for line in lines] == [
        ["poles-geo", name] for name in ("count", "classify", "atlas")
    ]
    return [line[1:] for line in lines]


@pytest.fixture(scope="module")
def register() -> Register:
    return generate(2014, N_PERSONS)


@pytest.fixture(scope="module")
def work(register: Register, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Done]]:
    """Run the commands on a file of the name that the README gives it, and nothing else."""
    folder = tmp_path_factory.mktemp("chaine")
    with zipfile.ZipFile(folder / "PS_LibreAcces.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("PS_LibreAcces_Personne_activite_202610080614.txt", register.to_bytes())
    count, classify, atlas = commands()
    # The file has people in some bassins of France only; it is said to count them all.
    steps = [[*count, "--champ", "tout"], classify, [*atlas, "--formats", "svg"]]
    done = [run(*step, cwd=folder) for step in steps]
    assert [step.returncode for step in done] == [0, 0, 0], [step.stderr for step in done]
    return folder, done


def test_count_finds_what_the_file_was_made_with(
    work: tuple[Path, list[Done]], register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, (count, _, _) = work
    composition = read_composition("BV2022")["code_bassin"].dropna()
    monkeypatch.setattr(register_truth, "BASSIN", composition.to_dict())
    truth = Truth(register).by_bassin("person", PROFESSIONS_2014.codes)
    expected = pd.Series(truth).groupby(level=0).sum()
    effectifs = read_table(folder / "effectifs.csv")["effectif"]
    assert sorted(effectifs.index) == sorted(composition.unique())
    # Belley shares its postal code with more communes than the file was made with.
    found = effectifs[effectifs > 0]
    assert found.drop("01034").to_dict() == expected.drop("01034").to_dict()
    assert found["01034"] < expected["01034"]
    said = simple(count.stdout)
    assert f"{len(register.lines):,} lignes".replace(",", " ") in said
    assert "! Infirmiers : " in said
    assert said.replace(",", " ").endswith(
        f"dans {len(effectifs):,} bassins de vie (Insee, bassins de vie 2022 (communes de 2024)) : "
        "effectifs.csv\n".replace(",", " ")
    )
    assert "sans autre lieu qu'un code postal" not in simple(count.stderr)


def test_classify_ranks_the_counts(work: tuple[Path, list[Done]]) -> None:
    folder, (_, classified, _) = work
    ranked = read_table(folder / "poles.csv")
    expected = classify(read_table(folder / "effectifs.csv"))
    assert ranked["rang"].tolist() == expected["rang"].tolist()
    assert ranked["motif"].tolist() == expected["motif"].tolist()
    n_poles = int(ranked["rang"].notna().sum())
    assert n_poles > 1
    assert simple(classified.stdout).startswith(f"{n_poles} pôles sur ")


def test_the_atlas_has_every_map_and_table_with_their_source(
    work: tuple[Path, list[Done]],
) -> None:
    folder, (_, _, atlas) = work
    said = simple(atlas.stderr)
    cartes = folder / "cartes"
    maps = {"france", "bassin-minier", *(f"region-{slug(name)}" for name in REGIONS_2016)}
    assert maps <= {path.stem for path in cartes.glob("*.svg")}
    # The file has not every profession: its pôles are not compared with the published ones.
    names = {"figure1", "figure3", "annexe2", "centralites", "dependance"}
    if any(cartes.glob("nous-et-les-autres-*.svg")):
        names.add("configurations")
    assert {path.stem for path in (cartes / "tableaux").glob("*.csv")} == names
    page = simple((cartes / "index.html").read_text(encoding="utf-8"))
    assert f"Sources : {SOURCE}." in page
    assert CAUTION in page
    inventory = read_table(folder / "poles.csv").dropna(subset="rang")
    assert "hors de cette carte" not in said
    assert "97209" in (cartes / "carte-interactive.html").read_text(encoding="utf-8")
    assert "Martinique" in simple((cartes / "france.svg").read_text(encoding="utf-8"))
    assert "97209" in inventory.index
    figure3 = pd.read_csv(cartes / "tableaux" / "figure3.csv", sep=";", dtype={"code_bassin": str})
    assert sorted(figure3["code_bassin"]) == sorted(inventory.index)


@pytest.mark.parametrize("carte", ["france", "region-corse"])
def test_the_maps_draw_the_bassins_and_say_their_source(
    work: tuple[Path, list[Done]], carte: str
) -> None:
    text = simple((work[0] / "cartes" / f"{carte}.svg").read_text(encoding="utf-8"))
    assert not any("--source" in words for words in commands())
    assert f"Sources : {SOURCE}." in text
    assert CAUTION in text
    assert "bassins de vie 2022" in text
