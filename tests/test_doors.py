"""No error of another library crosses a public function, whatever it is given.

Every public name has its entry here: a right call, of which each argument is then replaced by
what it should not be.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from numbers import Real
from pathlib import Path
from typing import Any

import geopandas as gpd
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from effectif_tables import raises, table
from matplotlib.figure import Figure
from wrong_values import TYPES, outcome, same_tables, wrong_tables

import poles_geo as pg
from poles_geo import cartes
from poles_geo.doors import kind_of
from poles_geo.edition import embedded
from poles_geo.errors import TableError

PACKAGES = {"": pg, "cartes.": cartes, "report_2014.": pg.report_2014}
CODES = pd.Index(["59350", "59122", "62041"], name="code_commune")
CONSTANTS = {
    *("OVERSEAS", "PROFESSIONS", "PROFESSIONS_2014", "PROFESSIONS_TODAY", "REGIONS_2014"),
    "REGIONS_2016",
    *("RULES_ORS_2014", "THRESHOLDS_2014", "cartes", "errors", "report_2014", "typography"),
    *("cartes.MAPS", "cartes.PROGRESS", "cartes.STYLE_BLACK_AND_WHITE", "cartes.STYLE_HALF_PAGE"),
    *("cartes.STYLE_REPORT", "cartes.STYLE_SLIDE", "cartes.Tiles"),
}
"""Public names that nobody calls."""
GIVEN_BACK = {
    *("Costs", "Needs"),
    *("cartes.AreaNames", "cartes.Drawing", "cartes.Labels", "cartes.Ratio"),
    "cartes.StructureKey",
}
"""Classes of what functions return, which nobody makes."""
ZONED = {"cartes.Extent"}
"""What the arguments that say an area are read as."""


@cache
def poles() -> gpd.GeoDataFrame:
    report = pg.load_report()
    table = report[report["region_2014"] == "Nord - Pas-de-Calais"].head(4)
    return gpd.GeoDataFrame(table.assign(proximite=table["effectif"] - 20, pole=20))


def inhabitants() -> pd.Series:
    """Inhabitants of the region of :func:`poles`."""
    return pd.Series([4_000_000], pd.Index(["Nord - Pas-de-Calais"], name="region_2014"))


def varied() -> pd.DataFrame:
    counts = {"effectif": [3, 5], "effectif_10G": [1, 5], "effectif_60": [2, 0]}
    return pd.DataFrame(counts, index=pd.Index(["59350", "59017"], name="code_bassin"))


@cache
def shared() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(poles().assign(infirmiers_psychiatrie=10))


@cache
def centres() -> gpd.GeoDataFrame:
    return poles().assign(population=1_000)


def told(table: pd.DataFrame) -> pd.DataFrame:
    table.attrs = {"remarques": {"couts": "km à vol d'oiseau"}}
    return table


@cache
def minutes() -> pd.DataFrame:
    codes = poles().index
    pairs = [(one, other, 10) for one in codes for other in codes]
    return pd.DataFrame(pairs, columns=["origine", "destination", "minutes"])


@cache
def bassins() -> gpd.GeoDataFrame:
    squares = poles().buffer(2_000, cap_style="square")
    return gpd.GeoDataFrame(poles()[["nom", "region_2014"]], geometry=squares)


@cache
def composition() -> pd.DataFrame:
    table = pd.DataFrame({"code_bassin": ["59350", "59122", "62041"]}, index=CODES)
    table.attrs = {
        "zonage": "essai",
        "millesime": "2022",
        "annee_cog": 2024,
        "source": "essai",
        "sans_bassin": [],
    }
    return table


def numbers() -> pd.DataFrame:
    return pd.DataFrame({"60": [3, 4, 5], "10G": [1, 2, 3]}, index=CODES)


@cache
def decompte() -> Any:
    return pg.count_professionals(numbers().reset_index())


@cache
def counted() -> pd.DataFrame:
    effectifs = table((3_500, 900, 90), (1_700, 500, 20), (400, 100, 0), codes=list(CODES))
    effectifs.attrs = {"source": "essai", "date": "2021"}
    return pg.classify(effectifs)


@cache
def compared() -> pd.DataFrame:
    codes = list(bassins().index)
    before = table(*[(3_500, 900, 90)] * len(codes), codes=codes)
    before.attrs = {"source": "essai", "date": "2021"}
    return pg.compare(before, before.assign(effectif=3_600, proximite=2_700))


@cache
def movements() -> pd.DataFrame:
    return embedded.load_movements()


def populations() -> pd.Series:
    values = pd.Series([230_000.0, 32_000.0, 42_000.0], index=CODES, name="population")
    values.attrs["annee_cog"] = 2024
    return values


@cache
def departements() -> gpd.GeoDataFrame:
    return pg.load_departements().loc[["59", "62"]]


@cache
def values() -> pd.Series:
    return pd.Series([0.1, 0.2], index=departements().index, name="part")


@cache
def structures() -> gpd.GeoDataFrame:
    return pg.load_structures().head(3)


@cache
def kinds() -> pd.Series:
    return pd.Series(["dense", "peu dense"], index=departements().index, name="type")


def densest() -> pd.DataFrame:
    return pd.DataFrame({"effectif": [3_000, 200, 400], "population": populations().array}, CODES)


@cache
def ratio() -> cartes.Ratio:
    return cartes.class_ratio(departements(), values(), classes=2)


@cache
def peopled() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pg.read_communes().loc[CODES].drop(columns="epci"))


@cache
def attracted() -> pd.DataFrame:
    return pg.attraction(poles(), peopled())


def framed() -> Any:
    ax = Figure(figsize=(3, 3)).add_subplot()
    ax.set(xlim=(590_000, 790_000), ylim=(6_960_000, 7_120_000), aspect=1)
    return ax


def panel() -> Any:
    return Figure(figsize=(3, 3)).add_axes((0, 0, 1, 1), frame_on=False)


@cache
def carte() -> pg.Carte:
    page = cartes.Page(poles().total_bounds, cartes.STYLE_REPORT)
    return page.finish("Essai", {})


@cache
def page() -> cartes.Page:
    return cartes.Page(poles().total_bounds, cartes.STYLE_REPORT)


@cache
def overseas() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    table = pd.DataFrame(
        {"rang": [2], "effectif": [6_900]}, index=pd.Index(["97209"], name="code_bassin")
    )
    return cartes.check_everywhere(table)


CONDITION = pg.Condition("effectif", "plus_de", 10)
RANK = pg.Rank(1, "pôle", "P", (CONDITION,))
INSET = cartes.Inset("A", "Lille", (680_000, 7_040_000, 720_000, 7_075_000), (1, 1, 31, 31))
WORDS = {"title": "Essai", "unit": "Essai"}
BOTH = {"title": "Essai", "first_unit": "Essai", "second_unit": "Autre essai"}
TYPOLOGY = {"title": "Essai", "legend": "Essai"}
OF_MAPS: dict[str, Any] = {"title": "Essai", "rules": pg.RULES_ORS_2014}

CALLS: dict[str, Callable[[], dict[str, Any]]] = {
    "Carte": lambda: {
        **{"figure": carte().figure, "axes": carte().axes, "title": "Essai", "source": "essai"},
        **{"author": "essai", "style": cartes.STYLE_REPORT},
    },
    "Condition": lambda: {"measure": "effectif", "comparison": "plus_de", "bound": 10},
    "Field": lambda: {},
    "ProfessionSet": lambda: {
        **{"name": "essai", "source": "essai", "proximite": {"60"}, "pole": {"10S", "69"}},
        "infirmiers_psychiatrie": {"69"},
    },
    "Rank": lambda: {"rang": 1, "type_pole": "pôle", "sigle": "P", "conditions": (CONDITION,)},
    "Rules": lambda: {"name": "essai", "source": "essai", "ranks": (RANK,)},
    "aggregate": lambda: {"decompte": decompte(), "zonage": composition(), "field": "all"},
    "Cartes": dict,
    "WebPage": lambda: {"html": "<!doctype html><title>Essai</title>"},
    "atlas": lambda: {"poles": poles(), "folder": "/proc/nowhere"},
    "bridge": lambda: {"before": composition(), "after": composition(), "weights": numbers()},
    "carry_composition": lambda: {
        **{"composition": composition(), "movements": movements(), "to_year": 2023},
        **{"from_year": 2024, "populations": populations()},
    },
    "carry_over": lambda: {
        **{"table": numbers(), "movements": movements(), "to_year": 2023, "from_year": 2024},
        **{"populations": populations()},
    },
    "catalogue": dict,
    "classify": lambda: {"effectifs": table((2919, 519, 119), (400, 100, 10), (0, 0, 0))},
    "compare": lambda: {"before": counted(), "after": counted()},
    "composition_of": lambda: {"zonage": composition()},
    "count_professionals": lambda: {"source": numbers().reset_index()},
    "regions_year": lambda: {"attrs": {}},
    "map_comparison": lambda: {"comparison": compared(), "areas": bassins(), "zone": "59"},
    "map_gains": lambda: {"comparison": compared(), "areas": bassins(), "zone": "59"},
    "rank_matrix": lambda: {"comparison": pg.compare(counted(), counted())},
    "potential": lambda: {
        **{"areas": departements(), "stock": values(), "over": values(), "span": 40},
        "bounds": (600_000, 7_000_000, 700_000, 7_100_000),
    },
    "densities": lambda: {"effectifs": densest()},
    "configurations": lambda: {"poles": poles(), "population": inhabitants()},
    "profiles": lambda: {"poles": poles()},
    "TypeThresholds": dict,
    "attraction": lambda: {"poles": poles(), "communes": peopled()},
    "attraction_shares": lambda: {"poles": poles(), "communes": peopled()},
    "attraction_areas": lambda: {"poles": poles(), "communes": peopled()},
    "attraction_summary": lambda: {"attraction": attracted(), "by": "departement"},
    "exposure": lambda: {"poles": poles()},
    "reilly": lambda: {"poles": poles(), "links": pg.links(poles())},
    "fetch": lambda: {"identifier": "bv2022", "offline": True},
    "field_of": lambda: {"attrs": {}},
    "links": lambda: {"poles": poles(), "costs": minutes()},
    "centralities": lambda: {"links": pg.links(poles()), "poles": poles()},
    "dependency": lambda: {"poles": poles(), "costs": minutes()},
    "gaps": lambda: {"poles": poles(), "communes": communes(), "within": 30.0},
    "gap_totals": lambda: {"gaps": pg.gaps(poles(), communes(), within=30.0), "by": "departement"},
    "cooperations": lambda: {
        **{"groupings": groupings(), "zonage": composition(), "poles": poles()},
    },
    "grouped_bassins": lambda: {
        **{"groupings": groupings(), "zonage": composition(), "poles": poles()},
    },
    "read_groupings": lambda: {"source": groupings()},
    "costs_between": lambda: {"demand": centres(), "supply": centres(), "costs": minutes()},
    "access": lambda: {
        **{"demand": centres(), "supply": centres(), "costs": minutes(), "within": 20},
        **{"decay": "linear", "capacity": "effectif", "activity": 2.0, "need": {"population": 1}},
    },
    "need": lambda: {
        **{"demand": centres(), "capacity": centres(), "costs": minutes(), "use": 2.0},
        "patients": 9.0,
    },
    "fetch_costs": lambda: {
        **{"demand": centres(), "supply": centres(), "server": ABSENT},
        **{"offline": True, "progress": False},
    },
    "read_indicator": lambda: {"source": pd.DataFrame({"CODGEO": CODES, "apl": [2.5, 3.5, 4.5]})},
    "carry_indicator": lambda: {
        **{"table": numbers().assign(population=9), "movements": movements(), "to_year": 2023},
        **{"from_year": 2024, "populations": populations(), "weight": populations()},
    },
    "map_access": lambda: {
        **{"areas": departements(), "access": told(values().to_frame("km")), "classes": 2},
        **{"title": "Essai", "unit": "Essai"},
    },
    "map_need": lambda: {
        **{"areas": departements(), "needs": told(values().to_frame("manque"))},
        "title": "Essai",
    },
    "mean_by": lambda: {
        **{"table": centres()[["population", "effectif"]], "by": centres()["nom"]},
        "weight": centres()["population"],
    },
    "read_costs": lambda: {"source": minutes()},
    "lint": lambda: {"carte": carte()},
    **dict.fromkeys(
        (
            *(
                "load_cooperations",
                "load_departements",
                "load_epci",
                "load_example",
                "load_figure1",
                "load_regions",
            ),
            *("load_report", "load_structures", "cartes.embedded_land"),
            *("report_2014.claims", "report_2014.published_figure1", "report_2014.structures_2013"),
        ),
        dict,
    ),
    "load_rules": lambda: {"path": "absent.toml"},
    "map_bassin_minier": lambda: {"poles": poles(), "bassins": bassins()},
    "map_interactive": lambda: {"poles": poles(), "bassins": bassins()},
    "map_national": lambda: {"poles": poles(), "bassins": bassins()},
    "map_poles": lambda: {"poles": poles(), "zone": "Nord - Pas-de-Calais", "bassins": bassins()},
    "map_ratio": lambda: {"areas": departements(), "values": values(), "classes": 2, **WORDS},
    "map_bivariate": lambda: {
        **{"areas": departements(), "first": values(), "second": values()},
        **{"method": [[0.12, 0.18], [0.12, 0.18]], **BOTH},
    },
    "map_smoothed": lambda: {
        **{"areas": departements(), "stock": values(), "over": values(), "span": 40},
        **{"step": 40, "classes": 2, "method": [0.5], **WORDS, "zone": departements()},
    },
    "map_symbols": lambda: {
        **{"areas": departements(), "effectifs": values(), "ratio": values(), "method": [0.15]},
        **{"title": "Essai", "counts_name": "Essai"},
    },
    "map_sensitivity": lambda: {"areas": bassins(), "effectifs": shared()},
    "map_attraction": lambda: {"poles": poles(), "communes": peopled(), "zone": departements()},
    "map_tunnel": lambda: {"poles": poles(), "communes": peopled(), "zone": departements()},
    "map_exposure": lambda: {"poles": poles(), "zone": departements()},
    "map_shares": lambda: {"areas": bassins(), "effectifs": shared()},
    "sensitivity": lambda: {"effectifs": table((2919, 519, 119), (400, 100, 10)), "draws": 3},
    "territory_facts": lambda: {"zonage": composition(), "code": "59350", "poles": poles()},
    "territory_page": lambda: {"zonage": composition(), "code": "59350", "poles": poles()},
    "variety": lambda: {"effectifs": varied()},
    "deviations": lambda: {"ratio": values(), "weights": values()},
    "theil": lambda: {"ratio": values(), "territory": kinds()},
    "nodal_flows": lambda: {
        "flows": pd.DataFrame({"origine": ["a"], "destination": ["b"], "flux": [1.0]})
    },
    "thresholds_moved": lambda: {"effectifs": table((2919, 519, 119)), "changes": [0.1]},
    "shares": lambda: {"effectifs": table((2919, 519, 119), (400, 100, 10), (0, 0, 0))},
    "map_region": lambda: {"poles": poles(), "region": "Nord - Pas-de-Calais"},
    "map_report": lambda: {"number": "10b", "poles": poles()},
    "map_configuration": lambda: {
        **{"poles": pg.load_report(), "population": pg.read_communes(), "region": "Corse"},
    },
    "map_schema": lambda: {"poles": poles()},
    "map_dependency": lambda: {"poles": poles()},
    "map_structures": lambda: {"structures": structures(), "poles": poles()},
    "read_structures": lambda: {"source": structures(), "columns": {"nom": "nom"}, "crs": 2154},
    "map_typology": lambda: {"areas": departements(), "classes": kinds(), **TYPOLOGY},
    "read_bassins": lambda: {
        **{"millesime": None, "composition": composition(), "communes": communes()},
    },
    "read_cog": lambda: {"source": cog()},
    "read_communes": lambda: {"source": communes()},
    "read_composition": lambda: {
        "source": pd.DataFrame({"CODGEO": CODES, "BV2022": ["59350", "59122", "62041"]})
    },
    "read_movements": lambda: {"source": "absent.csv"},
    "read_populations": lambda: {
        "source": pd.DataFrame({"CODGEO": CODES, "PMUN": [230_000, 32_000, 42_000]})
    },
    "read_postal_codes": lambda: {"source": postal_codes()},
    "read_table": lambda: {"path": "absent.csv"},
    "read_yearly_passage": lambda: {
        "source": pd.DataFrame({"CODGEO_2023": CODES, "CODGEO_2024": CODES})
    },
    "register_layout": lambda: {"name": "Annuaire Santé", "read": lambda _: None},
    "rules_of": lambda: {"poles": poles(), "rules": pg.RULES_ORS_2014},
    "write_long": lambda: {"tables": pd.DataFrame(poles()), "path": "long.csv", "year": 2024},
    "write_table": lambda: {"table": pd.DataFrame(poles()), "path": "/proc/nowhere/table.csv"},
    "cartes.Frame": lambda: {"x": 0, "y": 0, "width": 1, "height": 1, "metres_per_mm": 1},
    "cartes.Inset": lambda: {
        **{"letter": "A", "title": "Lille", "footprint": (680_000, 7_040_000, 720_000, 7_075_000)},
        "box": (1, 1, 31, 31),
    },
    "cartes.Land": lambda: {"edition": embedded},
    "cartes.NamedMap": lambda: {"name": "essai", "draw": pg.map_national},
    "cartes.Page": lambda: {"bounds": poles().total_bounds, "style": cartes.STYLE_REPORT},
    "cartes.Stroke": lambda: {"text": "essai", "colour": "#000000", "width": 1.0},
    "cartes.Style": lambda: {},
    "cartes.assemble": lambda: {
        "page": page(),
        "points": poles(),
        **OF_MAPS,
    },
    "cartes.at_scale": lambda: {"areas": bassins().geometry, "frame": cartes.Frame.of(framed())},
    "cartes.check_everywhere": lambda: {"poles": poles(), "bassins": bassins()},
    "cartes.check_poles": lambda: {"poles": poles(), "bassins": bassins()},
    "cartes.class_ratio": lambda: {"areas": departements(), "values": values(), "classes": 2},
    "cartes.draw_base": lambda: {"ax": framed()},
    "cartes.draw_bassins": lambda: {"bassins": bassins(), "poles": poles(), "ax": framed()},
    "cartes.draw_inset": lambda: {"inset": INSET, "ax": framed()},
    "cartes.draw_labels": lambda: {"poles": poles(), "ax": framed()},
    "cartes.draw_legend": lambda: {"poles": poles(), "rules": pg.RULES_ORS_2014, "ax": panel()},
    "cartes.draw_limits": lambda: {"areas": departements(), "ax": framed()},
    "cartes.draw_zone": lambda: {"zone": "Bretagne", "ax": framed()},
    "cartes.draw_links": lambda: {"links": pg.links(poles()), "poles": poles(), "ax": framed()},
    "cartes.draw_names": lambda: {"areas": departements(), "ax": framed()},
    "cartes.draw_overseas_base": lambda: {"departement": "972"},
    "cartes.draw_overseas_inset": lambda: {
        **{"departement": "972", "overseas": overseas()[1], "box": (1, 1, 31, 31), "ax": framed()},
    },
    "cartes.draw_places": lambda: {"ax": framed()},
    "cartes.draw_poles": lambda: {"poles": poles(), "ax": framed()},
    "cartes.draw_ratio": lambda: {"ratio": ratio(), "ax": framed()},
    "cartes.draw_ratio_legend": lambda: {"ratio": ratio(), "unit": "essai", "ax": panel()},
    "cartes.draw_scale": lambda: {"ax": framed()},
    "cartes.draw_sources": lambda: {"origin": {}, "ax": panel()},
    "cartes.draw_structure_labels": lambda: {"structures": structures(), "ax": framed()},
    "cartes.draw_structure_legend": lambda: {
        **{"structures": structures(), "poles": poles(), "ax": panel()},
    },
    "cartes.draw_structures": lambda: {"structures": structures(), "ax": framed()},
    "cartes.structure_key": lambda: {"structures": structures()},
    "cartes.draw_tiles": lambda: {"provider": "inconnu", "ax": framed()},
    "cartes.draw_title": lambda: {"title": "Essai", "ax": panel()},
    "cartes.limits_shown": lambda: {"carte": framed()},
    "cartes.link_rows": lambda: {"links": pg.links(poles())},
    "cartes.notes_of": lambda: {"poles": poles()},
    "cartes.regional": lambda: {"style": cartes.STYLE_REPORT},
    "cartes.register_map": lambda: {"name": "carte-nationale", "draw": pg.map_national},
    "report_2014.annexe2": lambda: {"poles": poles()},
    "report_2014.figure1": lambda: {"poles": poles()},
    "report_2014.figure1_differences": lambda: {"poles": poles()},
    "report_2014.figure3": lambda: {"poles": poles()},
    "report_2014.map_report": lambda: {"number": "10b", "poles": poles()},
    "report_2014.report_tables": lambda: {"poles": poles()},
}
"""By public name, the arguments of a right call."""


@cache
def communes() -> gpd.GeoDataFrame:
    return embedded.load_communes().loc[CODES]


def groupings() -> pd.DataFrame:
    table = pd.DataFrame({"membre": ["CH A", "CH B", "CH C"], "code_commune": CODES.array})
    return table.assign(id="G", forme="GHT", nom="Essai")


def cog() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "TYPECOM": "COM",
            "COM": CODES,
            "DEP": CODES.str[:2],
            "LIBELLE": ["Lille", "Cambrai", "Arras"],
        }
    )


def postal_codes() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Code_commune_INSEE": CODES,
            "Code_postal": ["59000", "59400", "62000"],
            "Libellé_d_acheminement": ["LILLE", "CAMBRAI", "ARRAS"],
        }
    )


def function_of(name: str) -> Any:
    package = next(p for p in reversed(PACKAGES) if name.startswith(p))
    return getattr(PACKAGES[package], name.removeprefix(package))


SLOW = re.compile(
    r"map_\w+|territory_page|atlas|lint|read_bassins|read_communes|register_layout|"
    r"cartes\.(draw_\w+|assemble|check_everywhere|limits_shown|register_map)|"
    r"report_2014\.(map_report|report_tables)"
)
"""Functions that draw, or read contours: given only what they refuse before."""
REFUSED_FIRST = (
    *("nothing", "index: integers", "index: lost zeros", "index: MultiIndex", "column twice"),
    *("MultiIndex of columns", "polars", "pyarrow", "geometry: line"),
)
"""Of the wrong tables, those that no function draws."""
ABSENT = "http://127.0.0.1:9"
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


def arguments() -> Iterator[tuple[str, str]]:
    for name in CALLS:
        for argument in inspect.signature(function_of(name)).parameters.values():
            if argument.kind != argument.VAR_KEYWORD:
                yield name, argument.name


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


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work in a folder of its own, with the maps known: a wrong value may be a name to write."""
    monkeypatch.chdir(tmp_path)
    maps = dict(cartes.MAPS) if pg.report_2014.map_report else {}
    yield
    cartes.MAPS.clear()
    cartes.MAPS.update(maps)


