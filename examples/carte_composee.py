"""Compose a map of one's own from the pieces: the pôles of a region, their links, an inset.

python examples/carte_composee.py FICHIER
"""

import sys

import matplotlib.pyplot as plt

import poles_geo as pg
from poles_geo import cartes

REGION = "Nord - Pas-de-Calais"

poles = pg.load_report()
regions = pg.load_regions()
links = pg.links(poles[poles["region_2014"] == REGION])
style = cartes.regional(cartes.STYLE_REPORT)

figure = plt.figure(figsize=(10, 7))
carte = figure.add_axes((0.03, 0.1, 0.7, 0.76))
panel = figure.add_axes((0.75, 0.1, 0.23, 0.76))

cartes.draw_base(REGION, ax=carte, style=style)
cartes.draw_zone(REGION, ax=carte, style=style)
cartes.draw_links(links, poles, ax=carte, style=style)
cartes.draw_poles(poles, zone=REGION, ax=carte, style=style)

frame = cartes.Frame.of(carte)
box = (frame.width - 41, frame.height - 41, frame.width - 1, frame.height - 1)
situation = cartes.Inset("", "", regions.total_bounds, box)
inset = cartes.draw_inset(situation, ax=carte, style=style).axes
cartes.draw_base(departements=False, ax=inset, style=style)
stroke = cartes.Stroke("Nord – Pas-de-Calais", style.perimeter_colour, 1.2, style.perimeter_fill)
cartes.draw_limits(regions.loc[[REGION]], stroke, ax=inset, style=style)
cartes.draw_scale(loc="lower left", ax=inset, style=style)

cartes.draw_scale(ax=carte, style=style)
labels = cartes.draw_labels(poles, zone=REGION, ax=carte, style=style)
cartes.draw_places(REGION, ax=carte, style=style)
cartes.draw_legend(
    poles,
    [*cartes.link_rows(links), *cartes.limits_shown(carte), stroke],
    carte=carte,
    zone=REGION,
    lines_title="Liens, selon leur force, et limites",
    ax=panel,
    style=style,
)
cartes.draw_title("Les pôles du Nord – Pas-de-Calais", "Rang, effectif et liens", ax=carte)
cartes.draw_sources(poles, ax=carte)

figure.savefig(sys.argv[1], dpi=150)
print(len(labels.placed), "noms placés")
print("Sans place :", ", ".join(label.text for label in labels.left_out) or "aucun")
