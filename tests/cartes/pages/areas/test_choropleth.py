"""The choropleth: what is drawn for each area, what the legend says."""

import re
import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from choropleth_read import UNIT, class_at, fills, holds, legend
from compared_images import Hide, compared
from drawn_pages import panels, printed
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import poles_geo as pg
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_SLIDE,
    contrast,
)
from poles_geo.cartes.canvas.text import text_extent
from poles_geo.errors import ChoiceError
from poles_geo.typography import typeset


def test_each_departement_is_filled_by_its_class_alone(
    france: Carte, departements: gpd.GeoDataFrame, ratio: pd.Series
) -> None:
    bounds = [float(b.replace(",", ".")) for b in re.findall(r"moins de ([\d,]+)", legend(france))]
    bounds = sorted(set(bounds))
    assert len(bounds) == 4
    centres = departements.geometry.apply(lambda area: area.buffer(-3_000)).representative_point()
    for code, centre in centres.items():
        if centre.is_empty:
            continue
        known = code in ratio.index and code != "29"
        expected = [sum(ratio[code] >= bound for bound in bounds)] if known else []
        assert class_at(france, centre) == expected, code


def test_the_legend_counts_every_area_once(france: Carte) -> None:
    counts = [int(count) for count in re.findall(r"\((\d+)\)$", legend(france), re.MULTILINE)]
    assert sum(counts) == 96
    said = legend(france)
    assert "Sans pôle (10)" in said
    assert "Pas de données (1)" in said
    assert "Quantiles\n5 classes (nombre d’aires)" in said
    assert re.search(r"^de [\d,]+ à moins de [\d,]+ \(\d+\)$", said, re.MULTILINE)


def test_outside_and_unknown_differ_on_the_map(
    france: Carte, departements: gpd.GeoDataFrame
) -> None:
    hatched = [patch for patch in france.axes.patches if patch.get_hatch()]
    assert len(hatched) == 1
    assert holds(hatched[0], departements.geometry["29"].representative_point())
    assert not holds(hatched[0], departements.geometry["48"].representative_point())
    boxes = [patch.get_hatch() for part in panels(france) for patch in part.patches]
    assert sum(hatch is not None for hatch in boxes) == 1


def test_the_page_has_no_fault(france: Carte) -> None:
    assert pg.lint(france) == []
    assert "Département" in printed(france)
    assert f"{typeset(UNIT)}, par département, mars 2014" in printed(france)


@pytest.mark.parametrize("style", [STYLE_BLACK_AND_WHITE, STYLE_HALF_PAGE, STYLE_SLIDE])
def test_other_styles_have_no_fault(
    style: Any, departements: gpd.GeoDataFrame, ratio: pd.Series
) -> None:
    carte = pg.map_ratio(
        departements,
        ratio,
        title="Les pôles d'offre",
        unit=UNIT,
        method="FisherJenks",
        classes=7,
        style=style,
    )
    assert pg.lint(carte) == []
    assert len(fills(carte)) == 7


def test_the_linter_wants_the_classes_in_the_legend_and_apart(
    departements: gpd.GeoDataFrame, ratio: pd.Series
) -> None:
    carte = pg.map_ratio(departements, ratio, title="Les pôles", unit=UNIT)
    fill = fills(carte)[2]
    before = to_hex(fill.get_facecolor())
    fill.set_facecolor("#00ff00")
    assert {fault.rule for fault in pg.lint(carte)} == {"legende"}
    near = to_hex(fills(carte)[1].get_facecolor())
    shade = near[:-1] + ("0" if near[-1] != "0" else "1")
    fill.set_facecolor(shade)
    for box in (patch for part in panels(carte) for patch in part.patches):
        if to_hex(box.get_facecolor()) == before:
            box.set_facecolor(shade)
    assert "daltonisme" in {fault.rule for fault in pg.lint(carte)}
    fill.set_gid(None)
    assert "aplat" in {fault.rule for fault in pg.lint(carte)}


