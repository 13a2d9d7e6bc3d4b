"""What enters by a public function: each argument is of the kind that its annotation says.

The annotation is the one home of that fact: nothing is written again for the check. What a value
of the right kind holds (columns, codes, coordinates) is for the function.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from dataclasses import fields as fields_of
from difflib import get_close_matches
from functools import cache, wraps
from inspect import Parameter, signature
from numbers import Integral, Real
from os import PathLike
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, TypeGuard, TypeVar, Union, get_args, get_origin

import numpy as np
import pandas as pd

from poles_geo.errors import ArgumentError, Faults
from poles_geo.typography import french_count, listed

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Kind:
    """What an argument may be.

    Attributes
    ----------
    told : tuple of str
        In French, with articles, each of the things that it may be; empty when it may be anything.
    holds : callable
        Whether a value is one of them.
    types : frozenset of type
        The types that it names, by which a remedy is chosen.
    """

    told: tuple[str, ...]
    holds: Callable[[object], bool]
    types: frozenset[object] = frozenset()


ANYTHING = Kind((), lambda _: True)
NUMBERS: dict[object, Kind] = {
    bool: Kind(("True ou False",), lambda value: isinstance(value, bool | np.bool_)),
    int: Kind(("un nombre entier",), lambda value: _is_number(value, Integral)),
    float: Kind(("un nombre",), lambda value: _is_number(value, Real)),
}
ITEMS = {str: "textes", int: "nombres entiers", float: "nombres", pd.Series: "Series"}
"""What a sequence is made of, in the plural."""
NAMED = {str: "un texte", Path: "un chemin", pd.Series: "une Series"}
TABLES = {"DataFrame", "GeoDataFrame", "GeoSeries"}


def checked(function: Function) -> Function:
    """Check the names and the kinds of the arguments of a function before each call."""

    @wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        _check_arguments(function, args, options)
        return function(*args, **options)

    return call  # type: ignore[return-value]


def check_kind(name: str, value: object, hint: Any) -> None:
    """Refuse an argument that is not of the kind that an annotation says.

    Raises
    ------
    ArgumentError
        The message names the argument.
    """
    faults = Faults("argument")
    _note(faults, name, value, kind_of(hint))
    faults.raise_if_any(ArgumentError)


def check_fields(made: Any, *names: str) -> None:
    """Refuse an object whose fields are not of the kinds that its class says.

    Parameters
    ----------
    made : dataclass instance
    *names : str
        Its fields that are checked; all by default.

    Raises
    ------
    ArgumentError
        With every field that is wrong.
    """
    faults = Faults(type(made).__name__)
    fields: list[Any] = [field for field in fields_of(made) if field.init]
    for field in fields:
        if not names or field.name in names:
            _note(faults, field.name, getattr(made, field.name), kind_of(field.type))
    faults.raise_if_any(ArgumentError)


def _check_arguments(function: Any, args: Sequence[object], options: Any) -> None:
    """Refuse a call whose arguments are unknown, or absent, or of another kind."""
    arguments, open_ended, bound = _arguments(function)
    args = args[bound:]
    name = function.__qualname__.removesuffix(".__init__")
    if not open_ended:
        _check_names(name, [a.name for a in arguments], options)
    faults = Faults(f"{name}()")
    placed = [argument.name for argument in arguments if argument.kind != Parameter.KEYWORD_ONLY]
    if len(args) > len(placed):
        others = ", ".join(a.name for a in arguments if a.name not in placed)
        faults.add(
            f"{french_count(len(placed), 'argument')} sans nom au plus, trouvé {len(args)}"
            + (f" ; nommez les autres : {others}" if others else "")
        )
    given = dict(zip(placed, args, strict=False))
    for repeated in given.keys() & options.keys():
        faults.add(f"{repeated} : donné deux fois")
    given |= options
    for argument in arguments:
        kind = kind_of(argument.annotation)
        if argument.name in given:
            _note(faults, argument.name, given[argument.name], kind)
        elif argument.default is Parameter.empty:
            faults.add(f"{argument.name} : argument absent,{_expected(kind) or ' attendu'}")
    faults.raise_if_any(ArgumentError)


def _check_names(function: str, known: list[str], options: Iterable[str]) -> None:
    """Answer an unknown argument with the near one."""
    for name in options:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            meant = f"vouliez-vous dire {near[0]} ? " if near else ""
            raise ArgumentError(
                f"{function}({name}=…) : {meant}arguments possibles : {', '.join(known)}."
            )


@cache
def _arguments(function: Any) -> tuple[list[Parameter], bool, bool]:
    """Arguments of a function, but `self`; whether it takes any by name; whether it has `self`."""
    found = [a for name, a in signature(function).parameters.items() if name != "self"]
    named = [a for a in found if a.kind not in (a.VAR_KEYWORD, a.VAR_POSITIONAL)]
    return named, len(named) < len(found), "self" in signature(function).parameters


def _note(faults: Faults, name: str, value: object, kind: Kind) -> None:
    """Note that a value is not of the kind expected."""
    if not kind.holds(value):
        faults.add(f"{name} :{_expected(kind)}, trouvé {_found(value)}{_remedy(kind, value)}")
    elif isinstance(value, pd.DataFrame | pd.Series) and (held := _uncomparable(value.attrs)):
        keys = listed([repr(key) for key in held])
        faults.add(
            f"{name} : ses attrs portent un tableau ({keys}), que pandas ne peut suivre ; ôtez-le, "
            f"ou mettez-en la liste ({name}.attrs.pop({held[0]!r}))"
        )


def _uncomparable(attrs: Mapping[Any, Any]) -> list[Any]:
    """Keys of the `attrs` of a table whose values pandas compares in vain, when it joins tables."""
    arrays = (np.ndarray, pd.DataFrame, pd.Series, pd.Index)

    def held(value: object) -> bool:
        if isinstance(value, Mapping):
            return any(map(held, value.values()))
        return isinstance(value, arrays) or (
            isinstance(value, list | tuple) and any(map(held, value))
        )

    return [key for key, value in attrs.items() if held(value)]


@cache
def kind_of(hint: Any) -> Kind:
    """Read an annotation; one that says nothing that can be checked lets anything in."""
    origin, parts = get_origin(hint), get_args(hint)
    if hint in NUMBERS:
        return NUMBERS[hint]
    if isinstance(hint, TypeVar):
        return ANYTHING if hint.__bound__ is None else kind_of(hint.__bound__)
    if origin in (Union, UnionType):
        return _one_of(parts)
    if origin is Literal:
        return kind_of(str)
    if origin is tuple and Ellipsis not in parts:
        return _several(len(parts), parts[0])
    if origin is not None and issubclass(origin, Callable):  # type: ignore[arg-type]
        return Kind(("une fonction",), callable)
    if origin is not None and issubclass(origin, Mapping):
        return Kind(("un dictionnaire",), lambda value: isinstance(value, Mapping))
    if origin is not None and issubclass(origin, Iterable) and origin is not np.ndarray:
        return _sequence(origin, parts[0])
    return _class(origin or hint)


def _class(known: Any) -> Kind:
    if not isinstance(known, type) or getattr(known, "_is_protocol", False) or known is object:
        return ANYTHING
    taken = (str, PathLike) if known is Path else (known,)
    name = known.__name__
    told = NAMED.get(known, f"un {name}" if name in TABLES else f"un objet {name}")
    return Kind((told,), lambda value: isinstance(value, taken), frozenset([known]))


def _one_of(parts: Sequence[Any]) -> Kind:
    kinds = [kind_of(part) for part in parts if part is not NoneType]
    if ANYTHING in kinds:
        return ANYTHING
    told = dict.fromkeys(text for kind in kinds for text in kind.told)
    if {str, Path} <= set(parts):
        told.pop(NAMED[str])
    return Kind(
        tuple(told),
        lambda value: (
            (value is None and NoneType in parts) or any(kind.holds(value) for kind in kinds)
        ),
        frozenset().union(*(kind.types for kind in kinds)),
    )


def _several(count: int, hint: Any) -> Kind:
    item = kind_of(hint)
    return Kind(
        (f"{count} {_plural(hint, item)}",),
        lambda value: _is_list(value) and len(value) == count and all(map(item.holds, value)),
    )


def _sequence(origin: type, hint: Any) -> Kind:
    """Several values; those of what gives its values once are left to the function."""
    item = kind_of(hint)

    def holds(value: object) -> bool:
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
            return False
        if origin is Sequence and not _is_list(value):
            return False
        if not isinstance(value, Collection):
            return not issubclass(origin, Collection)
        return not isinstance(value, pd.DataFrame) and all(map(item.holds, value))

    return Kind((f"une suite de {_plural(hint, item)}",), holds, frozenset([Sequence]))


def _plural(hint: Any, item: Kind) -> str:
    if hint in ITEMS:
        return ITEMS[hint]
    names = dict.fromkeys(text.split(" ", 1)[-1].removeprefix("objet ") for text in item.told)
    return " ou ".join(names) or "valeurs"


def _is_list(value: object) -> TypeGuard[Collection[Any]]:
    return isinstance(value, Sequence | np.ndarray | pd.Series | pd.Index) and not isinstance(
        value, str | bytes
    )


def _is_number(value: object, kind: type) -> bool:
    if not isinstance(value, kind) or isinstance(value, bool):
        return False
    return -math.inf < value < math.inf  # type: ignore[operator]


def _expected(kind: Kind) -> str:
    return f" attendu {' ou '.join(kind.told)}" if kind.told else ""


def _found(value: object) -> str:
    """Say what was given: a number by its value, a text or another object by its kind alone."""
    if value is None:
        return "rien (None)"
    if isinstance(value, Real):
        return f"{value!r:.20}"
    if isinstance(value, str):
        return "un texte"
    if isinstance(value, Sequence | Set) and value:
        return f"{type(value).__name__} de {listed(list(dict.fromkeys(map(_found_in, value))))}"
    if hasattr(value, "to_pandas"):
        return f"une table de {type(value).__module__.split('.')[0]}"
    return f"{type(value).__name__}{' vide' if isinstance(value, Sequence | Mapping) else ''}"


def _found_in(value: object) -> str:
    """Say of what a sequence is made: the kind of a value, or that it is no finite number."""
    endless = isinstance(value, float) and not math.isfinite(value)
    return str(value) if endless else type(value).__name__


def _remedy(kind: Kind, value: object) -> str:
    """Say what makes the right argument of the wrong one, when it is known."""
    names = {getattr(known, "__name__", "") for known in kind.types}
    path = isinstance(value, str | PathLike)
    if hasattr(value, "to_pandas") and names & TABLES:
        return " ; table.to_pandas() la convertit"
    if "Rules" in names and path:
        return " ; pour un fichier, rules=load_rules(chemin)"
    if "DataFrame" in names and path:
        return " ; pg.read_table(chemin) lit celle d'un fichier"
    if "GeoDataFrame" in names and isinstance(value, pd.DataFrame):
        return " ; gpd.GeoDataFrame(table, geometry=…, crs=2154) en fait un"
    if "DataFrame" in names and isinstance(value, pd.Series):
        return " ; .to_frame() en fait un"
    if "DataFrame" in names and isinstance(value, Sequence | Mapping):
        return " ; pd.DataFrame(…) en fait un"
    if "Series" in names and isinstance(value, pd.DataFrame):
        return ' ; choisissez-en une colonne : table["colonne"]'
    if Sequence in kind.types and isinstance(value, str):
        return " ; mettez-le entre crochets"
    if kind.told == NUMBERS[int].told and isinstance(value, str | float):
        return " ; écrivez-le en chiffres, sans guillemets ni décimales"
    if kind.told == (NAMED[str],) and isinstance(value, Integral):
        return " ; mettez-le entre guillemets"
    return ""
