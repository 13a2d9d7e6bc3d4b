"""Lists of structures that cannot be read: refused, with what to do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from effectif_tables import simple

import poles_geo as pg
from poles_geo.edition import embedded
from poles_geo.errors import ChoiceError, LayoutError, TableError

LILLE = "59350"
OWN = pd.DataFrame({"nom": ["A"], "Type": ["MSP"], "code_commune": [LILLE]})


def written(path: Path) -> Path:
    path.write_text("nom;code_commune\nA;59350\n", "utf-8")
    return path


REFUSED: dict[str, tuple[Callable[[Path], Any], type[Exception], str]] = {
    "no name": (
        lambda _: pg.read_structures(pd.DataFrame({"code_commune": [LILLE]})),
        LayoutError,
        "liste de structures introuvable",
    ),
    "no place": (
        lambda _: pg.read_structures(pd.DataFrame({"nom": ["A"], "ville": ["Lille"]})),
        LayoutError,
        "liste de structures introuvable",
    ),
    "names of communes": (
        lambda _: pg.read_structures(pd.DataFrame({"nom": ["A"], "commune": ["Lille"]})),
        LayoutError,
        "des codes de communes de l'Insee (59350) sont attendus",
    ),
    "nothing placed": (
        lambda _: pg.read_structures(pd.DataFrame({"nom": ["A"], "code_commune": ["59999"]})),
        TableError,
        "aucune structure n'a de nom et de place",
    ),
    "unknown meaning": (
        lambda _: pg.read_structures(OWN, columns={"Type": "couleur"}),
        ChoiceError,
        "une colonne est l'une de : nom",
    ),
    "absent column": (
        lambda _: pg.read_structures(OWN, columns={"Genre": "nature"}),
        ChoiceError,
        "Genre absente",
    ),
    "unknown system": (
        lambda _: pg.read_structures(
            pd.DataFrame({"nom": ["A"], "x": [704_000], "y": [7_059_000]}), crs="lambert"
        ),
        ChoiceError,
        "système de coordonnées inconnu",
    ),
    "categories of a table": (
        lambda _: pg.read_structures(OWN, categories=["603"]),
        ChoiceError,
        "n'a pas de colonne de catégories",
    ),
    "polygons": (
        lambda _: pg.read_structures(embedded.load_regions().assign(nom="A")),
        LayoutError,
        "des points sont attendus",
    ),
    "no system": (
        lambda _: pg.read_structures(
            gpd.GeoDataFrame({"nom": ["A"]}, geometry=[shapely.Point(3, 50)])
        ),
        LayoutError,
        "ne dit pas le système",
    ),
    "no file": (lambda folder: pg.read_structures(folder / "x.csv"), FileNotFoundError, "absent"),
    "no layer": (
        lambda folder: pg.read_structures(written(folder / "s.geojson")),
        LayoutError,
        "n'est pas un fichier lisible de points",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused(name: str, tmp_path: Path) -> None:
    call, error, words = REFUSED[name]
    with pytest.raises(error) as caught:
        call(tmp_path)
    assert words in simple(str(caught.value))