@pytest.mark.parametrize("style", [pg.cartes.STYLE_REPORT, STYLE_BLACK_AND_WHITE])
@pytest.mark.parametrize("classes", [8, 9])
def test_the_most_classes_are_told_apart(
    departements: gpd.GeoDataFrame, ratio: pd.Series, classes: int, style: pg.cartes.Style
) -> None:
    """A step of lightness was 8.1 of nine classes, 9.3 of eight; it takes 10."""
    bounds = [*range(7, 6 + classes)]
    carte = pg.map_ratio(departements, ratio, title="t", unit=UNIT, method=bounds, style=style)
    assert {fault.rule for fault in pg.lint(carte)} <= {"source", "titre"}


def test_a_zone_frames_and_counts_its_own_areas(
    departements: gpd.GeoDataFrame, ratio: pd.Series
) -> None:
    carte = pg.map_ratio(
        departements,
        ratio,
        title="Les pôles d'offre en Bretagne",
        unit=UNIT,
        zone="Bretagne",
        method=[9, 10, 11],
    )
    counts = re.findall(r"\((\d+)\)$", legend(carte), re.MULTILINE)
    assert sum(map(int, counts)) == 4
    assert "4 classes (nombre d’aires)" in legend(carte)
    assert class_at(carte, departements.geometry["44"].representative_point()) == []
    assert pg.lint(carte) == []
    west, _, east, _ = departements.geometry[["22", "29", "35", "56"]].total_bounds
    low, high = carte.axes.get_xlim()
    assert low < west < east < high


def test_a_perimeter_is_drawn_and_named(departements: gpd.GeoDataFrame, ratio: pd.Series) -> None:
    area = departements.loc[["59", "62", "80"]]
    carte = pg.map_ratio(departements, ratio, title="Le nord", unit=UNIT, zone=area, method=[10])
    assert "Périmètre de la carte" in legend(carte)
    assert pg.lint(carte) == []


def test_an_evolution_is_parted_at_zero(departements: gpd.GeoDataFrame) -> None:
    change = pd.Series(np.linspace(-5.5, 5.25, 96), index=departements.index)
    change.attrs = {"source": "Insee", "date": "2020"}
    carte = pg.map_ratio(
        departements, change, title="L'évolution", unit="En %", method="EqualInterval", classes=4
    )
    said = legend(carte)
    assert "de −2,8 à moins de 0 (" in said
    assert "de 0 à moins de 2,8 (" in said
    assert "min. −5,5" in said
    assert "max. 5,25" in said
    assert "moyenne −0,12" in said
    assert pg.lint(carte) == []
    kinds = [patch for patch in carte.axes.patches if str(patch.get_gid()).startswith("classe")]
    assert len({to_hex(patch.get_facecolor()) for patch in kinds}) == 4


def test_a_ramp_of_one_hue_is_refused_for_values_of_both_signs(
    departements: gpd.GeoDataFrame,
) -> None:
    change = pd.Series(np.linspace(-5.5, 5.25, 96), index=departements.index)
    with pytest.raises(ChoiceError, match=r"palette = 'blue'.*prendre 'orange-blue'"):
        pg.map_ratio(departements, change, title="Essai", unit="En %", palette="blue")


def test_in_greys_classes_under_the_centre_are_dotted(departements: gpd.GeoDataFrame) -> None:
    change = pd.Series(np.linspace(-5.5, 5.25, 96), index=departements.index)
    change.attrs = {"source": "Insee", "date": "2020"}
    carte = pg.map_ratio(
        departements, change, title="L'évolution", unit="En %", style=STYLE_BLACK_AND_WHITE
    )
    assert [bool(patch.get_hatch()) for patch in fills(carte)] == [True] * 3 + [False] * 3
    assert pg.lint(carte) == []


def test_a_centre_is_what_one_wants(departements: gpd.GeoDataFrame, ratio: pd.Series) -> None:
    carte = pg.map_ratio(
        departements, ratio, title="t", unit=UNIT, centre=9.3, palette="brown-teal"
    )
    assert "à moins de 9,3 (" in legend(carte)
    assert "de 9,3 à moins de" in legend(carte)


