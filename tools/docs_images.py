"""Draw again the pictures of the guide: the map that the sample before each of them makes.

``python tools/docs_images.py [NAME …]`` writes ``docs/images``; look at each one afterwards.
"""

import contextlib
import io
import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import poles_geo as pg

DOCS = Path(__file__).resolve().parents[1] / "docs"
IMAGES = DOCS / "images"
DPI = 100
BLOCK = re.compile(r"```python\n(.*?)```|```\{figure\} (?:\.\./)?images/(\S+?)\.png", re.DOTALL)
MAPS: dict[str, Callable[[], pg.Carte]] = {
    "france": lambda: pg.map_national(pg.load_report()),
    "region-bretagne": lambda: pg.map_region(pg.load_report(), "Bretagne"),
    "france-bassins": lambda: pg.map_national(pg.load_report(), bassins=pg.read_bassins("BV2012")),
    "nord-pas-de-calais": lambda: pg.map_region(
        pg.load_report(), "Nord - Pas-de-Calais", bassins=pg.read_bassins("BV2012")
    ),
    "bassin-minier": lambda: pg.map_bassin_minier(pg.load_report()),
    "rhone-alpes": lambda: pg.map_report("4"),
    "schema": pg.map_schema,
    "structures": pg.map_structures,
    "sensibilite": lambda: pg.map_sensitivity(pg.read_bassins("BV2012"), pg.load_report()),
}
"""Pictures of maps that no sample of the guide draws, the README's among them."""


def ratio_of_bassins() -> pg.Carte:
    """Draw the embedded example: establishments for 1 000 inhabitants."""
    with warnings.catch_warnings(action="ignore"):  # establishments, of some professions
        counted = pg.aggregate(pg.count_professionals(pg.load_example()), "BV2022")
        ratio = 1_000 * counted["effectif"] / counted["population"]
        ratio = ratio.astype(float).rename("ratio")
        ratio.attrs = {"source": "SIRENE (Insee), recensement", "date": "2019 et 2022"}
        return pg.map_ratio(
            pg.read_bassins("BV2022"),
            ratio,
            title="Les établissements de santé",
            unit="Établissements pour 1 000 habitants",
        )


MAPS["ratio-bassins"] = ratio_of_bassins
DRAWN_ELSEWHERE = ("carte-composee",)
"""Written by the example of its name."""


def main(names: list[str]) -> None:
    """Draw the pictures of these names, or all of them."""
    work = Path(tempfile.mkdtemp())
    for rules in DOCS.glob("*.toml"):
        shutil.copy(rules, work)
    os.chdir(work)
    for page in sorted([*DOCS.glob("*.md"), *DOCS.glob("analyses/*.md")]):
        found = list(BLOCK.finditer(page.read_text("utf-8")))
        wanted = {block[2] for block in found if block[2]} - set(DRAWN_ELSEWHERE)
        if not wanted & set(names or wanted):
            continue
        known: dict[str, Any] = {}
        for block in found:
            if block[1]:
                with contextlib.redirect_stdout(io.StringIO()):
                    exec(block[1], known)
            elif block[2] in wanted - set(MAPS) and (not names or block[2] in names):
                write(known["carte"], block[2])
    for name, draw in MAPS.items():
        if not names or name in names:
            write(draw(), name)


def write(carte: pg.Carte, name: str) -> None:
    """Write a picture of the guide."""
    print(carte.save(IMAGES / f"{name}.png", dpi=DPI))


if __name__ == "__main__":
    main(sys.argv[1:])
