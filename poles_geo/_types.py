"""Types of arrays and columns that several folders share."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

TEXT = pd.StringDtype(na_value=np.nan)
"""Type of the columns of text, the default one of pandas 3."""
