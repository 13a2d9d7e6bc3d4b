"""A value that is none of those allowed is answered with the nearest of them, if one is near."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from effectif_tables import simple

import poles_geo as pg
from poles_geo import cartes
from poles_geo.download.catalogue import find
from poles_geo.edition import embedded as edition
from poles_geo.errors import ChoiceError, Faults

NONE = pd.DataFrame()


def ratio(method: str) -> object:
    areas = edition.load_departements()
    values = pd.Series([0.1, 0.2, 0.3], index=areas.index[:3])
    return pg.map_ratio(areas, values, title="Essai", unit="Essai", method=method)


def on_page(page: str) -> object:
    style = replace(cartes.STYLE_REPORT, page=page)
    return pg.map_region(pg.load_report(), "Corse", style=style)


CALLS: dict[str, Callable[[str], object]] = {
    "method": ratio,
    "by": lambda value: pg.count_professionals("absent.txt", by=value),
    "postal": lambda value: pg.count_professionals("absent.txt", postal=value),
    "no_speciality": lambda value: pg.count_professionals("absent.txt", no_speciality=value),
    "formats": lambda value: pg.atlas(None, "absent", formats=[value]),
    "suffixe du fichier": lambda value: pg.write_table(NONE, f"absent{value}"),
    "rule": lambda value: pg.carry_composition(NONE, NONE, 2010, rule=value),
    "number": pg.map_report,
    "departement": cartes.draw_overseas_base,
    "tiles": cartes.draw_tiles,
    "loc": lambda value: cartes.draw_scale(loc=value),
    "style.page": on_page,
    "millesime": lambda value: pg.read_bassins(value),
    "identifiant": find,
}
"""By argument, a call that refuses a value of it."""


@pytest.mark.parametrize(
    ("argument", "given", "meant"),
    [
        ("method", "quantile", "Quantiles"),
        ("method", "fisherjenks", "FisherJenks"),
        ("method", "SdtMean", "StdMean"),
        ("method", "HEADTAIL", "HeadTailBreaks"),
        ("by", "personne", "person"),
        ("by", "Person", "person"),
        ("postal", "uniq", "unique"),
        ("no_speciality", "généraliste", "generalist"),
        ("formats", "PNG", "png"),
        ("suffixe du fichier", ".cvs", ".csv"),
        ("suffixe du fichier", ".xls", ".xlsx"),
        ("rule", "populations", "population"),
        ("number", "10", "10b"),
        ("tiles", "ign_ortho", "ign-ortho"),
        ("loc", "lower-left", "lower left"),
        ("style.page", "A4", "a4"),
        ("millesime", "2021", "2022"),
        ("identifiant", "bv2021", "bv2022"),
    ],
)
def test_a_near_value_is_answered_with_the_one_meant(argument: str, given: str, meant: str) -> None:
    with pytest.raises(ChoiceError) as raised:
        CALLS[argument](given)
    told = f"{argument} = '{given}' : vouliez-vous dire '{meant}' ? valeurs possibles : "
    assert simple(str(raised.value)).startswith(told)


@pytest.mark.parametrize(
    ("argument", "given"),
    [
        ("method", "zzz"),
        ("by", "all"),
        ("postal", "xyz"),
        ("no_speciality", "xyz"),
        ("formats", "tiff"),
        ("suffixe du fichier", ".doc"),
        ("suffixe du fichier", ""),
        ("rule", "xyz"),
        ("number", "carte"),
        ("departement", "Oise"),
        ("tiles", "google"),
        ("loc", "xyz"),
        ("style.page", "lettre"),
        ("millesime", "bv"),
        ("identifiant", "xyz"),
    ],
)
def test_a_far_value_is_answered_with_the_list_alone(argument: str, given: str) -> None:
    with pytest.raises(ChoiceError) as raised:
        CALLS[argument](given)
    told = f"{argument} = '{given}' : valeurs possibles : "
    assert simple(str(raised.value)).startswith(told)


def test_many_rows_are_counted_as_french_print_counts() -> None:
    faults = Faults("table")
    faults.add("code inconnu", range(12_000))
    assert "(12\u202f000 lignes : 0, 1," in faults.messages[0]
    assert faults.messages[0].endswith("9 et 11\u202f990 autres)")
