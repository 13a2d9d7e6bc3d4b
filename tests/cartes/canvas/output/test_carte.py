"""Files of maps: reproducible, whole or absent, text kept as text, described."""

import copy
import os
import pickle
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from drawn_pages import on_map, printed
from matplotlib.figure import Figure
from PIL import Image

from poles_geo.cartes.canvas.output.carte import FORMATS, Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT
from poles_geo.errors import ArgumentError, ChoiceError, WriteError
from poles_geo.typography import typeset

SVG = "{http://www.w3.org/2000/svg}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
PAGES = ["france", "Bretagne", "bassin minier"]
MEGABYTE = 1_000_000


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda carte: pickle.loads(pickle.dumps(carte))])
def test_a_copy_is_the_same_map(
    copied: Callable[[Carte], Carte], cartes: Callable[[str], Carte], tmp_path: Path
) -> None:
    carte = cartes("Bretagne")
    other = copied(carte)
    assert other.description == carte.description
    written = [one.save(tmp_path / f"{k}.svg").read_bytes() for k, one in enumerate((carte, other))]
    assert written[0] == written[1]


@pytest.mark.parametrize("kind", FORMATS)
def test_same_bytes_twice(
    kind: str,
    cartes: Callable[[str], Carte],
    files: Callable[[str, str], Path],
    tmp_path: Path,
) -> None:
    # In between, the same figure is written in the other formats and shown in a notebook.
    first = files("Bretagne", kind).read_bytes()
    for other in FORMATS:
        files("Bretagne", other)
    cartes("Bretagne")._repr_png_()
    assert cartes("Bretagne").save(tmp_path / f"autre.{kind}").read_bytes() == first


def test_same_bytes_in_another_process(files: Callable[[str, str], Path], tmp_path: Path) -> None:
    program = (
        "import sys, poles_geo as pg\n"
        "carte = pg.map_region(pg.load_report(), 'Bretagne')\n"
        "for path in sys.argv[1:]: carte.save(path)\n"
    )
    paths = [tmp_path / f"bretagne.{kind}" for kind in FORMATS]
    subprocess.run(
        [sys.executable, "-W", "error", "-c", program, *map(str, paths)],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "2014", "TZ": "Pacific/Noumea"},
    )
    for kind, path in zip(FORMATS, paths, strict=True):
        assert path.read_bytes() == files("Bretagne", kind).read_bytes(), kind


@pytest.mark.parametrize("name", ["carte.gif", "carte", "carte.pdf.zip", ".png"])
def test_another_suffix_is_refused(
    name: str, cartes: Callable[[str], Carte], tmp_path: Path
) -> None:
    with pytest.raises(ChoiceError, match=r"suffixes possibles\u00a0: \.pdf, \.svg, \.png"):
        cartes("Bretagne").save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_an_absent_folder_is_told(cartes: Callable[[str], Carte], tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"impossible d'écrire dans le dossier .*absent"):
        cartes("Bretagne").save(tmp_path / "absent" / "carte.png")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", FORMATS)
def test_a_failure_leaves_the_old_file_alone(kind: str, tmp_path: Path) -> None:
    figure = Figure()
    figure.text(0.5, 0.5, r"$\nothing{$")  # refused when it is drawn
    path = tmp_path / f"carte.{kind}"
    path.write_bytes(b"avant")
    axes = figure.add_subplot()
    carte = Carte(figure, axes, title="", source="", author="", style=STYLE_REPORT)
    with pytest.raises(ValueError, match="nothing"):
        carte.save(path)
    assert path.read_bytes() == b"avant"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("dpi", "error", "said"),
    [
        *((dpi, ChoiceError, "points par pouce est attendu, de 1 à") for dpi in (0, -300, 30_000)),
        *((float(dpi), ArgumentError, f"dpi.*trouvé {dpi}") for dpi in ("nan", "inf")),
    ],
)
def test_dots_per_inch_that_make_no_page_are_refused(
    dpi: float,
    error: type[Exception],
    said: str,
    cartes: Callable[[str], Carte],
    tmp_path: Path,
) -> None:
    with pytest.raises(error, match=said):
        cartes("Corse").save(tmp_path / "corse.png", dpi=dpi)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".PNG", ".Png"])
def test_capitals_of_the_suffix_do_not_count(
    suffix: str, cartes: Callable[[str], Carte], tmp_path: Path
) -> None:
    path = cartes("Bretagne").save(tmp_path / f"carte{suffix}", dpi=20)
    assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", PAGES)
def test_pdf_keeps_text_as_text_with_its_typeface(
    name: str, cartes: Callable[[str], Carte], files: Callable[[str, str], Path]
) -> None:
    data = files(name, "pdf").read_bytes()
    assert b"/Type3" not in data
    faces = set(re.findall(rb"/FontName /[A-Z]{6}\+([\w-]+)", data))
    assert {b"PolesGeoSans-Regular", b"PolesGeoSans-SemiBold", b"PolesGeoSans-Italic"} <= faces
    assert data.count(b"/FontFile2") == data.count(b"/ToUnicode") >= len(faces)
    shown = pdf_words(data).split("\n")
    expected = [words for words in printed(cartes(name)) if words.isascii() and len(words) > 3]
    assert len(expected) > 10
    assert set(expected) <= set(shown)
    assert "Rang du pôle" in shown


def pdf_words(data: bytes) -> str:
    """Text shown by a PDF, one line each operator, without what the first plane does not hold."""
    lines = []
    for start in re.finditer(rb"stream\r?\n", data):
        try:
            content = zlib.decompressobj().decompress(data[start.end() :])
        except zlib.error:
            continue
        if b" Tf" not in content:
            continue
        for block in re.findall(rb"BT(.*?)ET", content, re.DOTALL):
            parts = re.findall(rb"\(((?:[^()\\]|\\.)*)\)", block, re.DOTALL)
            text = re.sub(rb"\\(.)", rb"\1", b"".join(parts), flags=re.DOTALL)
            lines.append(text.decode("utf-16-be", errors="replace"))
    return "\n".join(lines)


