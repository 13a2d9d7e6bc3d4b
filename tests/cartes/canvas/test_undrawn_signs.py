"""Signs that the typeface does not draw: told in French, once a file, and by nobody else."""

import warnings
from pathlib import Path

import geopandas as gpd
import pytest
from effectif_tables import simple
from matplotlib.figure import Figure

import poles_geo as pg
from poles_geo.cartes.canvas.typeface import undrawn
from poles_geo.errors import DataWarning


@pytest.fixture(scope="module")
def named(report: gpd.GeoDataFrame) -> pg.Carte:
    """Draw Corse, its pôles called by an emoji of three signs and in Chinese."""
    corse = report[report["region_2014"] == "Corse"].copy()
    corse["nom"] = ["👩‍⚕️ Maison", "医院", *corse["nom"][2:]]
    return pg.map_region(corse, "Corse")


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_signs_without_drawing_are_told_once(named: pg.Carte, kind: str, tmp_path: Path) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        named.save(tmp_path / f"corse.{kind}")
    (told,) = caught
    assert told.category is DataWarning
    assert told.filename == __file__
    said = simple(str(told.message))
    for part in ("👩 (« 👩‍⚕️ Maison »)", "医 (« 医院 »)", "院 (« 医院 »)", "style.typeface"):
        assert part in said
    assert "⚕" not in said.replace("👩‍⚕️", "")


def test_all_that_is_printed_in_french_is_drawn(report: gpd.GeoDataFrame, tmp_path: Path) -> None:
    with warnings.catch_warnings(action="error"):
        pg.map_region(report, "Corse", title="Œuvre – « Ÿ » 1 000 €").save(tmp_path / "c.svg")


def test_the_typeface_of_a_figure_may_be_a_generic_one() -> None:
    figure = Figure()
    figure.text(0, 0, "Œuvre 医", family="sans-serif")
    assert undrawn(figure.texts) == {"医": "Œuvre 医"}
