"""Bassins de vie, movements and postal codes of the edition, beside the published files."""

from pathlib import Path

import pandas as pd
import pytest
from effectif_tables import simple

import poles_geo as pg
from poles_geo.communes.movements import filiation, newest_filiation
from poles_geo.download import cache
from poles_geo.download.catalogue import DOWNLOADS
from poles_geo.edition import embedded as edition
from poles_geo.report_2014.plates import ZONINGS as REPORTED
from poles_geo.sources.postal_codes import newest_postal_codes
from poles_geo.sources.zonings.compositions import embedded_zoning

METROPOLE = r"(?!9[78])"


@pytest.fixture
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.ENVIRONMENT, str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("zonage", "file", "everywhere", "metropole"),
    [
        ("BV2012", "BV2012_au_01-01-2014.zip", 1_666, 1_644),
        ("BV2022", "BV2022_au_01-01-2024.zip", 1_707, 1_681),
    ],
)
def test_compositions_are_insee_s(
    real_data: Path, cache_folder: Path, zonage: str, file: str, everywhere: int, metropole: int
) -> None:
    embedded = pg.read_composition(zonage)
    published = pg.read_composition(real_data / "insee" / file).sort_index()
    columns = ["code_bassin", "nom_bassin"]
    pd.testing.assert_frame_equal(embedded[columns], published[columns], check_dtype=False)
    assert {key: embedded.attrs[key] for key in ("zonage", "millesime", "annee_cog")} == {
        key: published.attrs[key] for key in ("zonage", "millesime", "annee_cog")
    }
    assert embedded["code_bassin"].nunique() == everywhere
    inside = embedded[embedded.index.str.match(METROPOLE)]
    assert inside["code_bassin"].nunique() == metropole
    assert not list(cache_folder.iterdir())


def test_every_published_pole_is_a_bassin_of_2012() -> None:
    assert set(pg.load_report().index) <= set(pg.read_composition("bv2012")["code_bassin"])


def test_communes_of_the_composition_of_2024_are_those_of_the_contours() -> None:
    composition = pg.read_composition("BV2022")
    inside = composition.index[composition.index.str.match(METROPOLE)]
    assert set(inside) == set(edition.load_communes().index)


def test_movements_are_insee_s_until_2024(real_data: Path) -> None:
    published = filiation(real_data / "cog" / "v_mvt_commune_2024.csv")
    embedded = filiation(edition.load_movements())
    years = list(published.columns)
    known = embedded[years].drop_duplicates()
    merged = known.merge(published.drop_duplicates(), how="outer", indicator=True)
    alone = merged[merged["_merge"] != "both"]
    # Communes that nothing touched before 2025 are in no event of Insee's file.
    assert (alone["_merge"] == "left_only").all()
    assert alone[years].eq(alone[years[0]], axis=0).all(axis=None)


@pytest.mark.parametrize(
    ("code", "year", "before"),
    [
        ("49126", 2025, "49069"),
        ("49126", 2026, "49069"),
        ("15031", 2026, "15141"),
        ("15141", 2026, "15141"),
        ("01187", 2025, "01330"),
    ],
)
def test_codes_of_2025_and_2026(code: str, year: int, before: str) -> None:
    table = newest_filiation()
    assert before in set(table.loc[table[year] == code, 2024])


def test_postal_codes_are_la_poste_s_but_one(real_data: Path, cache_folder: Path) -> None:
    published = pg.read_postal_codes(real_data / "cog" / "laposte_hexasmal.csv")
    since = edition.load_former_codes()
    published["code_commune"] = published["code_commune"].map(lambda code: since.get(code, code))
    theirs, ours = (
        table.groupby("code_postal")["code_commune"].agg(lambda codes: frozenset(codes))
        for table in (published, newest_postal_codes())
    )
    both = theirs.index.intersection(ours.index)
    assert both[theirs[both] != ours[both]].tolist() == ["64370"]
    assert ours.index.difference(theirs.index).tolist() == ["75116"]
    assert set(theirs.index.difference(ours.index).str[:3]) == {"988"}
    assert not list(cache_folder.iterdir())


