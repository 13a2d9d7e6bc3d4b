"""A warning points at the line of the user who called, however deep the doubt was met."""

import _thread
import re
import warnings
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from threading import Event
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from osrm_server import OsrmServer
from overseas_poles import POLES as OVERSEAS
from shapely import Point, box

import poles_geo as pg
from poles_geo import cartes
from poles_geo.codes import fold_arrondissements
from poles_geo.edition import embedded as edition
from poles_geo.ranking.rule_files import written_rules

AJACCIO, BASTIA, LILLE, FORT_DE_FRANCE, SAINT_PIERRE = "2A004", "2B033", "59350", "97209", "97502"
ACTIVITIES = "PS_LibreAcces_Personne_activite.txt"
ROLES = (
    "Identification nationale PP|Code profession|Code savoir-faire|Code postal (coord. structure)|"
    "Code commune (coord. structure)"
)
WORDS = {"title": "Essai", "unit": "Essai"}


def poles(*others: str) -> pd.DataFrame:
    """Make a table of Corse's two pôles and of other bassins, without points."""
    codes = pd.Index([AJACCIO, BASTIA, *others], name="code_bassin")
    table = pd.DataFrame({"rang": 2, "effectif": 3_000}, index=codes)
    elsewhere = codes.str.startswith("975")
    table["nom"] = pd.Series(codes, codes).where(elsewhere)
    table["region_2014"] = pd.Series("Collectivité", codes, dtype=object).where(elsewhere)
    table.attrs = {"regles": written_rules(pg.RULES_ORS_2014)}
    return table


def unruled(table: pd.DataFrame) -> pd.DataFrame:
    """Lose the rules that gave the ranks."""
    table.attrs = {}
    return table


def described(table: pd.DataFrame) -> pd.DataFrame:
    """Add the columns that the tables of the report want."""
    shares = dict.fromkeys(("part_pole", "part_psychiatrie", "proximite", "pole"), 0.3)
    return table.assign(sigle="PU", type_pole="pôle urbain", motif="", **shares)


@cache
def squares(*codes: str) -> gpd.GeoDataFrame:
    """Squares of 10 km around the town halls of bassins."""
    index = pd.Index(codes, name="code_bassin")
    halls = edition.centres(pd.Series(codes, index))
    areas = gpd.GeoDataFrame(geometry=halls.buffer(5_000, cap_style="square"), crs=2154)
    areas["nom"] = areas.index
    return areas


