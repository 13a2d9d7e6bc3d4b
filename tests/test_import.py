"""Importing the package costs nothing, and every public name is there."""

import ast
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from checkout import CHECKOUT

import poles_geo as pg

HEAVY = {"contextily", "geopandas", "matplotlib", "pandas", "pyarrow", "pyarrow.csv", "shapely"}


def imported(statement: str) -> set[str]:
    """Modules that a statement imports, in a new interpreter."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", statement],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if "|" in line}


def test_import_leaves_the_heavy_modules_for_later() -> None:
    modules = imported("import poles_geo")
    assert "poles_geo" in modules
    assert modules & HEAVY == set()


def test_the_pieces_of_maps_are_at_hand_without_matplotlib() -> None:
    modules = imported("import poles_geo.cartes; dir(poles_geo.cartes)")
    assert "poles_geo.cartes" in modules
    assert modules & HEAVY == set()


def test_what_few_use_is_imported_where_it_is_used() -> None:
    used = ("map_national", "map_ratio", "write_table", "read_composition", "cartes.draw_tiles")
    names = ", ".join(f"pg.{name}" for name in used)
    modules = imported(f"import poles_geo as pg; {names}")
    assert "matplotlib" in modules
    assert modules & {"contextily", "mapclassify", "openpyxl", "rasterio", "sklearn"} == set()


def test_a_table_is_classified_without_drawing() -> None:
    modules = imported("import poles_geo; poles_geo.classify; poles_geo.load_rules")
    assert "pandas" in modules
    assert modules & {"contextily", "geopandas", "matplotlib"} == set()


@pytest.mark.parametrize(
    ("package", "known"),
    [
        (pg, {"atlas", "cartes", "classify", "load_report", "map_national", "report_2014"}),
        (pg.cartes, {"Frame", "Style", "draw_base", "draw_legend", "draw_poles"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_public_name_resolves(package: ModuleType, known: set[str]) -> None:
    stub = ast.parse(Path(str(package.__file__)).with_suffix(".pyi").read_text(encoding="utf-8"))
    names = {
        alias.asname or alias.name
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert names >= known
    assert names == set(package.__all__)
    for name in names:
        assert getattr(package, name) is not None


def test_a_function_is_not_hidden_by_the_module_of_its_name() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import poles_geo as pg, poles_geo.ranking.classify; pg.classify.__call__",
        ],
        cwd=CHECKOUT,
        check=False,
    )
    assert done.returncode == 0
