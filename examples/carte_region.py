"""Draw the pôles of a region into a folder, as PDF, SVG and PNG.

python examples/carte_region.py DOSSIER [RÉGION]
"""

import sys
from pathlib import Path

import poles_geo as pg

folder = Path(sys.argv[1])
region = sys.argv[2] if len(sys.argv) > 2 else "Bretagne"

carte = pg.map_region(pg.load_report(), region)
folder.mkdir(parents=True, exist_ok=True)
for suffix in (".pdf", ".svg", ".png"):
    print(carte.save(folder / f"carte{suffix}"))
if carte.labels_left_out:
    print("Sans étiquette, faute de place :", ", ".join(carte.labels_left_out))