@pytest.mark.parametrize("name", PAGES)
def test_svg_keeps_text_as_text_with_its_typeface(
    name: str,
    report: gpd.GeoDataFrame,
    cartes: Callable[[str], Carte],
    files: Callable[[str, str], Path],
) -> None:
    root = ET.parse(files(name, "svg")).getroot()
    written = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    shown = set(on_map(cartes(name), report)["nom"].map(typeset))
    assert shown <= {*written, *cartes(name).labels_left_out}
    assert cartes(name).title in written
    faces = "".join(root.find(f"{SVG}defs/{SVG}style").itertext())
    assert faces.count("@font-face") == 3
    assert faces.count("url(data:font/ttf;base64,") == 3
    families = {text.get("style", "").split("font-family: ")[1] for text in root.iter(f"{SVG}text")}
    assert all("sans-serif" in family for family in families)


def test_svg_halo_is_the_same_text_under_the_label(files: Callable[[str, str], Path]) -> None:
    root = ET.parse(files("Bretagne", "svg")).getroot()
    groups = [group for group in root.iter(f"{SVG}g") if group.get("class") == "etiquette"]
    assert len(groups) >= 13
    for group in groups:
        halo, label = group.iter(f"{SVG}text")
        assert halo.get("aria-hidden") == "true"
        assert "stroke: #ffffff" in halo.get("style", "")
        assert "stroke" not in label.get("style", "")
        assert (halo.text, halo.get("x"), halo.get("y")) == (
            label.text,
            label.get("x"),
            label.get("y"),
        )


@pytest.mark.parametrize("name", PAGES)
def test_svg_identifiers_are_unique(name: str, files: Callable[[str, str], Path]) -> None:
    found = [item.get("id") for item in ET.parse(files(name, "svg")).iter() if item.get("id")]
    assert len(found) == len(set(found))


def test_files_are_light(files: Callable[[str, str], Path]) -> None:
    assert files("france", "svg").stat().st_size < 2 * MEGABYTE
    assert files("france", "pdf").stat().st_size < 2 * MEGABYTE
    assert files("bassin minier", "svg").stat().st_size < 2 * MEGABYTE


@pytest.mark.parametrize(("name", "size"), [("france", (210, 297)), ("Bretagne", (297, 210))])
def test_pages_are_a4(name: str, size: tuple[int, int], files: Callable[[str, str], Path]) -> None:
    with Image.open(files(name, "png")) as image:
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)
        assert image.size == pytest.approx([side / 25.4 * 300 for side in size], abs=1)
    points = [side / 25.4 * 72 for side in size]
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", files(name, "pdf").read_bytes())
    assert [float(side) for side in box.groups()] == pytest.approx(points, abs=0.1)
    root = ET.parse(files(name, "svg")).getroot()
    assert [float(root.get(side).removesuffix("pt")) for side in ("width", "height")] == (
        pytest.approx(points, abs=0.1)
    )


def test_dots_per_inch_of_a_png(cartes: Callable[[str], Carte], tmp_path: Path) -> None:
    with Image.open(cartes("Bretagne").save(tmp_path / "carte.png", dpi=50)) as image:
        assert image.size == (584, 413)


def test_metadata_of_a_png(
    cartes: Callable[[str], Carte], files: Callable[[str, str], Path]
) -> None:
    with Image.open(files("Bretagne", "png")) as image:
        assert image.info["Title"] == "Les pôles d’offre de soins en Bretagne"
        assert image.info["Source"] == "fichiers RPPS et ADELI (publication de mars 2014)"
        assert "Licence Ouverte 2.0" in image.info["Copyright"]
        assert image.info["Author"] == cartes("Bretagne").author != ""


def test_metadata_of_an_svg(
    cartes: Callable[[str], Carte], files: Callable[[str, str], Path]
) -> None:
    root = ET.parse(files("Bretagne", "svg")).getroot()
    told: dict[str, str] = {}
    for item in root.iter():
        text = " ".join("".join(item.itertext()).split())
        told.setdefault(item.tag.removeprefix(DUBLIN_CORE), text)
    assert root.findtext(f"{SVG}title") == told["title"] == "Les pôles d’offre de soins en Bretagne"
    assert told["source"] == "fichiers RPPS et ADELI (publication de mars 2014)"
    assert "Licence Ouverte 2.0" in told["rights"]
    assert told["language"] == "fr"
    assert told["creator"] == cartes("Bretagne").author
    assert "date" not in told


def test_metadata_of_a_pdf(files: Callable[[str, str], Path]) -> None:
    data = files("Bretagne", "pdf").read_bytes()
    title = "Les pôles d’offre de soins en Bretagne".encode("utf-16-be")
    assert b"\xfe\xff" + title in re.sub(rb"\\([()\\])", rb"\1", data)
    assert b"/Author" in data
    assert rb"/Subject (fichiers RPPS et ADELI \(publication de mars 2014\))" in data
    assert b"/Keywords" in data
    assert "Licence Ouverte 2.0".encode("utf-16-be") in data or b"Licence Ouverte 2.0" in data
    assert b"/CreationDate" not in data


def test_in_a_notebook_the_page_is_a_picture(cartes: Callable[[str], Carte]) -> None:
    shown = cartes("Bretagne")._repr_png_()
    assert shown.startswith(b"\x89PNG")
    assert len(shown) < MEGABYTE