def test_lines_between_classes_are_white_and_limits_of_regions_dark(france: Carte) -> None:
    lines = {
        (to_hex(patch.get_edgecolor()), patch.get_linewidth())
        for patch in france.axes.patches
        if to_hex(patch.get_facecolor(), keep_alpha=True).endswith("00") and not patch.get_gid()
    }
    style = france.style
    assert style.region_colour == style.zone_colour
    assert {
        (style.halo, style.bassin_width),
        (style.region_colour, style.region_width),
        (style.bassin_colour, style.bassin_width),
    } <= lines
    assert max(width for colour, width in lines if colour == style.halo) > style.region_width
    assert contrast(style.region_colour, style.halo) > 7


def test_the_distribution_is_beside_the_legend(france: Carte, ratio: pd.Series) -> None:
    said = legend(france)
    known = ratio.drop("29")
    assert "Répartition" in said
    for name, value in (("moyenne", known.mean()), ("médiane", known.median())):
        found = re.search(rf"{name} ([\d,]+)", said)
        assert found
        assert float(found[1].replace(",", ".")) == pytest.approx(value, abs=0.05)
        x = mark_of(france, f"{name} {found[1]}")
        first, last = known.quantile([0.25, 0.75])
        low, high = known.min(), last + 5 * (last - first)
        assert first - 5 * (last - first) < low < high < known.max()
        left, right = bars(france)
        assert x == pytest.approx(left + (value - low) / (high - low) * (right - left), abs=0.01)


def test_a_few_far_values_do_not_crush_the_distribution(departements: gpd.GeoDataFrame) -> None:
    values = pd.Series(np.linspace(10, 20, 96), index=departements.index)
    values.iloc[5] = 900.6
    carte = pg.map_ratio(departements, values, title="t", unit="u")
    assert "max. 901 (1 hors du graphique)" in legend(carte)
    boxes = [box for box in spread_of(carte).patches if box.get_linewidth() == 0]
    left, right = bars(carte)
    filled = sum(box.get_width() for box in boxes if box.get_height() > 0)
    assert filled > 0.15 * (right - left)


@pytest.mark.parametrize(("number", "far"), [(1, 4_200), (5, 20), (6, 36)])
def test_a_mean_and_a_median_stay_in_the_legend(
    number: int, far: float, departements: gpd.GeoDataFrame
) -> None:
    values = pd.Series(np.linspace(0.1, 1, 96), index=departements.index)
    values.iloc[:number] = far
    carte = pg.map_ratio(departements, values, title="t", unit="u", names="none")
    assert ("(hors du graphique)\n" in legend(carte)) == (far > 1_000)
    left, right = bars(carte)
    for name in ("moyenne", "médiane"):
        (text,) = (item for item in spread_of(carte).texts if item.get_text().startswith(name))
        start, y = text.get_position()
        end = start + text_extent(text.get_text(), text.get_fontproperties())[0]
        assert left - 1 < start < end < right + 1.5
        marks = [line for line in spread_of(carte).lines if line.get_linewidth() == 0.9]
        above = [line.get_xdata()[0] for line in marks if max(line.get_ydata()) > y]
        assert not [x for x in above if start < x < end]


def spread_of(carte: Carte) -> Axes:
    """Return the part of the legend that has the distribution."""
    return next(
        part for part in panels(carte) if "Répartition" in [t.get_text() for t in part.texts]
    )


def bars(carte: Carte) -> tuple[float, float]:
    """Find the ends of the bars of the distribution, in mm of the panel."""
    found = [
        box for box in spread_of(carte).patches if box.get_linewidth() == 0 and not box.get_hatch()
    ]
    edges = [(box.get_x(), box.get_x() + box.get_width()) for box in found]
    return min(low for low, _ in edges), max(high for _, high in edges)


def mark_of(carte: Carte, text: str) -> float:
    """Place of the line that rises to a text of the distribution."""
    written = next(item for item in spread_of(carte).texts if item.get_text() == text)
    tops = {
        max(line.get_ydata()): line.get_xdata()[0]
        for line in spread_of(carte).lines
        if line.get_linewidth() == 0.9
    }
    return tops[min(tops, key=lambda top: abs(top - written.get_position()[1] + 1.25))]