def grid() -> gpd.GeoDataFrame:
    """Nine communes that are squares of 100 ha."""
    codes = [f"5900{rank}" for rank in range(1, 10)]
    corners = [(7e5 + 1e3 * (rank % 3), 7e6 + 1e3 * (rank // 3)) for rank in range(9)]
    shapes = [box(x, y, x + 1e3, y + 1e3) for x, y in corners]
    return gpd.GeoDataFrame({"code": codes, "nom": codes}, geometry=shapes, crs=2154)


def zoning(**cells: str) -> pd.DataFrame:
    """Put the nine communes in one bassin, but for some."""
    codes = grid()["code"]
    units = [cells.get(code, "59001") for code in codes]
    return pd.DataFrame({"CODGEO": codes, "LIBGEO": codes, "BV2012": units})


def populations(**people: int) -> pd.DataFrame:
    """Inhabitants of the nine communes, and of others."""
    known = {**dict.fromkeys(grid()["code"], 1000), **people}
    return pd.DataFrame({"CODGEO": list(known), "PMUN": list(known.values())})


def twice(folder: Path) -> Path:
    """Write communes, the first one in two rows."""
    again = grid().head(1).set_geometry([box(8e5, 7e6, 8.01e5, 7.001e6)], crs=2154)
    path = folder / "communes.gpkg"
    gpd.GeoDataFrame(pd.concat([grid(), again])).to_file(path)
    return path


def without_code(folder: Path) -> Path:
    """Write a composition, a commune of it without bassin."""
    path = folder / "composition.csv"
    zoning(**{"59005": ""}).to_csv(path, sep=";", index=False)
    return path


def truncated(folder: Path) -> Path:
    """Write a composition that announces more communes than it has."""
    path = folder / "composition.xlsx"
    with pd.ExcelWriter(path) as book:
        zoning().to_excel(book, sheet_name="Composition", index=False)
        announced = pd.DataFrame({"BV2012": ["59001"], "NB_COM": [12]})
        announced.to_excel(book, sheet_name="BV2012", index=False)
    return path


def merger() -> pd.DataFrame:
    """01002 enters 01001 in 2006."""
    moves = pd.DataFrame({"code_avant": ["01001", "01002"], "code_apres": "01001"}, dtype="str")
    moves = moves.assign(
        mod="32", date=pd.Timestamp(2006, 1, 1), type_avant="COM", type_apres="COM"
    )
    moves.attrs = {"annee_cog": 2010}
    return moves


def counts(*codes: str, year: int | None = 2005) -> pd.DataFrame:
    """Ten persons in each commune."""
    table = pd.DataFrame({"n": 10}, index=pd.Index(codes, name="code_commune", dtype="str"))
    table.attrs = {} if year is None else {"annee_cog": year}
    return table


def composition(year: int | None = 2005, **units: str) -> pd.DataFrame:
    """Put communes in bassins."""
    table = pd.DataFrame({"code_bassin": pd.Series(units, dtype="str")})
    table = table.rename_axis("code_commune")
    table.attrs = {} if year is None else {"annee_cog": year}
    return table


ONE_EACH = {"01001": "01001", "01002": "01002"}
TWO_DEPARTEMENTS = {"01001": "01001", "59350": "59350"}


def register(folder: Path, *rows: str) -> Path:
    """Write a file of activities: person, profession, savoir-faire, postal code, commune."""
    path = folder / ACTIVITIES
    path.write_text("\n".join([ROLES, *rows, ""]), "utf-8")
    return path


def counted(folder: Path, *communes: str) -> Any:
    """Count a nurse a commune."""
    rows = [f"{rank}|60|||{code}" for rank, code in enumerate(communes)]
    return pg.count_professionals(register(folder, *rows))


def dated(date: str) -> pd.DataFrame:
    """Rank one bassin of a register of a date."""
    effectifs = pd.DataFrame(
        {"effectif": 3_500, "proximite": 2_500, "pole": 1_000, "infirmiers_psychiatrie": 90},
        index=pd.Index([LILLE], name="code_bassin"),
    )
    effectifs.attrs = {"source": "RPPS", "date": date}
    return pg.classify(effectifs)


def ratios(*values: float) -> pd.Series:
    """Give values to départements, the first ones."""
    return pd.Series(values, index=edition.load_departements().index[: len(values)])


def costed(table: pd.DataFrame) -> pd.DataFrame:
    """Say what the costs of a table are."""
    table.attrs = {"remarques": {"couts": "km à vol d'oiseau"}}
    return table


def holed() -> gpd.GeoDataFrame:
    """Départements, the second one without polygon."""
    areas = edition.load_departements()
    areas.loc[areas.index[1], "geometry"] = None
    return areas


def constrained() -> Any:
    """Make axes on Corse that an automatic layout will resize."""
    _, ax = plt.subplots(layout="constrained")
    cartes.draw_poles(poles(), ax=ax)
    return ax


def structures() -> gpd.GeoDataFrame:
    """Make one structure in Corse."""
    table = {"nom": ["Essai"], "statut": ["en réflexion"], "nature": ["maison"]}
    return gpd.GeoDataFrame(table, geometry=[Point(1_180_000, 6_110_000)], crs=2154)


def costs_of(origin: str, minutes: object = 3) -> pd.DataFrame:
    """Give the cost from one code to X."""
    return pd.DataFrame({"origine": [origin], "destination": "X", "minutes": [minutes]})


def on_a_line() -> gpd.GeoDataFrame:
    """Place three pôles ten kilometres apart."""
    points = gpd.points_from_xy([700_000, 710_000, 720_000], [6_600_000] * 3)
    codes = pd.Index(["A", "B", "X"], name="code_bassin")
    return gpd.GeoDataFrame({"effectif": [1_000, 2_000, 3_000]}, codes, geometry=points, crs=2154)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the answers of servers in a folder of the test."""
    monkeypatch.setenv("POLES_GEO_CACHE", str(tmp_path / "cache"))


@cache
def placed() -> gpd.GeoDataFrame:
    """Place one of Corse's pôles."""
    return edition.centres(pd.Series([AJACCIO], index=["A"])).to_frame("geometry")


@cache
def roads() -> str:
    """Open a server that knows no road, until the tests end; give its address."""
    return OsrmServer(sea=0).__enter__().address


def homes() -> gpd.GeoDataFrame:
    """Give two communes."""
    communes = edition.load_communes().loc[["59350", "62041"]]
    return gpd.GeoDataFrame(communes)


def link() -> pd.DataFrame:
    """Link Corse's two pôles."""
    return pd.DataFrame({"code_a": [AJACCIO], "code_b": [BASTIA], "force": [1.0]})


def overseas() -> gpd.GeoDataFrame:
    """Place Fort-de-France."""
    return cartes.check_everywhere(poles(FORT_DE_FRANCE))[1]


AWAY = "outre-mer, hors de cette carte"
UNRULED = "ne porte pas sa règle"
COLLECTIVITY = "collectivité d'outre-mer"
UNDRAWN = "sans polygone de bassin"
LAYOUT = "mise en page automatique"
WHOLE = "toutes entières"
FEWER = "classes au lieu de"
LOST = "sans polygone en métropole"
DOUBTFUL_YEAR = "incertain"

Call = Callable[[Path], object]
CALLS: dict[str, tuple[str, Call]] = {
    # maps
    "map_national": (
        COLLECTIVITY,
        lambda _: pg.map_national(poles(SAINT_PIERRE)),
    ),
    "map_national without room": (
        "n'a pas la place",
        lambda _: pg.map_national(poles(*OVERSEAS), style=cartes.STYLE_HALF_PAGE),
    ),
    "map_national, bassins": (
        UNDRAWN,
        lambda _: pg.map_national(poles(), bassins=squares(AJACCIO)),
    ),
    "rules_of": (
        UNRULED,
        lambda _: pg.rules_of(unruled(poles())),
    ),
    "map_national without rules": (
        UNRULED,
        lambda _: pg.map_national(unruled(poles())),
    ),
    "map_report without rules": (
        UNRULED,
        lambda _: pg.map_report("5", unruled(poles())),
    ),
    "map_region": (
        AWAY,
        lambda _: pg.map_region(poles(FORT_DE_FRANCE), "Corse"),
    ),
    "map_poles of a region": (
        AWAY,
        lambda _: pg.map_poles(poles(FORT_DE_FRANCE), "corse"),
    ),
    "map_poles of a département": (
        AWAY,
        lambda _: pg.map_poles(poles(FORT_DE_FRANCE), "2A"),
    ),
    "map_bassin_minier": (
        AWAY,
        lambda _: pg.map_bassin_minier(poles(LILLE, FORT_DE_FRANCE)),
    ),
    "map_schema": (
        AWAY,
        lambda _: pg.map_schema(poles(FORT_DE_FRANCE), "Corse", links=link()),
    ),
    "map_structures": (
        AWAY,
        lambda _: pg.map_structures(structures(), poles(FORT_DE_FRANCE), zone="Corse"),
    ),
    "read_structures": (
        "structure non placée",
        lambda _: pg.read_structures(
            pd.DataFrame({"nom": ["A", "B"], "code_commune": ["59350", "59999"]})
        ),
    ),
    "costs_between": (
        "sans aucun couple",
        lambda _: pg.costs_between(
            pd.DataFrame(index=["A", "B"]), pd.DataFrame(index=["X"]), costs_of("A")
        ),
    ),
    "access": (
        "sans personne à portée",
        lambda _: pg.access(
            pd.DataFrame({"population": {"A": 9}}),
            pd.DataFrame({"effectif": {"X": 2}}),
            costs=costs_of("A"),
            within=2,
        ),
    ),
    "fetch_costs": (
        "sans route pour le serveur",
        lambda _: pg.fetch_costs(placed(), placed(), roads(), progress=False),
    ),
    "mean_by": (
        "sans territoire",
        lambda _: pg.mean_by(
            pd.DataFrame({"population": 9, "x": 1.0}, index=["A", "B"]),
            pd.Series({"A": "ici"}),
        ),
    ),
    "links": (
        "sans coût dans la table",
        lambda _: pg.links(on_a_line(), costs=costs_of("A")),
    ),
    "gaps": (
        "sans aucun couple",
        lambda _: pg.gaps(
            on_a_line().assign(rang=1), homes(), within=10, costs=costs_of("59350", 5)
        ),
    ),
    "dependency": (
        "sans pôle plus lourd",
        lambda _: pg.dependency(on_a_line(), costs=costs_of("A")),
    ),
    "read_costs": (
        "inatteignables",
        lambda _: pg.read_costs(pd.concat([costs_of("A"), costs_of("B", "")])),
    ),
    "map_report of regions": (
        AWAY,
        lambda _: pg.map_report("5", poles(FORT_DE_FRANCE)),
    ),
    "map_ratio, whole numbers": (
        WHOLE,
        lambda _: pg.map_ratio(edition.load_departements(), ratios(10, 200, 3, 4, 50), **WORDS),
    ),
    "map_gains": (
        WHOLE,
        lambda _: pg.map_gains(
            pd.DataFrame({"ecart_pct": ratios(10, 200, -3, 4, -50)}), edition.load_departements()
        ),
    ),
    "map_bivariate": (
        WHOLE,
        lambda _: pg.map_bivariate(
            edition.load_departements(),
            ratios(10, 200, 3, 4, 50),
            ratios(0.1, 0.2, 0.3, 0.4, 0.5),
            title="Essai",
            first_unit="Essai",
            second_unit="Essai",
        ),
    ),
    "map_access": (
        WHOLE,
        lambda _: pg.map_access(
            edition.load_departements(),
            costed(ratios(10, 200, 3, 4, 50).to_frame("km")),
            names="none",
        ),
    ),
    "map_symbols": (
        WHOLE,
        lambda _: pg.map_symbols(
            edition.load_departements(),
            ratios(*range(96)),
            ratio=ratios(10, 200, 3, 4, 50),
            title="Essai",
            counts_name="Essai",
        ),
    ),
    "map_smoothed": (
        FEWER,
        lambda _: pg.map_smoothed(
            edition.load_departements(),
            ratios(*range(1, 97)),
            span=90,
            step=40,
            classes=9,
            zone="Corse",
            **WORDS,
        ),
    ),
    "atlas": (
        COLLECTIVITY,
        lambda folder: pg.atlas(described(poles(SAINT_PIERRE)), folder, formats="svg"),
    ),
    "write_table": (
        "la géométrie n'y est pas",
        lambda folder: pg.write_table(squares(LILLE), folder / "bassins.csv"),
    ),
    # pieces
    "check_poles": (
        AWAY,
        lambda _: cartes.check_poles(poles(FORT_DE_FRANCE)),
    ),
    "check_everywhere": (
        COLLECTIVITY,
        lambda _: cartes.check_everywhere(poles(SAINT_PIERRE)),
    ),
    "draw_poles": (
        AWAY,
        lambda _: cartes.draw_poles(poles(FORT_DE_FRANCE)),
    ),
    "draw_labels": (
        AWAY,
        lambda _: cartes.draw_labels(poles(FORT_DE_FRANCE)),
    ),
    "draw_labels, layout": (
        LAYOUT,
        lambda _: cartes.draw_labels(poles(), ax=constrained()),
    ),
    "draw_links": (
        AWAY,
        lambda _: cartes.draw_links(link(), poles(FORT_DE_FRANCE)),
    ),
    "draw_legend": (
        AWAY,
        lambda _: cartes.draw_legend(poles(FORT_DE_FRANCE)),
    ),
    "draw_bassins": (
        UNDRAWN,
        lambda _: cartes.draw_bassins(squares(AJACCIO), poles()),
    ),
    "draw_bassins overseas": (
        AWAY,
        lambda _: cartes.draw_bassins(squares(AJACCIO, BASTIA), poles(FORT_DE_FRANCE)),
    ),
    "draw_structure_labels": (
        LAYOUT,
        lambda _: cartes.draw_structure_labels(structures(), ax=constrained()),
    ),
    "draw_structure_legend": (
        AWAY,
        lambda _: cartes.draw_structure_legend(structures(), poles(FORT_DE_FRANCE)),
    ),
    "draw_overseas_inset": (
        LAYOUT,
        lambda _: cartes.draw_overseas_inset("972", overseas(), (2, 2, 26, 26), ax=constrained()),
    ),
    "class_ratio, whole numbers": (
        WHOLE,
        lambda _: cartes.class_ratio(edition.load_departements(), ratios(10, 200, 3, 4, 50)),
    ),
    "class_ratio, fewer classes": (
        FEWER,
        lambda _: cartes.class_ratio(edition.load_departements(), ratios(0.5, 1.5, 2.5)),
    ),
    "class_ratio, no polygon": (
        LOST,
        lambda _: cartes.class_ratio(holed(), ratios(0.5, 1.5, 2.5), classes=2),
    ),
    # zonings
    "read_communes": (
        "en plusieurs lignes",
        lambda folder: pg.read_communes(twice(folder)),
    ),
    "read_composition": (
        "sans code dans la colonne",
        lambda folder: pg.read_composition(without_code(folder)),
    ),
    "read_composition, truncated": (
        "communes annoncé",
        lambda folder: pg.read_composition(truncated(folder)),
    ),
    "read_postal_codes": (
        "hors de France",
        lambda _: pg.read_postal_codes(
            pd.DataFrame(
                {
                    "Code_commune_INSEE": ["99138", "59350"],
                    "Code_postal": ["98000", "59000"],
                    "Libelle_acheminement": ["MONACO", "LILLE"],
                }
            )
        ),
    ),
    "read_bassins": (
        r"vides?\b.*entre les contours",
        lambda _: pg.read_bassins(2012, composition=zoning(), communes=grid().drop(index=4)),
    ),
    "read_bassins, composition": (
        "sans code dans la colonne",
        lambda folder: pg.read_bassins(2012, composition=without_code(folder), communes=grid()),
    ),
    "read_bassins, communes": (
        "en plusieurs lignes",
        lambda folder: pg.read_bassins(2012, composition=zoning(), communes=twice(folder)),
    ),
    "read_bassins, populations": (
        "comptée une fois",
        lambda _: pg.read_bassins(
            2012,
            composition=zoning(),
            communes=grid(),
            populations=populations(**{"75056": 3, "75101": 2}),
        ),
    ),
    "fold_arrondissements": (
        "comptée une fois",
        lambda _: fold_arrondissements(counts("75056", "75101")),
    ),
    "compare": (
        "ont quitté ADELI",
        lambda _: pg.compare(dated("2016"), dated("2023")),
    ),
    "compare, no date": (
        "Date inconnue",
        lambda _: pg.compare(dated(""), dated("2023")),
    ),
    "bridge": (
        "hors d'une des deux compositions",
        lambda _: pg.bridge(composition(**ONE_EACH), composition(**{"01001": "A"})),
    ),
    "bridge, year": (
        DOUBTFUL_YEAR,
        lambda _: pg.bridge(
            composition(None, **ONE_EACH), composition(**ONE_EACH), movements=merger()
        ),
    ),
    "carry_over": (
        "code illisible",
        lambda _: pg.carry_over(counts("01001", "inconnu"), merger(), 2010),
    ),
    "carry_over, another year": (
        "territoire d'une autre année",
        lambda _: pg.carry_over(counts("01001", "01002", year=2008), merger(), 2010),
    ),
    "carry_over, year": (
        DOUBTFUL_YEAR,
        lambda _: pg.carry_over(counts("01001", "01003", year=None), merger(), 2010),
    ),
    "carry_indicator": (
        "code illisible",
        lambda _: pg.carry_indicator(
            counts("01001", "inconnu").assign(population=10), merger(), 2010
        ),
    ),
    "carry_composition": (
        "sans choix possible",
        lambda _: pg.carry_composition(composition(**ONE_EACH), merger(), 2010),
    ),
    "carry_composition, year": (
        DOUBTFUL_YEAR,
        lambda _: pg.carry_composition(composition(None, **{"01001": "A"}), merger(), 2010),
    ),
    # counts
    "count_professionals, rejected": (
        "rejetée",
        lambda folder: pg.count_professionals(register(folder, "1|60|||01001", "trop|court")),
    ),
    "count_professionals, no savoir-faire": (
        "douteux",
        lambda folder: pg.count_professionals(
            register(folder, *(f"{rank}|10|||01001" for rank in range(100)))
        ),
    ),
    "aggregate": (
        "absente.* du zonage",
        lambda folder: pg.aggregate(counted(folder, "01001", "59350"), composition(**ONE_EACH)),
    ),
    "aggregate, not counted": (
        "non compté",
        lambda folder: pg.aggregate(counted(folder, "01001"), composition(**TWO_DEPARTEMENTS)),
    ),
}
"""By public function: what a warning says, and a call that gives it."""


@pytest.fixture(autouse=True)
def _light(keep_maps: Callable[..., None]) -> Any:
    """Draw one map of the atlas; close what is drawn."""
    keep_maps("france", "rapport-5")
    yield
    plt.close("all")


@pytest.mark.parametrize(("said", "call"), CALLS.values(), ids=CALLS)
def test_a_warning_points_at_the_call(said: str, call: Call, tmp_path: Path) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call(tmp_path)
    assert any(re.search(said, str(warning.message)) for warning in caught)
    line = call.__code__.co_firstlineno
    assert {(warning.filename, warning.lineno) for warning in caught} == {(__file__, line)}


def corse(table: pd.DataFrame) -> object:
    return pg.map_region(table, "Corse")


def test_a_warning_points_into_the_function_of_a_user() -> None:
    with pytest.warns(UserWarning, match=AWAY) as caught:
        corse(poles(FORT_DE_FRANCE))
    line = corse.__code__.co_firstlineno + 1
    assert [(warning.filename, warning.lineno) for warning in caught] == [(__file__, line)]


def test_a_warning_points_below_the_code_of_others() -> None:
    """Here pandas calls the package."""
    with pytest.warns(UserWarning, match="comptée une fois") as caught:
        counts("75056", "75101").pipe(fold_arrondissements)
    assert [Path(warning.filename).parts[-3] for warning in caught] == ["pandas"]


def test_every_function_that_says_so_warns() -> None:
    called = {re.split(r"\W", name)[0] for name in CALLS}
    for package in (pg, cartes, pg.report_2014):
        for name in package.__all__:
            if "\n    Warns\n" in (getattr(package, name).__doc__ or ""):
                assert name in called


IN_A_POOL = {
    "threads": lambda: ThreadPoolExecutor(1),
    "processes": lambda: ProcessPoolExecutor(1, get_context("spawn")),
}


@pytest.mark.parametrize("start", IN_A_POOL.values(), ids=IN_A_POOL)
def test_a_pool_warns_and_goes_on(
    start: Callable[[], Executor], capfd: pytest.CaptureFixture[str]
) -> None:
    """No line of the user is below; a process tells on its own error stream."""
    with warnings.catch_warnings(record=True) as caught, start() as pool:
        warnings.simplefilter("always")
        work = pool.submit(pg.carry_over, counts("01001", "inconnu"), merger(), 2010)
        assert work.result().table["n"].to_dict() == {"01001": 10}
    said = [str(warning.message) for warning in caught]
    assert "hors du résultat" in " ".join([*said, capfd.readouterr().err])


def test_a_thread_of_the_package_alone_warns_and_goes_on() -> None:
    """No line at all is outside the package."""
    done = Event()

    class Table(pd.DataFrame):
        """Tells when it is read for the last time."""

        def __del__(self) -> None:
            done.set()

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        _thread.start_new_thread(fold_arrondissements, (Table(counts("75056", "75101")),))
        assert done.wait(10)
    assert [warning.category for warning in caught] == [pg.errors.DataWarning]
