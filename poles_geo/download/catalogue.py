"""The official files that are not embedded: what each is, where it is published, what marks it.

Data only. No producer publishes a checksum of these files; their sizes are orders of magnitude.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poles_geo.errors import check_choice
from poles_geo.typography import french_number

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
    content : str
        What it holds, in French.
    producer, licence : str
        Who publishes it, and what may be done with it.
    date : str
        Year of the communes, or of the edition, in French.
    file : str
        Name in the cache.
    kind : str
        Kind of file: ``zip``, ``geojson`` or ``texte``.
    mark : str
        What a good file must show: in a zip, part of the name of a member; elsewhere, words of
        its first bytes.
    size : int
        Order of magnitude, bytes.
    page : str
        The producer's page, for when the address has changed.
    addresses : tuple of str
        Tried in order.
    sha256 : str or None
        Checksum when the producer publishes one.
    """

    content: str
    producer: str
    licence: str
    date: str
    file: str
    kind: str
    mark: str
    size: int
    page: str
    addresses: tuple[str, ...]
    sha256: str | None = None


def _contour_files(metres: int, size: int) -> Download:
    file = f"communes-{metres}m.geojson"
    return Download(
        content=f"contours des communes, simplifiés à {french_number(metres)} m",
        producer=ETALAB,
        licence=LICENCE_OUVERTE,
        date="communes de 2024",
        file=file,
        kind="geojson",
        mark="FeatureCollection",
        size=size,
        page="https://www.data.gouv.fr/fr/datasets/contours-administratifs/",
        addresses=(
            "https://etalab-datasets.geo.data.gouv.fr/contours-administratifs/2024/geojson/" + file,
        ),
    )


