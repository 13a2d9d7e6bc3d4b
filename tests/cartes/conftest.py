"""What the tests of every map are given."""

from collections.abc import Iterator

import pytest
from compared_images import Hide
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib_scalebar.scalebar import ScaleBar


@pytest.fixture
def wordless(request: pytest.FixtureRequest) -> Iterator[Hide]:
    """Take the text off a page; it comes back after the comparison."""
    if not any(request.config.getoption(name) for name in ("--mpl", "--mpl-generate-path")):
        pytest.skip("images comparées avec --mpl seulement, comme le demande pyproject.toml")
    hidden: list[Text | ScaleBar] = []

    def hide(figure: Figure) -> Figure:
        hidden.extend(figure.findobj(Text) + figure.findobj(ScaleBar))
        for artist in hidden:
            artist.set_visible(False)
        return figure

    yield hide
    for artist in hidden:
        artist.set_visible(True)
