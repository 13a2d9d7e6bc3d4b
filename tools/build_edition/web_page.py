"""The web page of the interactive map: its script and style sheet, with their libraries, bundled.

The sources are in ``web_map/``. The licences of the libraries are written beside the bundle, and
the page shows them.
"""

import json
import shutil
import subprocess
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from build_edition.packages import read_member
from poles_geo.errors import SourceError

SOURCES = Path(__file__).parent / "web_map"
SAFELY: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
"""What keeps an archive in its folder: Python 3.11 has it from its fourth revision."""
OPTIONS = (
    "--bundle",
    "--minify",
    "--format=iife",
    "--target=es2022",
    "--charset=utf8",
    "--legal-comments=none",
    "--log-level=warning",
)


def build_page(esbuild: Path, libraries: Sequence[Path], folder: Path) -> None:
    """Write the script, the style sheet, the template and the licences of the page.

    Parameters
    ----------
    esbuild : path
        npm package of esbuild for WebAssembly; needs Node.js.
    libraries : sequence of path
        npm packages that the script imports.
    folder : path
        Where ``carte.js``, ``carte.css``, ``carte.html`` and ``LICENCES.txt`` are written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        for package in (esbuild, *libraries):
            _unpack(package, work / "node_modules")
        shutil.copytree(SOURCES, work / "web_map")
        _bundle(work, work / "web_map" / "main.js", folder / "carte.js")
        _bundle(work, work / "web_map" / "carte.css", folder / "carte.css")
    shutil.copyfile(SOURCES / "carte.html", folder / "carte.html")
    (folder / "LICENCES.txt").write_text(licences(libraries), encoding="utf-8", newline="\n")


def _unpack(package: Path, modules: Path) -> None:
    """Install an npm package under its name."""
    name = json.loads(read_member(package, "package/package.json"))["name"]
    with tarfile.open(package) as archive, tempfile.TemporaryDirectory() as folder:
        archive.extractall(folder, **SAFELY)
        shutil.move(Path(folder) / "package", modules / name)


def _bundle(work: Path, source: Path, target: Path) -> None:
    node = shutil.which("node")
    if node is None:
        raise SourceError("node est introuvable : il exécute esbuild.")
    program = work / "node_modules" / "esbuild-wasm" / "bin" / "esbuild"
    command = [node, str(program), str(source), *OPTIONS, f"--outfile={target.resolve()}"]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True)
    if done.returncode or done.stderr:
        raise SourceError(f"esbuild refuse {source.name} : {done.stderr.strip()}")


def licences(libraries: Sequence[Path]) -> str:
    """Licence of each library; those that share their words, once."""
    holders: dict[str, list[str]] = defaultdict(list)
    for package in libraries:
        described = json.loads(read_member(package, "package/package.json"))
        text = read_member(package, "package/LICENSE").decode("utf-8").strip()
        holders[text].append(f"{described['name']} {described['version']}")
    return "\n\n".join(f"{', '.join(names)}\n\n{text}" for text, names in holders.items()) + "\n"
