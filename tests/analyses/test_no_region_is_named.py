"""Analyses know no region: what holds of one is in its numbers."""

import re

import pytest
from checkout import CHECKOUT

import poles_geo as pg

MODULES = sorted((CHECKOUT / "poles_geo" / "analyses").rglob("*.py"))
NAMES = sorted({*pg.REGIONS_2014, *pg.REGIONS_2016, *pg.OVERSEAS.values()})
NAMED = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, NAMES))})(?!\w)")


def test_modules_and_names_are_found() -> None:
    assert len(MODULES) > 40
    assert NAMED.search("the pôles of Midi-Pyrénées")
    assert not NAMED.search("a centre commune")


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_region_is_named(module: object) -> None:
    assert NAMED.findall(module.read_text("utf-8")) == []  # type: ignore[attr-defined]
