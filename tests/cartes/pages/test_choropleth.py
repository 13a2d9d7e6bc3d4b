"""The choropleth: what is drawn for each area, what the legend says, what is refused.

Image: drawn again with ``pytest tests/cartes/pages/test_choropleth.py
--mpl-generate-path=tests/cartes/images``, and looked at.
"""

import re
import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from drawn_pages import panel, printed
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from matplotlib_scalebar.scalebar import ScaleBar

import poles_geo as pg
from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.style import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_REPORT,
    STYLE_SLIDE,
)
from poles_geo.cartes.layers.classes import CLASSES_MAX
from poles_geo.cartes.layers.ratio import colours
from poles_geo.cartes.lint import vision
from poles_geo.edition import embedded as edition
from poles_geo.errors import ChoiceError, TableError

UNIT = "Professionnels de santé des pôles pour 1 000 habitants"


@pytest.fixture(scope="module")
def departements() -> gpd.GeoDataFrame:
    return edition.load_departements()


@pytest.fixture(scope="module")
def ratio(report: gpd.GeoDataFrame) -> pd.Series:
    """Professionals of the pôles for 1 000 inhabitants, by département that has a pôle."""
    communes = edition.load_communes()
    population = communes.groupby("departement")["population"].sum().astype(float)
    place = communes.loc[report["code_commune"], "departement"].astype(str).to_numpy()
    counts = report["effectif"].groupby(place).sum()
    ratio = (1000 * counts / population.reindex(counts.index)).rename("densite")
    ratio.attrs = {"source": "fichiers RPPS et ADELI", "date": "mars 2014"}
    return ratio


@pytest.fixture(scope="module")
def france(departements: gpd.GeoDataFrame, ratio: pd.Series) -> Carte:
    """Départements: Finistère unknown, ten without a pôle."""
    known = ratio.drop("29")
    known.attrs = ratio.attrs
    return pg.map_ratio(
        departements,
        known,
        title="Les professionnels des pôles d'offre en 2014",
        unit=UNIT,
        unit_name="département",
        outside=departements.index.difference(ratio.index),
        outside_name="Sans pôle",
    )


def fills(carte: Carte) -> list[PathPatch]:
    """Patches of the classes, the lowest first."""
    marked = [patch for patch in carte.axes.patches if str(patch.get_gid()).startswith("ratio")]
    return sorted(marked, key=lambda patch: str(patch.get_gid()))


def class_at(carte: Carte, point: shapely.Point) -> list[int]:
    """Classes whose fill holds a point."""
    return [k for k, patch in enumerate(fills(carte)) if holds(patch, point)]


def holds(patch: PathPatch, point: shapely.Point) -> bool:
    polygons = patch.get_path().to_polygons(closed_only=True)
    return sum(shapely.Polygon(ring).contains(point) for ring in polygons) % 2 == 1


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


def legend(carte: Carte) -> str:
    return "\n".join(text.get_text() for text in panel(carte).texts)


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
    boxes = [patch.get_hatch() for patch in panel(france).patches]
    assert sum(hatch is not None for hatch in boxes) == 1


def test_the_page_has_no_fault(france: Carte) -> None:
    assert pg.lint(france) == []
    assert "Département" in printed(france)
    assert f"{UNIT}, par département, mars 2014" in printed(france)


@pytest.mark.parametrize(
    "style", [STYLE_REPORT, STYLE_BLACK_AND_WHITE, STYLE_HALF_PAGE, STYLE_SLIDE]
)
def test_nine_classes_are_told_apart(style: Any) -> None:
    ramp = colours(CLASSES_MAX, style)
    steps = np.diff([vision.lightness(colour) for colour in ramp])
    assert (steps < -8).all()
    assert vision.lightness(style.land) - vision.lightness(ramp[0]) > 8
    assert ramp[-1] == style.rank_colours[1]


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
    boxes = {to_hex(box.get_facecolor()): box for box in panel(carte).patches}
    near = to_hex(fills(carte)[1].get_facecolor())
    shade = near[:-1] + ("0" if near[-1] != "0" else "1")
    fill.set_facecolor(shade)
    boxes[before].set_facecolor(shade)
    assert {fault.rule for fault in pg.lint(carte)} == {"daltonisme", "gris"}
    fill.set_gid(None)
    assert "aplat" in {fault.rule for fault in pg.lint(carte)}


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


def test_negative_ratios_and_zero_are_drawn(departements: gpd.GeoDataFrame) -> None:
    change = pd.Series(np.linspace(-5.5, 5.25, 96), index=departements.index)
    carte = pg.map_ratio(
        departements, change, title="L'évolution", unit="En %", method="EqualInterval", classes=4
    )
    assert "moins de −2,8 (" in legend(carte)


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


