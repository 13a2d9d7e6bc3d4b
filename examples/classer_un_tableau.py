"""Rank some bassins de vie and print the reason of each rank.

python examples/classer_un_tableau.py

The totals of Lille, Tarbes and Albi are the report's; how they split, and Foix, are made up.
"""

import pandas as pd

import poles_geo as pg

effectifs = pd.DataFrame(
    [
        ("59350", "Lille", 25_131, 17_500, 7_631, 700),
        ("65440", "Tarbes", 2_369, 1_750, 619, 150),
        ("81004", "Albi", 2_919, 2_400, 519, 119),
        ("09122", "Foix", 1_020, 850, 170, 60),
    ],
    columns=["code_bassin", "nom", "effectif", "proximite", "pole", "infirmiers_psychiatrie"],
).set_index("code_bassin")

poles = pg.classify(effectifs)
for name, type_pole, motif in zip(poles["nom"], poles["type_pole"], poles["motif"], strict=True):
    print(f"{name}, {type_pole}\n  {motif}")