@pytest.mark.parametrize(("name", "argument"), list(arguments()))
def test_no_foreign_error_crosses_a_public_function(name: str, argument: str) -> None:
    function, told = function_of(name), (argument, *TOLD.get(argument, ()))
    crossed = {}
    for kind, value in wrong_values(name, argument):
        call = partial(function, **{**CALLS[name](), argument: value})
        if found := outcome(call, *told, *([value] if isinstance(value, str) else [])):
            crossed[kind] = found
        plt.close("all")
    assert not crossed


def test_every_public_name_has_its_entry() -> None:
    names = {f"{package}{name}" for package, of in PACKAGES.items() for name in of.__all__}
    assert names == CONSTANTS | GIVEN_BACK | ZONED | set(CALLS)


def test_every_argument_says_its_kind() -> None:
    """An annotation in quotes, or absent, would let anything in."""
    quoted = [
        (name, argument.name)
        for name in CALLS
        for argument in inspect.signature(function_of(name)).parameters.values()
        if isinstance(argument.annotation, str) or argument.annotation is argument.empty
    ]
    assert not quoted


SAME = [
    *("classify.effectifs", "exposure.poles", "carry_over.table", "carry_composition.composition"),
    *("bridge.before", "bridge.after", "bridge.weights", "aggregate.zonage"),
    *("composition_of.zonage", "count_professionals.source", "links.poles"),
    *("cartes.check_poles.poles", "report_2014.figure1.poles", "report_2014.annexe2.poles"),
    "report_2014.figure3.poles",
]


