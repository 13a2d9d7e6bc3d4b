"""Pages compared with the pictures kept in tests/cartes/images, without their text."""

from collections.abc import Callable

import pytest
from matplotlib.figure import Figure

TOLERANCE = 0.15
"""Root mean square, of 255: under what one rank wrong makes."""

Hide = Callable[[Figure], Figure]
"""What the fixture `wordless` gives: a page, its text taken off."""

compared = pytest.mark.mpl_image_compare(tolerance=TOLERANCE, savefig_kwargs={"dpi": 60})
