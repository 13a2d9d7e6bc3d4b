"""Tables of effectifs made for the tests, and an independent reading of the report's rule."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import strategies as st

Bassin = tuple[int, int, int]
"""effectif, pole, infirmiers_psychiatrie."""


def table(*bassins: Bassin, codes: list[str] | None = None) -> pd.DataFrame:
    """Effectifs from (effectif, pole, infirmiers_psychiatrie)."""
    effectifs = pd.DataFrame(bassins, columns=["effectif", "pole", "infirmiers_psychiatrie"])
    effectifs.insert(1, "proximite", effectifs["effectif"] - effectifs["pole"])
    codes = codes or [f"{59001 + i}" for i in range(len(bassins))]
    return effectifs.set_index(pd.Index(codes, name="code_bassin"))


def simple(text: str) -> str:
    """Replace the spaces of French typography by plain ones."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


@contextmanager
def raises(error: type[Exception], match: str) -> Iterator[None]:
    """Do as ``pytest.raises``, the message being read with plain spaces."""
    with pytest.raises(error) as raised:
        yield
    message = simple(str(raised.value))
    assert re.search(match, message), f"{match!r} absent de {message!r}"


def cascade(
    effectif: int, pole_share: Fraction, psychiatry_share: Fraction, thousand: int = 1000
) -> int | None:
    """Rank by the report's words; `thousand` makes small rules of the same form."""
    if effectif > 10 * thousand:
        return 1
    if effectif >= 3 * thousand:
        return 2
    fifth = Fraction(1, 5)
    if 2 * effectif >= 3 * thousand and pole_share >= fifth >= psychiatry_share:
        return 3
    return 4 if effectif * (1 - psychiatry_share) > thousand else None


@st.composite
def bassins(draw: st.DrawFn, maximum: int = 12_000) -> Bassin:
    """Bassins of any size and shares, more often near a bound."""
    bounds = [maximum * n // 24 for n in (2, 3, 6, 20)]
    near = st.sampled_from(bounds).flatmap(lambda bound: st.integers(bound - 2, bound + 2))
    effectif = draw(st.integers(0, maximum) | near)
    fifth = effectif // 5
    pole = draw(st.integers(0, effectif) | st.integers(max(0, fifth - 2), min(effectif, fifth + 2)))
    psychiatry = draw(
        st.integers(0, pole) | st.integers(max(0, min(pole, fifth) - 2), min(pole, fifth + 2))
    )
    return effectif, pole, psychiatry