DOWNLOADS = {
    "bv2012": Download(
        content="bassins de vie 2012 : composition communale",
        producer=INSEE,
        licence=LICENCE_OUVERTE,
        date="communes au 1er janvier 2020",
        file="BV2012_au_01-01-2020_v1.zip",
        kind="zip",
        mark=".xls",
        size=1_200_000,
        page="https://www.insee.fr/fr/information/2115016",
        addresses=(
            "https://www.insee.fr/fr/statistiques/fichier/2115016/BV2012_au_01-01-2020_v1.zip",
        ),
    ),
    "bv2022": Download(
        content="bassins de vie 2022 : composition communale",
        producer=INSEE,
        licence=LICENCE_OUVERTE,
        date="communes au 1er janvier 2023",
        file="BV2022_au_01-01-2023.zip",
        kind="zip",
        mark=".xls",
        size=1_200_000,
        page="https://www.insee.fr/fr/information/6676988",
        addresses=(
            "https://www.insee.fr/fr/statistiques/fichier/6676988/BV2022_au_01-01-2023.zip",
        ),
    ),
    "cog-communes-2024": Download(
        content="code officiel géographique : liste des communes",
        producer=INSEE,
        licence=LICENCE_OUVERTE,
        date="1er janvier 2024",
        file="v_commune_2024.csv",
        kind="texte",
        mark="TYPECOM",
        size=3_600_000,
        page="https://www.insee.fr/fr/information/7766585",
        addresses=("https://www.insee.fr/fr/statistiques/fichier/7766585/v_commune_2024.csv",),
    ),
    "cog-mouvements-2024": Download(
        content="code officiel géographique : mouvements des communes depuis 1943",
        producer=INSEE,
        licence=LICENCE_OUVERTE,
        date="1er janvier 2024",
        file="v_mvt_commune_2024.csv",
        kind="texte",
        mark="TYPECOM_AV",
        size=2_000_000,
        page="https://www.insee.fr/fr/information/7766585",
        addresses=("https://www.insee.fr/fr/statistiques/fichier/7766585/v_mvt_commune_2024.csv",),
    ),
    "passage-2025": Download(
        content="table de passage annuelle des communes depuis 2003",
        producer=INSEE,
        licence=LICENCE_OUVERTE,
        date="communes au 1er janvier 2025",
        file="table_passage_annuelle_2025.zip",
        kind="zip",
        mark=".xls",
        size=5_000_000,
        page="https://www.insee.fr/fr/information/7671867",
        addresses=(
            "https://www.insee.fr/fr/statistiques/fichier/7671867/table_passage_annuelle_2025.zip",
        ),
    ),
    "codes-postaux": Download(
        content="base officielle des codes postaux",
        producer="La Poste",
        licence=LICENCE_OUVERTE,
        date="édition du jour",
        file="laposte_hexasmal.csv",
        kind="texte",
        mark="ode_commune_INSEE",
        size=1_600_000,
        page="https://datanova.laposte.fr/datasets/laposte-hexasmal",
        addresses=(
            "https://datanova.laposte.fr/data-fair/api/v1/datasets/laposte-hexasmal/raw",
            "https://data.laposte.fr/data-fair/api/v1/datasets/laposte-hexasmal/raw",
        ),
    ),
    "communes-1000m": _contour_files(1000, 15_000_000),
    "communes-100m": _contour_files(100, 35_000_000),
    "communes-50m": _contour_files(50, 60_000_000),
    "communes-5m": _contour_files(5, 250_000_000),
    "rpps": Download(
        content="Annuaire Santé, professionnels en libre accès : les trois fichiers",
        producer=ANS,
        licence=LICENCE_OUVERTE,
        date="extraction du jour",
        file="PS_LibreAcces.zip",
        kind="zip",
        mark="PS_LibreAcces_Personne_activite",
        size=200_000_000,
        page="https://annuaire.sante.fr/web/site-pro/extractions-publiques",
        addresses=(
            "https://service.annuaire.sante.fr/annuaire-sante-webservices/V300/services/extraction/"
            "PS_LibreAcces",
        ),
    ),
    "rpps-activites": Download(
        content="Annuaire Santé, professionnels en libre accès : les activités seules",
        producer=ANS,
        licence=LICENCE_OUVERTE,
        date="dernière extraction déposée sur data.gouv.fr",
        file="PS_LibreAcces_Personne_activite.txt",
        kind="texte",
        mark="Code profession",
        size=800_000_000,
        page="https://www.data.gouv.fr/fr/datasets/annuaire-sante-extractions-des-donnees-en-libre-"
        "acces-des-professionnels-intervenant-dans-le-systeme-de-sante-rpps/",
        addresses=(
            "https://www.data.gouv.fr/api/1/datasets/r/fffda7e9-0ea2-4c35-bba0-4496f3af935d",
            "https://www.data.gouv.fr/fr/datasets/r/fffda7e9-0ea2-4c35-bba0-4496f3af935d",
        ),
    ),
}
"""Identifier → file. Addresses last seen in public use; only the producer answers for them."""


def find(identifier: str) -> Download:
    """Return one entry of the catalogue.

    Raises
    ------
    ChoiceError
        For an unknown identifier; the message lists those known.
    """
    return DOWNLOADS[check_choice(identifier, DOWNLOADS, "identifiant")]


def catalogue() -> "pd.DataFrame":
    """List the files that can be downloaded.

    Returns
    -------
    DataFrame
        Index `identifier`; contenu, producteur, licence, date, fichier, taille (bytes, order of
        magnitude), adresse (the first), page, sha256 (missing: no producer publishes one).

    Examples
    --------
    >>> import poles_geo as pg
    >>> pg.catalogue().loc["codes-postaux", "producteur"]
    'La Poste'
    """
    import pandas as pd

    rows = [
        {
            "identifiant": identifier,
            "contenu": file.content,
            "producteur": file.producer,
            "licence": file.licence,
            "date": file.date,
            "fichier": file.file,
            "taille": file.size,
            "adresse": file.addresses[0],
            "page": file.page,
            "sha256": file.sha256,
        }
        for identifier, file in DOWNLOADS.items()
    ]
    return pd.DataFrame(rows).set_index("identifiant")
