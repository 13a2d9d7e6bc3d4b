"""Count the names of the map of France that tesseract reads, without and with every bassin.

What a machine reads, an eye reads: bassins that are too loud take names away. Needs tesseract and
its French words (Debian: tesseract-ocr-fra).

    python tests/benchmarks/names_read.py
"""

import re
import subprocess
import tempfile
import unicodedata
import warnings
from pathlib import Path

import poles_geo as pg


def plain(text: str) -> str:
    """Keep the letters of a text, without accents nor capitals."""
    bare = unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", bare)


def read(picture: Path) -> str:
    """Read a picture with tesseract, as scattered words."""
    command = ["tesseract", str(picture), "-", "-l", "fra", "--psm", "11"]
    return plain(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main() -> None:
    """Print how many names are read."""
    warnings.simplefilter("ignore")
    poles = pg.load_report()
    with tempfile.TemporaryDirectory() as folder:
        for told, bassins in (("sans bassins", None), ("avec", pg.read_bassins("BV2012"))):
            picture = Path(folder) / "france.png"
            pg.map_national(poles, bassins=bassins).save(picture, dpi=300)
            text = read(picture)
            found = sum(plain(name) in text for name in poles["nom"])
            print(f"{told} : {found} noms lus sur {len(poles)}")


if __name__ == "__main__":
    main()
