"""The official files that are not embedded: what each is, where it is published, what marks it.

Data only. No producer publishes a checksum of these files; their sizes are orders of magnitude.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poles_geo.errors import check_choice
from poles_geo.typography import nombre

if TYPE_CHECKING:
    import pandas as pd

INSEE = "Insee"
ETALAB = "Etalab, d'après l'IGN (ADMIN EXPRESS)"
ANS = "Agence du numérique en santé"
LICENCE_OUVERTE = "Licence Ouverte 2.0"


@dataclass(frozen=True)
class Download:
    """One file published by an official producer.

    Attributes
    ----------
    contenu : str
        What it holds, in French.
    producteur, licence : str
        Who publishes it, and what may be done with it.
    date : str
        Year of the communes, or of the edition, in French.
    fichier : str
        Name in the cache.
    genre : str
        Kind of file: ``zip``, ``geojson`` or ``texte``.
    marque : str
        What a good file must show: in a zip, part of the name of a member; elsewhere, words of
        its first bytes.
    taille : int
        Order of magnitude, bytes.
    page : str
        The producer's page, for when the address has changed.
    adresses : tuple of str
        Tried in order.
    sha256 : str or None
        Checksum when the producer publishes one.
    """

    contenu: str
    producteur: str
    licence: str
    date: str
    fichier: str
    genre: str
    marque: str
    taille: int
    page: str
    adresses: tuple[str, ...]
    sha256: str | None = None


def _contours(metres: int, taille: int) -> Download:
    fichier = f"communes-{metres}m.geojson"
    return Download(
        contenu=f"contours des communes, simplifiés à {nombre(metres)} m",
        producteur=ETALAB,
        licence=LICENCE_OUVERTE,
        date="communes de 2024",
        fichier=fichier,
        genre="geojson",
        marque="FeatureCollection",
        taille=taille,
        page="https://www.data.gouv.fr/fr/datasets/contours-administratifs/",
        adresses=(
            "https://etalab-datasets.geo.data.gouv.fr/contours-administratifs/2024/geojson/"
            + fichier,
        ),
    )


DOWNLOADS = {
    "bv2012": Download(
        contenu="bassins de vie 2012 : composition communale",
        producteur=INSEE,
        licence=LICENCE_OUVERTE,
        date="communes au 1er janvier 2020",
        fichier="BV2012_au_01-01-2020_v1.zip",
        genre="zip",
        marque=".xls",
        taille=1_200_000,
        page="https://www.insee.fr/fr/information/2115016",
        adresses=(
            "https://www.insee.fr/fr/statistiques/fichier/2115016/BV2012_au_01-01-2020_v1.zip",
        ),
    ),
    "bv2022": Download(
        contenu="bassins de vie 2022 : composition communale",
        producteur=INSEE,
        licence=LICENCE_OUVERTE,
        date="communes au 1er janvier 2023",
        fichier="BV2022_au_01-01-2023.zip",
        genre="zip",
        marque=".xls",
        taille=1_200_000,
        page="https://www.insee.fr/fr/information/6676988",
        adresses=("https://www.insee.fr/fr/statistiques/fichier/6676988/BV2022_au_01-01-2023.zip",),
    ),
    "cog-communes-2024": Download(
        contenu="code officiel géographique : liste des communes",
        producteur=INSEE,
        licence=LICENCE_OUVERTE,
        date="1er janvier 2024",
        fichier="v_commune_2024.csv",
        genre="texte",
        marque="TYPECOM",
        taille=3_600_000,
        page="https://www.insee.fr/fr/information/7766585",
        adresses=("https://www.insee.fr/fr/statistiques/fichier/7766585/v_commune_2024.csv",),
    ),
    "cog-mouvements-2024": Download(
        contenu="code officiel géographique : mouvements des communes depuis 1943",
        producteur=INSEE,
        licence=LICENCE_OUVERTE,
        date="1er janvier 2024",
        fichier="v_mvt_commune_2024.csv",
        genre="texte",
        marque="TYPECOM_AV",
        taille=2_000_000,
        page="https://www.insee.fr/fr/information/7766585",
        adresses=("https://www.insee.fr/fr/statistiques/fichier/7766585/v_mvt_commune_2024.csv",),
    ),
    "passage-2025": Download(
        contenu="table de passage annuelle des communes depuis 2003",
        producteur=INSEE,
        licence=LICENCE_OUVERTE,
        date="communes au 1er janvier 2025",
        fichier="table_passage_annuelle_2025.zip",
        genre="zip",
        marque=".xls",
        taille=5_000_000,
        page="https://www.insee.fr/fr/information/7671867",
        adresses=(
            "https://www.insee.fr/fr/statistiques/fichier/7671867/table_passage_annuelle_2025.zip",
        ),
    ),
    "codes-postaux": Download(
        contenu="base officielle des codes postaux",
        producteur="La Poste",
        licence=LICENCE_OUVERTE,
        date="édition du jour",
        fichier="laposte_hexasmal.csv",
        genre="texte",
        marque="ode_commune_INSEE",
        taille=1_600_000,
        page="https://datanova.laposte.fr/datasets/laposte-hexasmal",
        adresses=(
            "https://datanova.laposte.fr/data-fair/api/v1/datasets/laposte-hexasmal/raw",
            "https://data.laposte.fr/data-fair/api/v1/datasets/laposte-hexasmal/raw",
        ),
    ),
    "communes-1000m": _contours(1000, 15_000_000),
    "communes-100m": _contours(100, 35_000_000),
    "communes-50m": _contours(50, 60_000_000),
    "communes-5m": _contours(5, 250_000_000),
    "rpps": Download(
        contenu="Annuaire Santé, professionnels en libre accès : les trois fichiers",
        producteur=ANS,
        licence=LICENCE_OUVERTE,
        date="extraction du jour",
        fichier="PS_LibreAcces.zip",
        genre="zip",
        marque="PS_LibreAcces_Personne_activite",
        taille=200_000_000,
        page="https://annuaire.sante.fr/web/site-pro/extractions-publiques",
        adresses=(
            "https://service.annuaire.sante.fr/annuaire-sante-webservices/V300/services/extraction/"
            "PS_LibreAcces",
        ),
    ),
    "rpps-activites": Download(
        contenu="Annuaire Santé, professionnels en libre accès : les activités seules",
        producteur=ANS,
        licence=LICENCE_OUVERTE,
        date="dernière extraction déposée sur data.gouv.fr",
        fichier="PS_LibreAcces_Personne_activite.txt",
        genre="texte",
        marque="Code profession",
        taille=800_000_000,
        page="https://www.data.gouv.fr/fr/datasets/annuaire-sante-extractions-des-donnees-en-libre-"
        "acces-des-professionnels-intervenant-dans-le-systeme-de-sante-rpps/",
        adresses=(
            "https://www.data.gouv.fr/api/1/datasets/r/fffda7e9-0ea2-4c35-bba0-4496f3af935d",
            "https://www.data.gouv.fr/fr/datasets/r/fffda7e9-0ea2-4c35-bba0-4496f3af935d",
        ),
    ),
}
"""Identifier → file. Addresses last seen in public use; only the producer answers for them."""


def find(identifiant: str) -> Download:
    """Return one entry of the catalogue.

    Raises
    ------
    ChoiceError
        For an unknown identifier; the message lists those known.
    """
    return DOWNLOADS[check_choice(identifiant, DOWNLOADS, "identifiant")]


def catalogue() -> "pd.DataFrame":
    """List the files that can be downloaded.

    Returns
    -------
    DataFrame
        Index `identifiant`; contenu, producteur, licence, date, fichier, taille (bytes, order of
        magnitude), adresse (the first), page, sha256 (missing: no producer publishes one).
    """
    import pandas as pd

    rows = [
        {
            "identifiant": identifiant,
            "contenu": file.contenu,
            "producteur": file.producteur,
            "licence": file.licence,
            "date": file.date,
            "fichier": file.fichier,
            "taille": file.taille,
            "adresse": file.adresses[0],
            "page": file.page,
            "sha256": file.sha256,
        }
        for identifiant, file in DOWNLOADS.items()
    ]
    return pd.DataFrame(rows).set_index("identifiant")
