"""Draw again the pictures of the guide: the map that the sample before each of them makes.

``python tools/docs_images.py [NAME …]`` writes ``docs/images``; look at each one afterwards.
"""

import contextlib
import io
import os
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import poles_geo as pg

DOCS = Path(__file__).resolve().parents[1] / "docs"
IMAGES = DOCS / "images"
DPI = 100
BLOCK = re.compile(r"```python\n(.*?)```|```\{figure\} images/(\S+?)\.png", re.DOTALL)
MAPS: dict[str, Callable[[], pg.Carte]] = {
    "france": lambda: pg.map_national(pg.load_report()),
    "france-bassins": lambda: pg.map_national(pg.load_report(), bassins=pg.read_bassins("BV2012")),
    "region-bretagne": lambda: pg.map_region(pg.load_report(), "Bretagne"),
    "nord-pas-de-calais": lambda: pg.map_region(pg.load_report(), "Nord - Pas-de-Calais"),
    "bassin-minier": lambda: pg.map_bassin_minier(pg.load_report()),
    "rhone-alpes": lambda: pg.map_report("4"),
    "schema": pg.map_schema,
    "structures": pg.map_structures,
}
"""Pictures of maps that no sample of the guide draws."""
DRAWN_ELSEWHERE = ("carte-composee",)
"""Written by the example of its name."""


def main(names: list[str]) -> None:
    """Draw the pictures of these names, or all of them."""
    os.chdir(tempfile.mkdtemp())
    for page in sorted(DOCS.glob("*.md")):
        found = list(BLOCK.finditer(page.read_text("utf-8")))
        wanted = {block[2] for block in found if block[2]} - set(DRAWN_ELSEWHERE)
        if not wanted & set(names or wanted):
            continue
        known: dict[str, Any] = {}
        for block in found:
            if block[1]:
                with contextlib.redirect_stdout(io.StringIO()):
                    exec(block[1], known)
            elif block[2] in wanted and (not names or block[2] in names):
                carte = MAPS[block[2]]() if block[2] in MAPS else known["carte"]
                carte.save(IMAGES / f"{block[2]}.png", dpi=DPI)
                print(IMAGES / f"{block[2]}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
