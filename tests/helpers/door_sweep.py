"""Each argument of each public name, replaced by what it should not be."""

import inspect
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from right_calls import ABSENT, CALLS, function_of
from wrong_values import TYPES, outcome, wrong_tables

from poles_geo.doors import kind_of

SLOW = re.compile(
    r"map_\w+|territory_page|atlas|lint|read_bassins|read_communes|register_layout|"
    r"cartes\.(draw_\w+|assemble|check_everywhere|limits_shown|register_map)|"
    r"report_2014\.(map_report|report_tables)"
)
"""Functions that draw, or read contours: given only what they refuse before."""
REFUSED_FIRST = (
    *("nothing", "index: integers", "index: lost zeros", "index: MultiIndex", "column twice"),
    *("MultiIndex of columns", "polars", "pyarrow", "geometry: line", "attrs: array"),
)
"""Of the wrong tables, those that no function draws."""
TOLD = {
    "access": ("ratio à cartographier", "valeurs"),
    "needs": ("typologie à cartographier", "effectifs"),
    **dict.fromkeys(("around", "batch", "demand", "profile", "supply"), (ABSENT,)),
    "zone": ("périmètre",),
    "overseas": ("table des pôles",),
    "communes": ("contours", "table"),
    "postal_codes": ("table des codes postaux",),
    "composition": ("table", "code_bassin"),
    "title": ("/proc/nowhere",),
    "poles": ("table des pôles", "comparaison avec la Figure 1", "/proc/nowhere"),
    "points": ("table des pôles",),
    "effectifs": ("table des effectifs",),
    "links": ("table des liens", "pôle de la carte"),
    "structures": ("table des structures",),
    "values": ("valeurs", "ratio à cartographier"),
    "areas": (
        *("ratio à cartographier", "typologie à cartographier", "valeurs"),
        *("effectifs à cartographier", "bassins ou aires"),
    ),
    "outside": ("ratio à cartographier", "valeurs"),
    "movements": ("mouvements",),
    "source": ("table donnée", "table", "colonne"),
    "decompte": ("décompte",),
    "comparison": ("sens", "comparaison", "ratio à cartographier"),
    "before": ("table des effectifs", "table des pôles", "zonages"),
    "zonage_before": ("zonage",),
    "after": ("table des effectifs", "table des pôles", "zonages"),
    "classes": ("classe",),
    "method": ("classes",),
    "conditions": ("condition",),
    "bound": ("borne",),
    "measure": ("mesure",),
    "millesime": ("millésime",),
    "identifier": ("identifiant",),
    "pole": ("codes de pôle", "pôle"),
    "proximite": ("proximité",),
    "infirmiers_psychiatrie": ("infirmiers psychiatriques",),
    "name": ("nom",),
    "folder": ("dossier",),
    "path": ("suffixe", "/proc/nowhere", "dossier"),
    "rang": ("rang",),
    "ranks": ("rangs",),
}
"""By argument, what messages call it, or what holds it."""


def arguments(names: Iterable[str]) -> list[tuple[str, str]]:
    """Give each argument of some public names."""
    return [
        (name, argument.name)
        for name in names
        for argument in inspect.signature(function_of(name)).parameters.values()
        if argument.kind != argument.VAR_KEYWORD
    ]


def wrong_values(name: str, argument: str) -> Iterator[tuple[str, Any]]:
    """Give what the argument of a function should not be."""
    function = function_of(name)
    kind = kind_of(inspect.signature(function).parameters[argument].annotation)
    slow = SLOW.fullmatch(name)
    for told, value in TYPES.items():
        if not (slow and kind.holds(value)):
            yield told, value
    right = CALLS[name]().get(argument)
    if isinstance(right, pd.DataFrame) and argument != "movements":
        for told, value in wrong_tables(right):
            if not slow or told in REFUSED_FIRST:
                yield told, value


def crossed(name: str, argument: str) -> dict[str, str]:
    """Give the wrong values of an argument that another library's error answers, or none told."""
    function, told = function_of(name), (argument, *TOLD.get(argument, ()))
    found = {}
    for kind, value in wrong_values(name, argument):
        call = partial(function, **{**CALLS[name](), argument: value})
        if answer := outcome(call, *told, *([value] if isinstance(value, str) else [])):
            found[kind] = answer
        plt.close("all")
    return found
