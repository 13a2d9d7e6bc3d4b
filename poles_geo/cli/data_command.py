"""The commands ``poles-geo data``: list, fetch, check."""

from datetime import datetime
from typing import Annotated

from cyclopts import Parameter

from poles_geo.cli.french_help import application
from poles_geo.errors import PolesGeoError, SourceError
from poles_geo.typography import french_count, french_number, punctuate

data = application("data", "Données embarquées et données à télécharger.")
Flag = Annotated[bool, Parameter(negative="", show_default=False)]


@data.command(name="list")
def list_data() -> None:
    """Donne la liste des données : embarquées, puis à télécharger, avec leur état."""
    from poles_geo.download.cache import folder, glance
    from poles_geo.download.catalogue import DOWNLOADS
    from poles_geo.edition.embedded import CONTENTS, sizes

    print("Embarquées, toujours là :")
    wide = max(len(name) for name in CONTENTS)
    bytes_of = sizes()
    for name, content in CONTENTS.items():
        size = french_number(bytes_of[name] / 1000)
        print(f"  {name:<{wide}}  {size:>6} ko  {content}")

    print("\nÀ télécharger, par « poles-geo data fetch IDENTIFIANT » :")
    wide = max(len(name) for name in DOWNLOADS)
    for name, file in DOWNLOADS.items():
        status = glance(name)
        state = status.state + (f" ({status.detail})" if status.detail else "")
        if status.record is not None:
            received = datetime.fromisoformat(status.record.received_on)
            state = f"{state}, reçu le {received:%d/%m/%Y}"
        signed = "somme publiée" if file.sha256 else "somme de contrôle non publiée"
        print(punctuate(f"  {name:<{wide}}  {file.content}"))
        print(punctuate(f"  {'':<{wide}}  {file.date} ; {file.producer} ; {file.licence}"))
        print(punctuate(f"  {'':<{wide}}  {state} ; environ {_size(file.size)} ; {signed}"))
    print(punctuate(f"\nDossier des téléchargements : {folder()}"))
    print(
        "Quand le producteur ne publie pas de somme de contrôle, celle du premier fichier reçu\n"
        "est notée à côté de lui, et vérifiée ensuite à chaque emploi."
    )


@data.command
def fetch(
    identifiants: list[str],
    /,
    *,
    hors_ligne: Flag = False,
    renouveler: Flag = False,
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

    for identifier in identifiants:
        find(identifier)
    failures = []
    for identifier in identifiants:
        try:
            path = bring(
                identifier,
                offline=hors_ligne,
                renew=renouveler,
                progress=sys.stderr.isatty(),
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
        print(punctuate(f"{name:<{wide}}  {row['etat']:<9}  {size:>9}  {row['detail']}").rstrip())
    damaged = table.index[table["etat"] == DAMAGED].tolist()
    if damaged:
        raise PolesGeoError(
            f"{french_count(len(damaged), 'fichier abîmé')} : {', '.join(damaged)}."
        )


def _size(n_bytes: int) -> str:
    if n_bytes < 1_000_000:
        return f"{french_number(n_bytes / 1000)} ko"
    return f"{french_number(n_bytes / 1_000_000, 1 if n_bytes < 10_000_000 else 0)} Mo"
