"""Of each public name, the arguments of a right call; the names that nobody calls."""

from collections.abc import Callable
from typing import Any

import pandas as pd
from effectif_tables import table
from right_values import (
    CODES,
    attracted,
    bassins,
    carte,
    centres,
    cog,
    communes,
    compared,
    composition,
    counted,
    decompte,
    densest,
    departements,
    framed,
    groupings,
    inhabitants,
    kinds,
    minutes,
    movements,
    numbers,
    overseas,
    page,
    panel,
    peopled,
    poles,
    populations,
    postal_codes,
    ratio,
    shared,
    structures,
    told,
    values,
    varied,
)

import poles_geo as pg
from poles_geo import cartes
from poles_geo.edition import embedded

PACKAGES = {"": pg, "cartes.": cartes, "report_2014.": pg.report_2014}
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
Calls = dict[str, Callable[[], dict[str, Any]]]
ABSENT = "http://127.0.0.1:9"

CONDITION = pg.Condition("effectif", "plus_de", 10)
RANK = pg.Rank(1, "pôle", "P", (CONDITION,))
INSET = cartes.Inset("A", "Lille", (680_000, 7_040_000, 720_000, 7_075_000), (1, 1, 31, 31))
WORDS = {"title": "Essai", "unit": "Essai"}
BOTH = {"title": "Essai", "first_unit": "Essai", "second_unit": "Autre essai"}
TYPOLOGY = {"title": "Essai", "legend": "Essai"}
OF_MAPS: dict[str, Any] = {"title": "Essai", "rules": pg.RULES_ORS_2014}

TABLES: Calls = {
    "Condition": lambda: {"measure": "effectif", "comparison": "plus_de", "bound": 10},
    "Field": lambda: {},
    "ProfessionSet": lambda: {
        **{"name": "essai", "source": "essai", "proximite": {"60"}, "pole": {"10S", "69"}},
        "infirmiers_psychiatrie": {"69"},
    },
    "Rank": lambda: {"rang": 1, "type_pole": "pôle", "sigle": "P", "conditions": (CONDITION,)},
    "Rules": lambda: {"name": "essai", "source": "essai", "ranks": (RANK,)},
    "aggregate": lambda: {"decompte": decompte(), "zonage": composition(), "field": "all"},
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
        "arrondissements": True,
    },
    "mean_by": lambda: {
        **{"table": centres()[["population", "effectif"]], "by": centres()["nom"]},
        "weight": centres()["population"],
    },
    "read_costs": lambda: {"source": minutes()},
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
    "sensitivity": lambda: {"effectifs": table((2919, 519, 119), (400, 100, 10)), "draws": 3},
    "territory_facts": lambda: {"zonage": composition(), "code": "59350", "poles": poles()},
    "variety": lambda: {"effectifs": varied()},
    "deviations": lambda: {"ratio": values(), "weights": values()},
    "theil": lambda: {"ratio": values(), "territory": kinds()},
    "nodal_flows": lambda: {
        "flows": pd.DataFrame({"origine": ["a"], "destination": ["b"], "flux": [1.0]})
    },
    "thresholds_moved": lambda: {"effectifs": table((2919, 519, 119)), "changes": [0.1]},
    "shares": lambda: {"effectifs": table((2919, 519, 119), (400, 100, 10), (0, 0, 0))},
    "read_structures": lambda: {"source": structures(), "columns": {"nom": "nom"}, "crs": 2154},
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
    "report_2014.annexe2": lambda: {"poles": poles()},
    "report_2014.figure1": lambda: {"poles": poles()},
    "report_2014.figure1_differences": lambda: {"poles": poles()},
    "report_2014.figure3": lambda: {"poles": poles()},
    "report_2014.report_tables": lambda: {"poles": poles()},
}
"""Calls that give tables, values, or what makes them."""
MAPS: Calls = {
    "Carte": lambda: {
        **{"figure": carte().figure, "axes": carte().axes, "title": "Essai", "source": "essai"},
        **{"author": "essai", "style": cartes.STYLE_REPORT},
    },
    "Cartes": dict,
    "WebPage": lambda: {"html": "<!doctype html><title>Essai</title>"},
    "atlas": lambda: {"poles": poles(), "folder": "/proc/nowhere"},
    "map_comparison": lambda: {"comparison": compared(), "areas": bassins(), "zone": "59"},
    "map_gains": lambda: {"comparison": compared(), "areas": bassins(), "zone": "59"},
    "map_access": lambda: {
        **{"areas": departements(), "access": told(values().to_frame("km")), "classes": 2},
        **{"title": "Essai", "unit": "Essai"},
    },
    "map_need": lambda: {
        **{"areas": departements(), "needs": told(values().to_frame("manque"))},
        "title": "Essai",
    },
    "lint": lambda: {"carte": carte()},
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
    "map_gaps": lambda: {
        **{"gaps": pg.gaps(poles(), communes(), within=30.0), "poles": poles()},
        "zone": departements(),
    },
    "map_shares": lambda: {"areas": bassins(), "effectifs": shared()},
    "territory_page": lambda: {"zonage": composition(), "code": "59350", "poles": poles()},
    "map_region": lambda: {"poles": poles(), "region": "Nord - Pas-de-Calais"},
    "map_report": lambda: {"number": "10b", "poles": poles()},
    "map_configuration": lambda: {
        **{"poles": pg.load_report(), "population": pg.read_communes(), "region": "Corse"},
        **{"by": "region_2014", "areas": departements()},
    },
    "map_schema": lambda: {"poles": poles()},
    "map_dependency": lambda: {"poles": poles()},
    "map_flows": lambda: {
        "areas": communes(),
        "flows": pg.nodal_flows(
            pd.DataFrame(
                [(*communes().index[:2], 3.0), (*communes().index[1::-1], 9.0)],
                columns=["origine", "destination", "flux"],
            )
        ),
    },
    "map_cooperations": lambda: {
        **{"poles": pg.load_report(), "zone": "Bretagne"},
        "pairs": pd.DataFrame(
            {"code_a": ["29019"], "code_b": ["29232"], "n_groupements": [1]}, index=["a"]
        ),
    },
    "map_structures": lambda: {"structures": structures(), "poles": poles()},
    "map_typology": lambda: {"areas": departements(), "classes": kinds(), **TYPOLOGY},
    "report_2014.map_report": lambda: {"number": "10b", "poles": poles()},
}
"""Calls that give whole maps."""
PIECES: Calls = {
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
}
"""Calls that give the pieces of a map."""
CALLS: Calls = {**TABLES, **MAPS, **PIECES}
"""By public name, the arguments of a right call."""


def function_of(name: str) -> Any:
    package = next(p for p in reversed(PACKAGES) if name.startswith(p))
    return getattr(PACKAGES[package], name.removeprefix(package))