@pytest.mark.parametrize("named", SAME)
def test_columns_of_categories_or_of_arrow_give_the_same(named: str) -> None:
    name, argument = named.rsplit(".", 1)
    function, right = function_of(name), CALLS[name]()
    expected = said(function(**right))
    for kind, same in same_tables(right[argument]):
        if not (kind == "object" and argument in ("table", "weights")):
            assert said(function(**{**right, argument: same})) == expected, kind


def said(result: Any) -> str:
    """Write what a result says, whatever the types of its columns."""
    table = getattr(result, "counts", getattr(result, "table", result))
    table = getattr(table, "composition", table)
    plain = pd.DataFrame(table).drop(columns="geometry", errors="ignore").astype(object)
    return str(plain.map(_cell).reset_index().to_csv(index=False))


def _cell(value: Any) -> str:
    if pd.isna(value):
        return ""
    return str(float(value)) if isinstance(value, Real) else str(value)


@pytest.mark.parametrize(
    "index",
    [
        pd.Index([59350, 59122, 62041, 62498]),
        pd.Index([1004.0, 1053.0, 2691.0, 59350.0]),
        pd.Index(["1004", "59122", "62041", "62498"]),
        pd.Index([1004, "59122", "62041", "62498"], dtype=object),
    ],
)
@pytest.mark.parametrize("name", ["cartes.check_poles", "links", "cartes.check_everywhere"])
def test_a_code_that_lost_its_zero_is_called_that(name: str, index: pd.Index) -> None:
    given = poles().set_axis(index[: len(poles())])
    with raises(TableError, match=r"le zéro de tête a été perdu.*str.zfill\(5\)"):
        function_of(name)(given)


@pytest.mark.parametrize("numbers", [[1004, 1053, 59350], ["1004", "1053", "59350"]])
def test_a_commune_gets_its_zero_back_and_it_is_told(numbers: list[Any]) -> None:
    given = pd.DataFrame({"60": [1, 2, 3]}, index=numbers)
    with pytest.warns(UserWarning, match="table.*2.codes.*1004 → 01004"):
        carried = pg.carry_over(given, movements(), 2023, from_year=2024)
    assert carried.table["60"].to_dict() == {"01004": 1, "01053": 2, "59350": 3}