def bad(ratio: pd.Series, what: str) -> pd.Series:
    """Return a copy of the ratio with a fault."""
    spoilt = ratio.copy()
    if what == "infini":
        spoilt["29"] = np.inf
    elif what == "texte":
        spoilt = spoilt.astype(object)
        spoilt["29"] = "12,5"
    elif what == "vide":
        spoilt[:] = np.nan
    elif what == "code inconnu":
        spoilt = spoilt.rename({"29": "2Z"})
    elif what == "codes entiers":
        spoilt.index = pd.RangeIndex(len(spoilt))
    elif what == "répété":
        spoilt = pd.concat([spoilt, spoilt.iloc[:1]])
    elif what == "constant":
        spoilt[:] = 4.5
    elif what == "booléen":
        spoilt = spoilt > 10
    return spoilt


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("infini", r"nombre infini.*\(1 ligne\s: 29\)"),
        ("texte", r"un nombre est attendu \(1 ligne\s: 29\)"),
        ("vide", "aucune n'est connue"),
        ("code inconnu", r"values\s: code qui n'est pas celui d'une aire.*2Z"),
        ("codes entiers", "code qui n'est pas celui d'une aire"),
        ("répété", "values\\s: code répété"),
        ("constant", "toutes les valeurs sont égales à 4,5"),
        ("booléen", "un nombre est attendu"),
    ],
)
def test_bad_values_are_refused(
    what: str, said: str, departements: gpd.GeoDataFrame, ratio: pd.Series
) -> None:
    with pytest.raises(TableError, match=said):
        pg.map_ratio(departements, bad(ratio, what), title="Essai", unit=UNIT)


@pytest.mark.parametrize("name", ["effectif", "population", "effectif_proximite", "Habitants"])
def test_a_number_of_persons_is_refused(name: str, departements: gpd.GeoDataFrame) -> None:
    counts = pd.Series(np.arange(96.0), index=departements.index, name=name)
    counts.iloc[3] = np.nan
    with pytest.raises(TableError, match=r"cercles \(pg\.map_national\).*diviser"):
        pg.map_ratio(departements, counts, title="Essai", unit="Essai")


def test_what_looks_like_a_number_of_persons_is_warned_of(
    departements: gpd.GeoDataFrame,
) -> None:
    counts = pd.Series(np.arange(96) * 10, index=departements.index, name="medecins")
    with pytest.warns(UserWarning, match="toutes entières"):
        pg.map_ratio(departements, counts, title="Essai", unit="Essai")


def test_other_bad_inputs_are_refused(departements: gpd.GeoDataFrame, ratio: pd.Series) -> None:
    words: dict[str, Any] = {"title": "Essai", "unit": UNIT}
    with pytest.raises(TableError, match="EPSG:2154"):
        pg.map_ratio(departements.to_crs(4326), ratio, **words)
    with pytest.raises(TableError, match="EPSG:2154"):
        pg.map_ratio(departements.set_crs(None, allow_override=True), ratio, **words)
    with pytest.raises(TableError, match=r"areas.*code répété"):
        pg.map_ratio(pd.concat([departements, departements.iloc[:1]]), ratio, **words)
    with pytest.raises(TableError, match=r"outside.*999"):
        pg.map_ratio(departements, ratio, outside=["999"], **words)
    with pytest.raises(TableError, match=r"Series.*DataFrame"):
        pg.map_ratio(departements, ratio.to_frame(), **words)
    with pytest.raises(TableError, match="aucune aire de la carte"):
        pg.map_ratio(departements, ratio, outside=list(ratio.index), **words)
    with pytest.raises(ChoiceError, match="zone"):
        pg.map_ratio(departements, ratio, zone="Atlantide", **words)
    with pytest.raises(ChoiceError, match="de 2 à 9"):
        pg.map_ratio(departements, ratio, classes=1, **words)


def test_areas_without_polygon_are_told(departements: gpd.GeoDataFrame, ratio: pd.Series) -> None:
    holed = departements.copy()
    holed.loc["35", "geometry"] = None
    with pytest.warns(UserWarning, match=r"1\s+aire sans polygone.*35"):
        pg.map_ratio(holed, ratio, title="Essai", unit=UNIT)


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


@pytest.mark.mpl_image_compare(baseline_dir="../images", tolerance=0.15, savefig_kwargs={"dpi": 60})
def test_page_ratio(
    departements: gpd.GeoDataFrame, ratio: pd.Series, request: pytest.FixtureRequest
) -> Figure:
    if not request.config.getoption("--mpl") and not request.config.getoption(
        "--mpl-generate-path"
    ):
        pytest.skip("images comparées avec --mpl seulement, comme le demande pyproject.toml")
    figure = pg.map_ratio(
        departements,
        ratio.drop("29"),
        title="Les professionnels des pôles d'offre en 2014",
        unit=UNIT,
        unit_name="département",
        outside=departements.index.difference(ratio.index),
        outside_name="Sans pôle",
    ).figure
    for artist in figure.findobj(Text) + figure.findobj(ScaleBar):
        artist.set_visible(False)
    return figure
