"""The embedded edition: the report of 2014 and real contours, read without network.

Origin, licence and date of each file: ``poles_geo/data/README.md``.
"""

from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from poles_geo.edition.commune_table import DATA, load_commune_table
from poles_geo.projections import DEGREES, LAMBERT_93, OVERSEAS_PROJECTIONS
from poles_geo.regions import OVERSEAS, REGION_CODE_2016, REGION_CODES

CONTENTS = {
    "communes.parquet": "communes métropolitaines du 1er janvier 2024, contours simplifiés",
    "anciennes_communes.parquet": "communes déléguées et associées de 2024, contours",
    "anciens_codes.csv": "commune de 2024 de chaque code de commune disparu depuis 1943",
    "departements.parquet": "départements métropolitains",
    "regions.parquet": "régions métropolitaines de 2014",
    "pays.parquet": "pays voisins, ajustés à la frontière",
    "outre_mer.parquet": "communes des départements d'outre-mer, contours simplifiés (WGS84)",
    "pays_outre_mer.parquet": "pays autour de ces départements (WGS84)",
    "epci.csv": "intercommunalités de 2024",
    "bv2012.parquet": "bassins de vie 2012, composition sur les communes de 2014",
    "bv2022.parquet": "bassins de vie 2022, composition sur les communes de 2024",
    "mouvements.parquet": "mouvements des communes de 2003 à 2026",
    "codes_postaux.parquet": "codes postaux des communes de 2024",
    "anciens_codes_postaux.parquet": "codes postaux, en 2014, des communes qui ont changé depuis",
    "exemple.parquet": "exemple de comptes : établissements de santé par commune, SIRENE 2019",
    "poles_2014.csv": "153 pôles publiés en mars 2014, codes de commune et de bassin de vie",
    "rapport/cooperations.csv": "18 coopérations que le rapport nomme",
    "rapport/figure1_telle_que_publiee.csv": "Figure 1 du rapport, erreurs comprises",
    "rapport/figure3_153_poles.csv": "Figure 3 du rapport",
    "rapport/maisons_poles_sante_mai_2013.csv": "53 maisons et pôles de santé de mai 2013",
    "structures_2013.csv": "les mêmes 53 structures, codes de commune",
}
"""Embedded tables: file, what it holds."""


def read_text(name: str) -> str:
    """Read a text of the edition: the web page, its script, the licences."""
    return (DATA / name).read_text("utf-8")


def typeface_files() -> list[Path]:
    """Files of the typeface of the maps."""
    return sorted((DATA / "polices").glob("*.ttf"))


def checksums() -> dict[Path, str]:
    """Files of the edition, and the SHA-256 sum that each was published with."""
    lines = (line.split(maxsplit=1) for line in read_text("SHA256SUMS").splitlines())
    return {DATA / name: expected for expected, name in lines}


def sizes() -> dict[str, int]:
    """Size in bytes of each embedded table of :data:`CONTENTS`."""
    return {name: (DATA / name).stat().st_size for name in CONTENTS}


REPORT_SOURCE = "fichiers RPPS et ADELI"
REPORT_PUBLICATION = "ORS Nord – Pas-de-Calais, Le maillage des pôles d'offre, mars 2014"


def load_published_poles() -> pd.DataFrame:
    """Read the 153 published pôles: the list of Figure 3, with the codes of their communes.

    Returns
    -------
    DataFrame
        Index `code_bassin`, in the order of the report; nom, nom_publie, region_2014, rang (1 to
        4), sigle, effectif, code_commune. `attrs`: source, date, publication.
    """
    table = pd.read_csv(DATA / "poles_2014.csv", dtype={"code_bassin": str, "code_commune": str})
    poles = table.rename(columns={"region": "region_2014"}).set_index("code_bassin")
    poles.attrs = {
        "source": REPORT_SOURCE,
        "date": "publication de mars 2014",
        "publication": REPORT_PUBLICATION,
    }
    return poles


def load_figure1() -> pd.DataFrame:
    """Read Figure 1 of the report as published, errors included.

    Returns
    -------
    DataFrame
        Index `region_2014` and a last row « Total »; rang1, rang2, sous_total_1_2, rang3, rang4,
        sous_total_3_4, total (nullable integers: the report leaves empty cells).

    Examples
    --------
    >>> load_figure1().loc["Alsace", ["rang1", "rang2", "total"]].tolist()
    [1, 2, 4]
    """
    path = DATA / "rapport" / "figure1_telle_que_publiee.csv"
    table = pd.read_csv(path, index_col="region").astype("Int64")
    table = table.rename_axis("region_2014")
    table.attrs = {"source": REPORT_SOURCE, "publication": REPORT_PUBLICATION}
    return table


