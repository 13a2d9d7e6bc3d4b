"""Three pages compared with pictures kept in tests/images.

Text is hidden, its halos are not: letters differ from one matplotlib to the next by far more than
what must be seen. Measured at 60 dpi (root mean square, of 255): another hinting of the letters
17; a circle moved by 1 mm 0,9; one rank wrong 0,26; a rank's orange a little yellower 0,21. Hidden,
the letters count for 0. After a change that is meant, draw the pictures again, and look at them::

    pytest tests/test_cartes_images.py --mpl-generate-path=tests/images
"""

from collections.abc import Callable, Iterator

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib_scalebar.scalebar import ScaleBar

from poles_geo.cartes.carte import Carte

TOLERANCE = 0.15


@pytest.fixture
def wordless(
    cartes: Callable[[str], Carte], request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Figure]]:
    """Give a page without its text; it comes back after the comparison."""
    if not request.config.getoption("--mpl"):
        pytest.skip("images comparées avec --mpl seulement, comme le demande pyproject.toml")
    hidden: list[Text | ScaleBar] = []

    def draw(name: str) -> Figure:
        figure = cartes(name).figure
        hidden.extend(figure.findobj(Text) + figure.findobj(ScaleBar))
        for artist in hidden:
            artist.set_visible(False)
        return figure

    yield draw
    for artist in hidden:
        artist.set_visible(True)


@pytest.mark.mpl_image_compare(
    baseline_dir="images", tolerance=TOLERANCE, savefig_kwargs={"dpi": 60}
)
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("france", id="france"),
        pytest.param("Bretagne", id="bretagne"),
        pytest.param("bassin minier", id="bassin-minier"),
    ],
)
def test_page(name: str, wordless: Callable[[str], Figure]) -> Figure:
    return wordless(name)