def test_a_newer_edition_fetched_wins_and_an_older_one_does_not(
    real_data: Path, cache_folder: Path
) -> None:
    old = cache_folder / DOWNLOADS["bv2022"].file
    old.write_bytes((real_data / "insee" / "BV2022_au_01-01-2024.zip").read_bytes())
    assert "2023" in old.name
    assert pg.read_composition("BV2022").attrs["annee_cog"] == 2024
    new = cache_folder / DOWNLOADS["bv2012"].file
    new.write_bytes((real_data / "insee" / "BV2012_au_01-01-2014.zip").read_bytes())
    assert "2020" in new.name
    assert pg.read_composition("BV2012").attrs["source"] == new.name
    postal = cache_folder / DOWNLOADS["codes-postaux"].file
    postal.write_bytes((real_data / "cog" / "laposte_hexasmal.csv").read_bytes())
    assert "98810" in set(newest_postal_codes()["code_postal"])


def test_a_damaged_edition_fetched_is_told(cache_folder: Path) -> None:
    (cache_folder / DOWNLOADS["bv2012"].file).write_bytes(b"PK rien")
    with pytest.raises(pg.errors.SourceError, match=r"data fetch bv2012 --renouveler"):
        pg.read_composition("BV2012")


def test_bassins_need_no_file(cache_folder: Path) -> None:
    bassins = pg.read_bassins("BV2022")
    assert len(bassins) == 1_681
    assert bassins.attrs["source"] == "Insee, bassins de vie 2022 (communes de 2024)"
    assert not list(cache_folder.iterdir())


def test_the_report_knows_the_zonings_of_bassins_that_are_embedded() -> None:
    assert set(REPORTED) == set(edition.ZONINGS)
    assert all(embedded_zoning(name.lower()) == name for name in edition.EMBEDDED)


@pytest.mark.parametrize(
    ("named", "units", "of_lens", "name"),
    [
        ("EPCI", 1_255, "246200364", "CA de Lens - Liévin"),
        ("dep", 101, "62", "Pas-de-Calais"),
        ("départements", 101, "62", "Pas-de-Calais"),
        ("REG", 18, "32", "Hauts-de-France"),
        ("région", 18, "32", "Hauts-de-France"),
    ],
)
def test_intercommunalites_departements_and_regions_are_zonings(
    named: str, units: int, of_lens: str, name: str
) -> None:
    composition = pg.read_composition(named)
    assert composition["code_bassin"].nunique() == units
    assert composition.loc["62498", ["code_bassin", "nom_bassin"]].tolist() == [of_lens, name]
    assert composition["nom_bassin"].isna().sum() == composition["code_bassin"].isna().sum()
    assert len(composition) == 34_935
    assert composition.attrs["millesime"] == "2024"
    assert len(composition.attrs["sans_bassin"]) == (4 if named == "EPCI" else 0)


@pytest.mark.parametrize(
    ("named", "meant"),
    [("EPCI2023", "EPCI2024 ?"), ("REG2016", "REG2024 ?"), ("ZE2020", "ni un fichier.")],
)
def test_a_zoning_that_is_not_embedded_is_told_the_nearest(named: str, meant: str) -> None:
    with pytest.raises(pg.errors.SourceError) as refused:
        pg.read_composition(named)
    assert simple(str(refused.value)).endswith(meant)


def test_a_count_by_them_has_every_person_of_the_communes() -> None:
    counts = pg.count_professionals(
        pd.DataFrame({"code_commune": ["62498", "62119", "97411", "29083"], "60": [3, 4, 5, 2]})
    )
    found = {name: pg.aggregate(counts, name, field="all")["effectif"] for name in ("DEP", "REG")}
    assert found["DEP"].loc[["62", "974", "29"]].tolist() == [7, 5, 2]
    assert found["REG"].loc[["32", "04", "53"]].tolist() == [7, 5, 2]
    assert [one.sum() for one in found.values()] == [14, 14]
    with pytest.warns(pg.errors.DataWarning, match=r"29083.*ce qui y est \(2\)"):
        assert pg.aggregate(counts, "EPCI", field="all")["effectif"].sum() == 12


def test_they_are_drawn() -> None:
    departements = pg.read_bassins("DEP")
    assert len(departements) == 96
    assert departements.loc["62", "nom"] == "Pas-de-Calais"
    regions = pg.read_bassins(None, composition="REG")
    assert (
        regions.loc["53", "population"]
        == departements.loc[departements["region_2016"] == "Bretagne", "population"].sum()
    )
    with pytest.raises(pg.errors.ChoiceError, match="millesime"):
        pg.read_bassins("CPTS")