def load_structures() -> gpd.GeoDataFrame:
    """Read the 53 maisons and pôles de santé of May 2013, Nord – Pas-de-Calais.

    Returns
    -------
    GeoDataFrame
        Points in EPSG:2154 (town hall of the first commune named). Columns: territoire, statut,
        nom (as published), code_commune, autres_communes (codes, space between), lecture (how
        the name was read), geometry. `attrs`: titre, source, date.

    Examples
    --------
    >>> load_structures()["statut"].value_counts().head(2).to_dict()
    {'en réflexion': 19, 'en fonctionnement': 12}
    """
    table = pd.read_csv(
        DATA / "structures_2013.csv",
        dtype={"code_commune": str, "autres_communes": str},
        keep_default_na=False,
    )
    points = centres(table["code_commune"])
    structures = gpd.GeoDataFrame(table, geometry=points.to_numpy(), crs=LAMBERT_93)
    structures.attrs = {
        "titre": "Les maisons et pôles de santé",
        "source": "ARS Nord – Pas-de-Calais, dossier de presse",
        "date": "mai 2013",
    }
    return structures


def load_cooperations() -> pd.DataFrame:
    """Read the 18 co-operations that the report names, as it names them.

    Returns
    -------
    DataFrame
        43 rows, one a member: id (of the grouping), forme (CHT, GCS, téléAVC…), nom, membre,
        commune, code_commune, statut, date, note; missing where the report says nothing: five
        groupings have no member named, a group of hospitals no commune. `attrs`: titre, source,
        date.

    Examples
    --------
    >>> load_cooperations()["forme"].value_counts().head(3).to_dict()
    {'CHT': 19, 'GCS': 11, 'téléAVC': 5}
    """
    table = pd.read_csv(DATA / "rapport" / "cooperations.csv", sep=";", dtype="str")
    table.attrs = {
        "titre": "Les coopérations observées",
        "source": REPORT_PUBLICATION,
        "date": "mars 2014",
    }
    return table


