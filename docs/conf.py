"""Sphinx: the guide in French, and the reference from the docstrings."""

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

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


def setup(app: Sphinx) -> None:
    """Let samples of CSV be marked as such: Pygments has no lexer of that name."""
    app.add_lexer("csv", TextLexer)
