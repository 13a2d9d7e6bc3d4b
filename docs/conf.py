"""Sphinx: the guide in French, and the reference from the docstrings."""

import ast
from importlib import import_module
from pathlib import Path

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer

from poles_geo import __version__

project = "poles_geo"
author = "Les auteurs de poles_geo"
release = version = __version__
language = "fr"

extensions = ["myst_nb", "sphinx.ext.autodoc", "numpydoc"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # tests/test_docs.py runs the samples and compares what they print

autodoc_preserve_defaults = True
autodoc_member_order = "bysource"
numpydoc_show_class_members = False

html_theme = "pydata_sphinx_theme"
html_title = f"poles_geo {__version__}"
html_static_path = ["_static"]
html_css_files = ["guide.css"]
html_show_sourcelink = False
html_show_copyright = False
html_theme_options = {
    "footer_start": [],
    "footer_end": [],
    "navbar_align": "left",
    "show_toc_level": 2,
}
html_sidebars = {"**": []}


def home(package: str, name: str) -> str:
    """Find the module that defines a public name, as the stub of its package says."""
    stub = Path(str(import_module(package).__file__)).with_suffix(".pyi")
    for node in ast.parse(stub.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.names[0].name == name:
            return f"{package}.{node.module}"
    raise LookupError(f"{stub} : {name}")


def describe_constant(
    _app: Sphinx, what: str, name: str, _object: object, _options: object, lines: list[str]
) -> None:
    """Say of a constant what is written under it, and not what its class says of itself."""
    if what == "data":
        package, _, constant = name.rpartition(".")
        analysis = ModuleAnalyzer.for_module(home(package, constant))
        lines[:] = analysis.find_attr_docs()["", constant]


def setup(app: Sphinx) -> None:
    """Let samples of CSV be marked as such, and constants be described before numpydoc reads.

    Pygments has no lexer of the name csv.
    """
    app.add_lexer("csv", TextLexer)
    app.connect("autodoc-process-docstring", describe_constant, priority=100)
