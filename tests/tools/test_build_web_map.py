"""Remaking the web page: its libraries, their licences, its bundle."""

import io
import json
import os
import tarfile
from pathlib import Path

import pytest
from build_edition import packages
from build_edition import web_page as javascript
from effectif_tables import raises

from poles_geo.edition import embedded as edition
from poles_geo.errors import SourceError

WEB = ("LICENCES.txt", "carte.css", "carte.html", "carte.js")


def package(folder: Path, name: str, files: dict[str, str]) -> Path:
    """Write an npm package."""
    described = json.dumps({"name": name, "version": "1.2.3"})
    path = folder / f"{name}.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for member, text in {"package.json": described, **files}.items():
            content = text.encode()
            entry = tarfile.TarInfo(f"package/{member}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def test_libraries_of_the_same_licence_share_its_text(tmp_path: Path) -> None:
    libraries = [
        package(tmp_path, name, {"LICENSE": f"{text}\n"})
        for name, text in (("d3-a", "ISC"), ("d3-b", "BSD"), ("d3-c", "ISC"))
    ]
    assert javascript.licences(libraries) == "d3-a 1.2.3, d3-c 1.2.3\n\nISC\n\nd3-b 1.2.3\n\nBSD\n"


def test_node_is_asked_for_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with raises(SourceError, "node est introuvable"):
        javascript.build_page(package(tmp_path, "esbuild-wasm", {}), [], tmp_path / "web")


def test_a_failure_of_esbuild_is_told(tmp_path: Path) -> None:
    broken = package(
        tmp_path, "esbuild-wasm", {"bin/esbuild": "console.error('sans espoir'); process.exit(1)"}
    )
    with raises(SourceError, r"(esbuild refuse main\.js : sans espoir|node est introuvable)"):
        javascript.build_page(broken, [], tmp_path / "web")


def test_the_page_needs_every_library_it_names() -> None:
    licences = (edition.DATA / "web" / "LICENCES.txt").read_text("utf-8")
    for library in packages.D3:
        assert f"{library.name} {library.version}" in licences


def test_the_packages_give_the_embedded_page(tmp_path: Path) -> None:
    folder = os.environ.get("POLES_GEO_PAQUETS")
    if not folder:
        pytest.skip("paquets absents : POLES_GEO_PAQUETS ne nomme pas leur dossier")
    libraries = [library.bring(Path(folder)) for library in packages.D3]
    javascript.build_page(packages.ESBUILD.bring(Path(folder)), libraries, tmp_path)
    for name in WEB:
        assert (tmp_path / name).read_bytes() == (edition.DATA / "web" / name).read_bytes()
