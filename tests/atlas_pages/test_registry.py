"""The maps that have a name: in the atlas, by number, finished, and counted where they are told."""

import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from checkout import CHECKOUT
from effectif_tables import raises
from matplotlib import pyplot as plt

import poles_geo as pg
from poles_geo.atlas_pages.atlas import maps_to_draw
from poles_geo.cartes import MAPS
from poles_geo.errors import ChoiceError, DataWarning, warn
from poles_geo.report_2014.plates import COMPARED
from poles_geo.tabular.writing import FORMATS

pytestmark = pytest.mark.filterwarnings("ignore:carte «")
"""What the linter finds on the maps is for its own tests."""

DRAWN = maps_to_draw(pg.load_report()) if pg.report_2014.map_report else []
TABLES = 11
"""Of the report."""


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def lozere(poles: pd.DataFrame, **options: object) -> pg.Carte:
    """Draw a map of one's own."""
    return pg.map_poles(poles, "Lozère", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_map_registered_from_outside_is_in_the_atlas(
    tmp_path: Path, keep_maps: Callable[..., None], workers: int
) -> None:
    keep_maps()
    pg.cartes.register_map("lozere", lozere, heading="Mes cartes", number="L1", caption="La Lozère")
    written = pg.atlas(None, tmp_path, formats="svg", workers=workers)
    assert tmp_path / "lozere.svg" in written
    page = (tmp_path / "index.html").read_text("utf-8")
    for told in ("Mes cartes", "lozere.svg", "La Lozère"):
        assert told in page
    assert "Lozère" in pg.map_report("l1").title


def warning_lozere(poles: pd.DataFrame, **options: object) -> pg.Carte:
    """Draw a map, where another library and this one warn."""
    warnings.warn("of another library", DeprecationWarning, stacklevel=1)
    warn("un doute sur les données")
    return lozere(poles, **options)


def test_the_atlas_tells_doubts_on_data_and_leaves_other_warnings_as_they_are(
    tmp_path: Path, keep_maps: Callable[..., None]
) -> None:
    keep_maps()
    pg.cartes.register_map("lozere", warning_lozere, heading="Mes cartes")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        pg.atlas(None, tmp_path, formats="svg", workers=1)
    kinds = {str(warning.message): warning.category for warning in caught}
    assert kinds["of another library"] is DeprecationWarning
    assert kinds["un doute sur les données"] is DataWarning


@pytest.mark.parametrize(
    ("name", "number", "message"),
    [
        ("france", "", "nom déjà donné"),
        ("Ma carte", "", "des minuscules, des chiffres et des tirets"),
        ("", "", "des minuscules"),
        ("../carte", "", "des minuscules"),
        ("autre", "10a", "numéro 10a déjà donné"),
    ],
)
@pytest.mark.usefixtures("keep_maps")
def test_a_name_or_a_number_that_cannot_be_is_refused(name: str, number: str, message: str) -> None:
    before = dict(MAPS)
    with raises(ChoiceError, match=message):
        pg.cartes.register_map(name, lozere, number=number)
    assert before == MAPS


def test_a_map_without_heading_is_not_in_the_atlas() -> None:
    assert [known.name for known in MAPS.values() if not known.heading] == [
        "rapport-2", "rapport-5", "rapport-8", "rapport-11",
    ]  # fmt: skip
    assert not [known for known in DRAWN if not known.heading]


def test_data_of_today_have_the_regions_that_hold_those_of_the_report() -> None:
    poles = pg.load_report()
    poles.attrs |= {"date": "2024", "publication": ""}
    beside = [known.caption for known in maps_to_draw(poles) if known.heading == COMPARED]
    assert sorted(beside) == [
        *("Auvergne-Rhône-Alpes", "Bretagne", "Hauts-de-France", "Normandie", "Occitanie"),
        *("Provence-Alpes-Côte d'Azur", "Île-de-France"),
    ]


def test_the_numbers_told_are_those_of_the_registry() -> None:
    cartes = len(DRAWN)
    assert cartes == 48
    files = 2 * cartes + TABLES * len(FORMATS) + 2
    readme = (CHECKOUT / "README.md").read_text("utf-8")
    assert re.findall(r"(\d+) cartes \(", readme) == [str(cartes)]
    steps = (CHECKOUT / "docs" / "premiers-pas.md").read_text("utf-8")
    assert re.findall(r"(\d+) fichiers écrits", steps) == [str(files)]
    measures = (CHECKOUT / "docs" / "mesures.md").read_text("utf-8")
    assert re.findall(r"(\d+) cartes en PDF", measures) == [str(cartes)]
