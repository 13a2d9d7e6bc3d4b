"""The commands ``poles-geo data``: list, fetch, check."""

from datetime import datetime
from typing import Annotated

from cyclopts import Parameter

from poles_geo.cli.french_help import application
from poles_geo.errors import PolesGeoError, SourceError
from poles_geo.typography import accorde, nombre, ponctue

data = application("data", "Données embarquées et données à télécharger.")
Drapeau = Annotated[bool, Parameter(negative="", show_default=False)]


@data.command(name="list")
def list_data() -> None:
    """Donne la liste des données : embarquées, puis à télécharger, avec leur état."""
    from poles_geo.download.cache import folder, glance
    from poles_geo.download.catalogue import DOWNLOADS
    from poles_geo.edition.embedded import CONTENTS, DATA

    print("Embarquées, toujours là :")
    wide = max(len(name) for name in CONTENTS)
    for name, content in CONTENTS.items():
        size = nombre((DATA / name).stat().st_size / 1000)
        print(f"  {name:<{wide}}  {size:>6} ko  {content}")

    print("\nÀ télécharger, par « poles-geo data fetch IDENTIFIANT » :")
    wide = max(len(name) for name in DOWNLOADS)
    for name, file in DOWNLOADS.items():
        status = glance(name)
        state = status.etat + (f" ({status.detail})" if status.detail else "")
        if status.record is not None:
            received = datetime.fromisoformat(status.record.obtenu_le)
            state = f"{state}, reçu le {received:%d/%m/%Y}"
        signed = "somme publiée" if file.sha256 else "somme de contrôle non publiée"
        print(ponctue(f"  {name:<{wide}}  {file.contenu}"))
        print(ponctue(f"  {'':<{wide}}  {file.date} ; {file.producteur} ; {file.licence}"))
        print(ponctue(f"  {'':<{wide}}  {state} ; environ {_size(file.taille)} ; {signed}"))
    print(ponctue(f"\nDossier des téléchargements : {folder()}"))
    print(
        "Quand le producteur ne publie pas de somme de contrôle, celle du premier fichier reçu\n"
        "est notée à côté de lui, et vérifiée ensuite à chaque emploi."
    )


@data.command
def fetch(
    identifiants: list[str],
    /,
    *,
    hors_ligne: Drapeau = False,
    renouveler: Drapeau = False,
) -> None:
    """Télécharge des fichiers officiels dans le cache, ou vérifie ceux qui y sont déjà.

    Parameters
    ----------
    identifiants
        Un ou plusieurs identifiants de « poles-geo data list ».
    hors_ligne
        Ne touche pas au réseau : dit quel fichier apporter, et où le poser.
    renouveler
        Télécharge de nouveau un fichier qui est déjà là.
    """
    import sys

    from poles_geo.download.cache import fetch as bring
    from poles_geo.download.catalogue import find

    for identifiant in identifiants:
        find(identifiant)
    failures = []
    for identifiant in identifiants:
        try:
            path = bring(
                identifiant,
                hors_ligne=hors_ligne,
                renouveler=renouveler,
                progres=sys.stderr.isatty(),
            )
        except SourceError as error:
            failures.append(str(error))
        else:
            print(path)
    if failures:
        raise SourceError("\n".join(failures))


@data.command
def check() -> None:
    """Vérifie, jusqu'au dernier octet, les fichiers embarqués et ceux du cache."""
    import pandas as pd

    from poles_geo.download.cache import DAMAGED
    from poles_geo.download.cache import check as verify

    table = verify()
    wide = max(len(name) for name in table.index)
    for name, row in table.iterrows():
        size = "" if pd.isna(row["taille"]) else _size(row["taille"])
        print(ponctue(f"{name:<{wide}}  {row['etat']:<9}  {size:>9}  {row['detail']}").rstrip())
    damaged = table.index[table["etat"] == DAMAGED].tolist()
    if damaged:
        raise PolesGeoError(f"{accorde(len(damaged), 'fichier abîmé')} : {', '.join(damaged)}.")


def _size(octets: int) -> str:
    if octets < 1_000_000:
        return f"{nombre(octets / 1000)} ko"
    return f"{nombre(octets / 1_000_000, 1 if octets < 10_000_000 else 0)} Mo"