def _dated(communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(communes.rename(columns={"region": "region_2014"}))


@cache
def _communes() -> gpd.GeoDataFrame:
    communes = _dated(gpd.read_parquet(DATA / "communes.parquet"))
    communes.attrs[POPULATION_KEY] = POPULATION_YEAR
    return communes


def load_communes() -> gpd.GeoDataFrame:
    """Read the metropolitan communes of 1 January 2024, simplified as a coverage.

    Returns
    -------
    GeoDataFrame
        34 806 polygons in EPSG:2154, index `code_commune`; nom, departement, region_2014,
        population (municipal, census of 2022), epci (of 2024; missing for 4 islands), x_mairie,
        y_mairie (metres; missing for 1 933 communes), geometry; ``attrs["annee_population"]``.
    """
    return _communes().copy()


def load_former_communes() -> gpd.GeoDataFrame:
    """Read the former communes that are now communes déléguées or associées.

    Returns
    -------
    GeoDataFrame
        2 564 polygons in EPSG:2154, index `code` (of the former commune; 573 are also that of
        their commune); nom, type (COMD déléguée, COMA associée), code_commune (the commune of
        2024 that holds it), geometry. Each lies in its commune and shares its edges exactly:
        with what they leave of their communes and with the other communes, they make a
        coverage. What they leave of 364 communes is former communes without a contour: that of
        the same code, unless it is among the 573, and others (in 48105, a drawing error).
    """
    return gpd.read_parquet(DATA / "anciennes_communes.parquet")


def load_former_codes() -> pd.Series:
    """Read the commune of 2024 of each code that is no longer that of a commune.

    Returns
    -------
    Series
        4 142 codes gone since 1943, index `code_ancien`; values: `code_commune` of 2024. A code
        stands for its commune as it last was; 34 codes gone by 1973 are left out, whose commune
        was later divided.
    """
    codes = pd.read_csv(DATA / "anciens_codes.csv", dtype=str, index_col="code_ancien")
    return codes["code_commune"]


def load_departements() -> gpd.GeoDataFrame:
    """Read the 96 metropolitan départements, EPSG:2154, index `departement`; nom, geometry."""
    return gpd.read_parquet(DATA / "departements.parquet")


def load_regions() -> gpd.GeoDataFrame:
    """Read the 22 metropolitan regions of 2014, EPSG:2154, index `region_2014`."""
    regions = gpd.read_parquet(DATA / "regions.parquet")
    return gpd.GeoDataFrame(regions.rename_axis("region_2014"))


def load_neighbours() -> gpd.GeoDataFrame:
    """Read the neighbouring countries, fitted to the French frontier, EPSG:2154, index `nom`."""
    return gpd.read_parquet(DATA / "pays.parquet")


@cache
def _overseas() -> gpd.GeoDataFrame:
    communes = _dated(gpd.read_parquet(DATA / "outre_mer.parquet"))
    communes.attrs[POPULATION_KEY] = POPULATION_YEAR
    return communes


def load_overseas() -> gpd.GeoDataFrame:
    """Read the communes of the five départements overseas, of 1 January 2024.

    Returns
    -------
    GeoDataFrame
        129 polygons in EPSG:4326, index `code_commune`; nom, departement (971 to 974, 976),
        region_2014, population (municipal, census of 2022; of 2017 in Mayotte), epci (of 2024),
        longitude and latitude of the town hall (missing for 9 communes), geometry: those of a
        département are a coverage, simplified in its legal projection, in which it is to be
        measured (:data:`poles_geo.projections.OVERSEAS_PROJECTIONS`);
        ``attrs["annee_population"]``.
    """
    return _overseas().copy()


def load_departement_overseas(departement: str) -> gpd.GeoDataFrame:
    """Read the communes of one département overseas, in its legal projection.

    Returns
    -------
    GeoDataFrame
        Index `code_commune`; nom, departement, region_2014, population, epci, x_mairie, y_mairie
        (metres; missing for 9 communes in all), geometry; ``attrs["annee_population"]``.
    """
    communes, crs = _overseas(), OVERSEAS_PROJECTIONS[departement]
    here = communes[communes["departement"] == departement]
    halls = gpd.GeoSeries.from_xy(here["longitude"], here["latitude"], crs=DEGREES).to_crs(crs)
    places = {"x_mairie": halls.x.to_numpy(), "y_mairie": halls.y.to_numpy()}
    kept = here.drop(columns=["longitude", "latitude"]).to_crs(crs)
    kept.attrs[POPULATION_KEY] = POPULATION_YEARS.get(departement, POPULATION_YEAR)
    order = [*kept.columns.drop("geometry"), *places, "geometry"]
    return gpd.GeoDataFrame(kept.assign(**places)[order])


def load_overseas_neighbours() -> gpd.GeoDataFrame:
    """Read the countries around the départements overseas, fitted to the frontier of Guyane.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, index `departement`, `nom`; geometry, cut off around the département.
    """
    return gpd.read_parquet(DATA / "pays_outre_mer.parquet")


def load_epci() -> pd.DataFrame:
    """Read the 1 255 intercommunalités of 2024, 23 of them overseas.

    Index `epci` (SIREN); nom, type: CC, CA, CU, METRO (métropole) or MET69 (Métropole de Lyon).
    """
    return pd.read_csv(DATA / "epci.csv", dtype=str, index_col="epci")


LATEST = "BV2022"
"""The newest of the zonings that the edition has."""
ZONINGS = {"BV2012": ("2012", 2014), "BV2022": ("2022", 2024)}
"""Embedded zonings of bassins de vie: millésime, year of the communes."""
AREAS = {"EPCI2024": "intercommunalités", "DEP2024": "départements", "REG2024": "régions"}
"""Areas of the embedded communes, which are zonings too, and what they are."""
EMBEDDED = (*ZONINGS, *AREAS)
COMMUNES_YEAR, LAST_MOVEMENTS = 2024, 2026
"""Year of the communes of the contours; last 1 January that the embedded movements know."""
POPULATION_KEY = "annee_population"
"""Key of the year of the populations, in the `attrs` of their table."""
POPULATION_YEAR = 2022
"""Year of the populations of these communes."""
POPULATION_YEARS = {"976": 2017}
"""The same, of the départements where it is another."""
FORMER_YEAR = 2014
"""Year of the communes of the former postal codes."""


def zoning_source(zonage: str) -> str:
    """Say where an embedded composition comes from."""
    if zonage in AREAS:
        return f"Insee, {AREAS[zonage]} de {COMMUNES_YEAR}"
    millesime, year = ZONINGS[zonage]
    return f"Insee, bassins de vie {millesime} (communes de {year})"


def _bassins(zonage: str) -> pd.DataFrame:
    table = pd.read_parquet(DATA / f"{zonage.lower()}.parquet").astype("str")
    return table.set_index("code_commune")


def _areas(zonage: str) -> pd.DataFrame:
    communes = load_commune_table()
    departement = communes["departement"].astype("str")
    if zonage == "EPCI2024":
        codes, names = communes["epci"], load_epci()["nom"]
    elif zonage == "DEP2024":
        codes, names = departement, pd.Series({**load_departements()["nom"], **OVERSEAS})
    else:
        codes, names = departement.map(REGION_CODE_2016), pd.Series(REGION_CODES[2016])
    table = pd.DataFrame({"code_bassin": codes, "nom_bassin": codes.map(names)})
    return table.astype("str").rename_axis("code_commune")


def load_composition(zonage: str) -> pd.DataFrame:
    """Read the composition of an embedded zoning (:data:`ZONINGS`, :data:`AREAS`).

    Returns
    -------
    DataFrame
        Index `code_commune`, overseas included; code_bassin (missing for Insee's « ZZZZZ », for an
        island in no EPCI), nom_bassin. `attrs`: zonage, millesime, annee_cog, source, sans_bassin.
    """
    millesime, year = ZONINGS.get(zonage, (str(COMMUNES_YEAR), COMMUNES_YEAR))
    table = _areas(zonage) if zonage in AREAS else _bassins(zonage)
    table.attrs = {
        "zonage": zonage,
        "millesime": millesime,
        "annee_cog": year,
        "source": zoning_source(zonage),
        "sans_bassin": table.index[table["code_bassin"].isna()].tolist(),
    }
    return table


def load_movements() -> pd.DataFrame:
    """Read the movements of communes from 2003 to :data:`LAST_MOVEMENTS`.

    Returns
    -------
    DataFrame
        mod, date, type_avant, code_avant, type_apres, code_apres. `attrs`: annee_cog, source.
    """
    table = pd.read_parquet(DATA / "mouvements.parquet").astype("str")
    table["date"] = pd.to_datetime(table["date"])
    table.attrs = {
        "annee_cog": LAST_MOVEMENTS,
        "source": f"Insee, mouvements des communes ; édition embarquée de {LAST_MOVEMENTS}",
    }
    return table


def load_postal_codes() -> pd.DataFrame:
    """Read the communes of 2024 that each postal code serves.

    Returns
    -------
    DataFrame
        code_postal, code_commune, acheminement (names of communes, déléguées and associées
        included, as La Poste writes them). `attrs`: source.
    """
    table = pd.read_parquet(DATA / "codes_postaux.parquet").astype("str")
    table.attrs = {"source": "découpage administratif, édition de 2024"}
    return table


def load_former_postal_codes() -> pd.DataFrame:
    """Read the postal codes of the communes of 2014 that an event touches.

    Returns
    -------
    DataFrame
        code_postal, code_commune (of 2014). `attrs`: source, annee_cog.
    """
    table = pd.read_parquet(DATA / "anciens_codes_postaux.parquet").astype("str")
    table.attrs = {"source": "La Poste, par le paquet codes-postaux", "annee_cog": FORMER_YEAR}
    return table


def centres(codes: pd.Series) -> gpd.GeoSeries:
    """Town halls of communes, as points; a point inside the contour where there is none.

    Parameters
    ----------
    codes : Series
        Commune codes of 2024, any index.
    """
    communes = _communes().loc[codes.to_numpy()]
    halls = gpd.GeoSeries.from_xy(
        communes["x_mairie"].astype(float), communes["y_mairie"].astype(float), crs=LAMBERT_93
    )
    inside = communes.geometry.representative_point()
    missing = communes["x_mairie"].isna()
    points = inside.where(missing, halls)
    return gpd.GeoSeries(shapely.force_2d(points.to_numpy()), index=codes.index, crs=LAMBERT_93)


def overseas_centres(codes: pd.Series) -> gpd.GeoSeries:
    """As :func:`centres`, for communes overseas: points in EPSG:4326."""
    communes = _overseas().loc[codes.to_numpy()]
    halls = gpd.GeoSeries.from_xy(communes["longitude"], communes["latitude"], crs=DEGREES)
    points = communes.geometry.representative_point().where(communes["longitude"].isna(), halls)
    return gpd.GeoSeries(points.to_numpy(), index=codes.index, crs=DEGREES)
