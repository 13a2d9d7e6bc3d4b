"""Draw the three maps of structures of a regional plan: maisons de santé, CPTS, centres de santé.

As the plan of the Hauts-de-France did in 2018. FINESS does not tell the centres that are
polyvalents: with a list of them, the third map is of them; without, it is of all, and says so.

python examples/structures_du_plan_regional.py DOSSIER FINESS [ZONE] [CENTRES_POLYVALENTS]
"""

import sys
from pathlib import Path

import poles_geo as pg

folder, finess = Path(sys.argv[1]), sys.argv[2]
zone = sys.argv[3] if len(sys.argv) > 3 else "Hauts-de-France"
polyvalents = sys.argv[4] if len(sys.argv) > 4 else None

structures = pg.read_structures(finess)
maps = {
    "msp": ("Maison de santé", "Les maisons de santé pluriprofessionnelles", ""),
    "cpts": ("CPTS", "Les communautés professionnelles territoriales de santé", ""),
    "centres": ("Centre de santé", "Les centres de santé", "Polyvalents ou non"),
}
folder.mkdir(parents=True, exist_ok=True)
for name, (nature, title, subtitle) in maps.items():
    shown = structures[structures["nature"] == nature]
    if name == "centres" and polyvalents:
        shown, title, subtitle = pg.read_structures(polyvalents), f"{title} polyvalents", ""
    carte = pg.map_structures(shown, zone=zone, title=title, subtitle=subtitle)
    print(carte.title, carte.save(folder / f"{name}.pdf"), sep=", dans ")
