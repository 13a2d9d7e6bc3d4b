"""Every file says in words what the map shows; the words have the numbers of the table."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from drawn_pages import printed
from effectif_tables import simple
from PIL import Image

import poles_geo as pg
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.output.pdf_structure import tag
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.errors import LayoutError
from poles_geo.typography import french_number

SVG = "{http://www.w3.org/2000/svg}"


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d\u202f]*", text))


def test_the_words_of_the_national_map_have_its_numbers(
    cartes: Callable[[str], Carte], report: gpd.GeoDataFrame
) -> None:
    text = cartes("france").description
    by_rank = report["rang"].value_counts()
    largest, least = report["effectif"].idxmax(), report["effectif"].idxmin()
    assert f"153\u00a0pôles\u00a0: {by_rank[1]} de rang\u00a01" in text
    for rank, count in by_rank.items():
        assert f"{count} de rang\u00a0{rank}" in text
    assert french_number(report["effectif"].sum()) in text
    for code in (largest, least):
        assert french_number(report.loc[code, "effectif"]) in text
    assert f"Le premier\u00a0: {report.loc[largest, 'nom']}" in text
    assert report.attrs["source"] in text


@pytest.mark.parametrize("name", ["Lorraine", "Corse", "bassin minier", "france"])
def test_the_table_is_what_the_map_is_about(
    name: str, cartes: Callable[[str], Carte], report: gpd.GeoDataFrame
) -> None:
    table = cartes(name).table
    assert list(table.columns) == ["nom", "rang", "effectif"]
    assert table["effectif"].is_monotonic_decreasing
    assert table.index.is_unique
    pd.testing.assert_frame_equal(
        table, pd.DataFrame(report.loc[table.index, table.columns]), check_names=False
    )
    if name in ("Lorraine", "Corse"):
        assert set(table.index) == set(report.index[report["region_2014"] == name])
    if name == "france":
        assert set(table.index) == set(report.index)


def test_names_without_a_place_are_said(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_region(report, "Corse")
    carte.labels_left_out = [f"Nom {k}" for k in range(12)]
    assert "12\u00a0noms sans place sur l’image\u00a0: Nom 0" in carte.description
    assert "Nom 10" not in carte.description


def test_what_is_not_counted_is_said(report: gpd.GeoDataFrame) -> None:
    from poles_geo.cartes.canvas.marks import tell

    carte = pg.map_region(report, "Corse")
    tell(carte.axes.collections[-1], missing={"Bassins non comptés": 4})
    assert "Bassins non comptés\u00a0: 4." in carte.description


@pytest.fixture
def ratio() -> Carte:
    areas = gpd.GeoDataFrame(geometry=embedded_land().regions)
    values = pd.Series(np.linspace(1.25, 9.5, len(areas)), index=areas.index, name="part")
    values.iloc[3] = np.nan
    return pg.map_ratio(
        areas, values, title="Une part", unit="Part en %", source="Insee", date="2014"
    )


def test_a_ratio_in_words(ratio: Carte) -> None:
    table = ratio.table
    assert table["valeur"].isna().sum() == 1
    assert np.isnan(table["valeur"].iloc[-1])
    text = ratio.description
    assert f"{len(table) - 1}\u00a0lieux avec une valeur" in text
    assert f"La plus forte\u00a0: {table.index[0]}, 9,5" in text
    assert f"{table.index[-2]}, 1,25" in text
    assert "1\u00a0lieu sans donnée" in text


def test_a_place_is_called_by_its_name(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_exposure(report, zone="Bretagne")
    assert carte.table["nom"].tolist() == report["nom"].reindex(carte.table.index).tolist()
    assert "10\u00a0lieux avec une valeur" in carte.description
    most = f"{pg.exposure(report)['exposition']['22050']:.3g}".replace(".", ",")
    assert f"La plus forte\u00a0: Dinan, {most}" in carte.description
    bassins = pg.read_bassins("BV2022")
    values = pd.Series(np.linspace(1, 9, len(bassins)), index=bassins.index)
    drawn = pg.map_ratio(bassins, values, title="Part", unit="%", zone="Corse")
    last = bassins["nom"][drawn.table.index[0]]
    assert f"La plus forte\u00a0: {last}, " in drawn.description.replace("\u00a0– ", " - ")


def test_an_svg_is_an_image_with_a_title_and_a_description(
    files: Callable[[str, str], Path], cartes: Callable[[str], Carte]
) -> None:
    carte = cartes("Corse")
    root = ElementTree.parse(files("Corse", "svg")).getroot()
    assert root.get("role") == "img"
    assert root.get("lang") == "fr"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    spoken = [root.find(f"{SVG}{kind}") for kind in ("title", "desc")]
    assert [one.text for one in spoken if one is not None] == [carte.title, carte.description]
    ids = [one.get("id", "") for one in spoken if one is not None]
    assert root.get("aria-labelledby") == " ".join(ids)


def test_a_title_of_signs_is_kept_in_an_svg(report: gpd.GeoDataFrame, tmp_path: Path) -> None:
    carte = pg.map_region(report, "Corse", title=r"Corse & <Sardaigne> \1")
    root = ElementTree.parse(carte.save(tmp_path / "x.svg")).getroot()
    described = root.find(f"{SVG}desc")
    assert described is not None
    assert described.text == carte.description
    assert root.findtext(f"{SVG}title") == carte.title


def test_a_png_has_its_description(
    files: Callable[[str, str], Path], cartes: Callable[[str], Carte]
) -> None:
    with Image.open(files("Corse", "png")) as image:
        assert image.info["Description"] == cartes("Corse").description


def test_a_pdf_is_tagged(files: Callable[[str, str], Path], cartes: Callable[[str], Carte]) -> None:
    written = files("Corse", "pdf").read_bytes()
    carte = cartes("Corse")
    for wanted in (
        b"/Lang (fr)", b"/MarkInfo << /Marked true >>", b"/DisplayDocTitle true",
        b"/S /Figure", b"/Figure << /MCID 0 >> BDC", b"/StructParents 0",
    ):  # fmt: skip
        assert written.count(wanted) == 1, wanted
    alternative = re.search(rb"/Alt <feff([0-9a-f]+)>", written)
    assert alternative is not None
    assert bytes.fromhex(alternative[1].decode()).decode("utf-16-be") == carte.description


def test_places_of_the_update_of_a_pdf_are_right(files: Callable[[str, str], Path]) -> None:
    written = files("Corse", "pdf").read_bytes()
    table = written[int(written.split(b"startxref")[-1].split()[0]) :]
    entries = re.findall(rb"(\d+) 1\n(\d{10}) 00000 n ", table)
    assert len(entries) == 8
    for number, place in entries:
        assert written[int(place) :].startswith(number + b" 0 obj\n")
    before = re.search(rb"/Prev (\d+)", table)
    assert before is not None
    assert written[int(before[1]) :].startswith(b"xref\n")


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler absent : poppler-utils")
def test_another_program_reads_the_structure_of_a_pdf(
    files: Callable[[str, str], Path], cartes: Callable[[str], Carte]
) -> None:
    def told(*options: str) -> str:
        command = ["pdfinfo", *options, str(files("Corse", "pdf"))]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stderr == ""
        return done.stdout

    assert re.search(r"Tagged:\s+yes", told())
    assert cartes("Corse").title in told()
    structure = told("-struct-text")
    assert structure.startswith("Document")
    assert "Figure" in structure
    assert "Ajaccio" in structure


def test_a_pdf_of_another_make_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"%PDF-1.4\n%%EOF\n")
    with pytest.raises(LayoutError, match="matplotlib"):
        tag(path, "Titre", "Texte")


def test_what_the_legend_counts_is_said(cartes: Callable[[str], Carte]) -> None:
    areas = gpd.GeoDataFrame(geometry=embedded_land().regions)
    kinds = pd.Series(["rare", "rare", *["fréquent"] * (len(areas) - 2)], index=areas.index)
    carte = pg.map_typology(areas, kinds, title="Deux sortes", legend="Sortes", source="Insee")
    assert f"Légende : fréquent ({len(areas) - 2}) ; rare (2)." in simple(carte.description)
    assert "Légende" not in cartes("france").description  # the ranks are counted already


def test_each_map_of_a_page_has_its_own_pôles_in_words(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_configuration(report, pg.read_communes(), "Bretagne")
    table, text = carte.table, simple(carte.description)
    for name, held in table.groupby("territoire", sort=False):
        assert set(held.index) == set(report.index[report["region_2014"] == name])
        first = held.iloc[0]
        assert f"{name}, {len(held)} pôles : " in text
        assert f"Le premier : {first['nom']}, {simple(french_number(first['effectif']))}" in text
    assert table["territoire"].nunique() == 4
    assert "Profils les plus proches, et leur écart : Picardie (0,77), " in text
    assert "Circulaire : cycle de 9 pôles sur 10" in text
    assert "Population de 2022, comptes de 2014." in text


def test_flows_are_told_by_their_names() -> None:
    communes = pg.read_communes()
    pairs = [("62119", "62041", 90), ("62765", "62119", 40), ("62041", "62119", 5)]
    flows = pg.nodal_flows(pd.DataFrame(pairs, columns=["origine", "destination", "flux"]))
    carte = pg.map_flows(communes, flows, zone="62")
    text = simple(carte.description)
    assert "Le plus grand flux de chaque lieu, quand il va à un lieu plus grand que lui." in text
    assert "3 lieux, dont 2 sous un autre." in text
    assert "Flux reçus, la tête : Arras, 90." in text
    assert "Vers une tête (1) ; Vers un lieu qui dépend d’un autre (1)" in text
    assert carte.table.loc["62765", ["nom", "nom_dominant"]].tolist() == ["Saint-Omer", "Béthune"]


def test_who_is_attracted_is_told_in_communes_and_inhabitants(report: gpd.GeoDataFrame) -> None:
    communes = pg.read_communes()
    every = pg.attraction(report, communes)
    table = every[communes["departement"].reindex(every.index) == "62"]
    people = table.groupby("dominant")["population"].sum().sort_values()
    text = simple(pg.map_attraction(report, zone="62").description)
    first = report["nom"][people.index[-1]]
    count = (table["dominant"] == people.index[-1]).sum()
    most = simple(french_number(people.iloc[-1]))
    assert f"{len(people)} pôles les attirent : le premier, {first} : {count} communes, {most}" in (
        text
    )
    tunnel = table[table["tunnel"]]
    several = f"{len(tunnel)} communes, {simple(french_number(tunnel['population'].sum()))} habit"
    assert f"Sous un effet tunnel : {several}" in simple(
        pg.map_tunnel(report, zone="62").description
    )


def test_pairs_that_groupings_join_are_told_by_their_names() -> None:
    pairs = pg.cooperations(pg.load_cooperations(), pg.read_composition("BV2012"))
    text = simple(pg.map_cooperations(pairs).description)
    assert "Paires, et leurs groupements : Douai – Lens et Arras (2) ; " in text
    assert "15 paires de pôles jointes, dont 7 de voisins" in text


def test_gains_and_losses_are_told_by_their_names() -> None:
    bassins = pg.read_bassins("BV2022")
    here = bassins[bassins["departement"] == "62"]
    comparison = pd.DataFrame({"effectif_avant": range(100, 100 + len(here))}, index=here.index)
    comparison["effectif_apres"] = 100
    comparison["ecart"] = 100 - comparison["effectif_avant"]
    carte = pg.map_comparison(comparison, bassins, zone="62")
    drawn = carte.table
    text = simple(carte.description)
    assert drawn["ecart"].is_monotonic_decreasing
    sums = [simple(french_number(drawn[f"effectif_{side}"].sum())) for side in ("avant", "apres")]
    assert f"{len(drawn)} lieux comparés : {sums[0]} avant, {sums[1]} après, écart −" in text
    lost = drawn.iloc[-1]
    assert f"La plus grande perte : {simple(lost['nom'])}, {-lost['ecart']}." in text
    assert "plus grand gain" not in text


AREAS = {"59": 12.5, "62": 7.0, "80": 9.25}


def of_departements(**columns: list[float]) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    areas = pg.load_departements().loc[list(AREAS)]
    table = pd.DataFrame({"ratio": AREAS, **columns}, index=list(AREAS))
    return areas, table


def test_circles_over_a_ratio_are_told_with_it() -> None:
    areas, table = of_departements(nombre=[40, 0, 300])
    words: dict[str, Any] = {"title": "Deux choses", "source": "ARS", "method": [8, 10]}
    counted = "Médecins : 340 en tout, en 2 lieux. Le premier : Somme, 300 ; le dernier : Nord, 40."
    over = pg.map_symbols(
        areas, table["nombre"], ratio=table["ratio"], words="Pour 10 000 habitants",
        counts_name="Médecins", unit_name="département", **words,
    )  # fmt: skip
    circles = pg.map_ratio(
        areas, table["ratio"], table["nombre"], unit="Pour 10 000 habitants",
        counts_name="Médecins", unit_name="département", **words,
    )  # fmt: skip
    for carte in (over, circles):
        text = simple(carte.description)
        assert f"{counted} Sans cercle : 1 lieu." in text
        assert carte.table.to_dict("list") == {
            "nom": ["Nord", "Somme", "Pas-de-Calais"],
            "valeur": [12.5, 9.25, 7.0],
            "nombre": [40, 300, 0],
        }
    text = simple(over.description)
    assert "Pour 10 000 habitants : 3 lieux avec une valeur. La plus forte : Nord, 12,5" in text


def test_classes_pairs_and_structures_have_their_table() -> None:
    areas, table = of_departements(autre=[3.0, 1.0, 2.0])
    words: dict[str, Any] = {"title": "Essai", "source": "ARS", "date": "2024"}
    kinds = pd.Series({"59": "urbain", "62": "rural", "80": "rural"})
    typology = pg.map_typology(areas, kinds, legend="Sorte", order=["urbain", "rural"], **words)
    assert typology.table.to_dict("list") == {
        "nom": ["Nord", "Pas-de-Calais", "Somme"],
        "classe": ["urbain", "rural", "rural"],
    }
    both = pg.map_bivariate(
        areas, table["ratio"], table["autre"], first_unit="Un", second_unit="Deux", **words
    )
    assert both.table[["premier", "second"]].to_numpy().tolist() == table.to_numpy().tolist()
    structures = pg.map_structures()
    assert len(structures.table) == 53
    assert {"nom", "statut"} <= set(structures.table)
    assert "53 structures." in simple(structures.description)
    assert "professionnels" not in structures.description


def test_a_smoothed_surface_says_its_ends_and_how_it_is_made() -> None:
    areas, table = of_departements(autre=[3.0, 1.0, 2.0])
    carte = pg.map_smoothed(
        areas, table["autre"], title="Lissée", unit="Médecins", span=60, step=20, method=[1],
        zone="Picardie", source="ARS", date="2024",
    )  # fmt: skip
    text = simple(carte.description)
    ends = re.search(r"De ([\d,]+) à ([\d,]+)\.", text)
    assert ends is not None
    low, high = ends.groups()
    assert {f"de {low} à moins de 1", f"de 1 à {high}"} <= set(printed(carte))
    assert "Portée (60 km)" in text