def test_the_bars_count_the_areas_of_their_class(france: Carte) -> None:
    lines = [line for line in spread_of(france).lines if line.get_linestyle() == "--"]
    assert len(lines) == 4
    boxes = [box for box in spread_of(france).patches if box.get_linewidth() == 0]
    assert {to_hex(box.get_facecolor()) for box in boxes if not box.get_hatch()} == {
        to_hex(fill.get_facecolor()) for fill in fills(france)
    }


def test_near_values_make_a_page_without_fault(departements: gpd.GeoDataFrame) -> None:
    values = pd.Series(np.linspace(243.571, 243.714, 96), index=departements.index)
    values.attrs = {"source": "Insee", "date": "2020"}
    carte = pg.map_ratio(departements, values, title="Des valeurs proches", unit="u")
    assert "de 243,6 à moins de 243,63 (" in legend(carte)
    assert pg.lint(carte) == []


def test_areas_across_the_zone_are_in_the_legend(
    departements: gpd.GeoDataFrame, ratio: pd.Series
) -> None:
    area = gpd.GeoDataFrame(geometry=departements.geometry[["59"]].buffer(30_000))
    carte = pg.map_ratio(departements, ratio, title="t", unit=UNIT, zone=area, method=[10])
    said = legend(carte)
    found = re.search(r"À cheval, centre hors de la zone \((\d)\)", said)
    assert found
    touched = departements[departements.intersects(area.geometry.iloc[0])]
    inside = re.findall(r"\((\d)\)$", said, re.MULTILINE)
    assert sum(map(int, inside)) == len(touched)
    assert pg.lint(carte) == []


def test_missing_values_of_any_kind_are_hatched(departements: gpd.GeoDataFrame) -> None:
    values = pd.Series(np.arange(96) / 7, index=departements.index).astype("Float64")
    values.iloc[:3] = pd.NA
    carte = pg.map_ratio(departements, values.iloc[:-2], title="Essai", unit="Essai")
    assert "Pas de données (5)" in legend(carte)


def test_fewer_classes_are_said_on_the_page(departements: gpd.GeoDataFrame) -> None:
    values = pd.Series(np.arange(96) % 3 + 0.5, index=departements.index)
    with pytest.warns(UserWarning, match="3 classes au lieu de 5"):
        carte = pg.map_ratio(departements, values, title="Essai", unit="Essai")
    assert "3 classes au lieu de 5 (nombre d’aires)" in legend(carte)


def test_every_bassin_of_france_makes_a_light_page(
    real_data: Path, report: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    composition = real_data / "insee" / "BV2012_au_01-01-2014.zip"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        bassins = pg.read_bassins(2012, composition=composition)
    population = bassins["population"].reindex(report.index).astype(float)
    ratio = 1000 * report["effectif"] / population
    ratio.attrs = {"source": "fichiers RPPS et ADELI", "date": "mars 2014"}
    carte = pg.map_ratio(
        bassins,
        ratio,
        title="Les professionnels des pôles d'offre",
        unit="Professionnels de santé pour 1 000 habitants du bassin de vie",
        outside=bassins.index.difference(report.index),
    )
    assert pg.lint(carte) == []
    counts = re.findall(r"\(([\d\u202f]+)\)$", legend(carte), re.MULTILINE)
    assert sum(int(count.replace("\u202f", "")) for count in counts) == len(bassins) == 1644
    assert "Hors pôle (1\u202f491)" in legend(carte)
    for kind in ("svg", "pdf"):
        assert carte.save(tmp_path / f"ratio.{kind}").stat().st_size < 2_000_000


@compared
def test_page_ratio(departements: gpd.GeoDataFrame, ratio: pd.Series, wordless: Hide) -> Figure:
    figure = pg.map_ratio(
        departements,
        ratio.drop("29"),
        title="Les professionnels des pôles d'offre en 2014",
        unit=UNIT,
        unit_name="département",
        outside=departements.index.difference(ratio.index),
        outside_name="Sans pôle",
    ).figure
    return wordless(figure)
