"""Every public name has its right call, of which each argument is replaced, and says its kind."""

import inspect

from right_calls import (
    CALLS,
    CONSTANTS,
    GIVEN_BACK,
    MAPS,
    PACKAGES,
    PIECES,
    TABLES,
    ZONED,
    function_of,
)


def test_every_public_name_has_its_entry() -> None:
    names = {f"{package}{name}" for package, of in PACKAGES.items() for name in of.__all__}
    assert names == CONSTANTS | GIVEN_BACK | ZONED | set(CALLS)


def test_every_entry_is_swept_once() -> None:
    assert len(TABLES) + len(MAPS) + len(PIECES) == len(CALLS)


def test_every_argument_says_its_kind() -> None:
    """An annotation in quotes, or absent, would let anything in."""
    quoted = [
        (name, argument.name)
        for name in CALLS
        for argument in inspect.signature(function_of(name)).parameters.values()
        if isinstance(argument.annotation, str) or argument.annotation is argument.empty
    ]
    assert not quoted
