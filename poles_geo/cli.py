"""The command ``poles-geo``: atlas, classify, data."""

import os
import sys
from pathlib import Path
from typing import Annotated

import cyclopts
from cyclopts import Parameter

from poles_geo.aide import application, message
from poles_geo.cli_data import data
from poles_geo.errors import ChoiceError, PolesGeoError, SourceError

EXIT_ARGUMENTS = 2
EXIT_DATA = 1
EXIT_INTERRUPTED = 130


app = application("poles-geo", "Pôles d'offre de soins et bassins de vie : comptes, rangs, cartes.")
app.command(data)


@app.command
def atlas(
    dossier: Path,
    /,
    *,
    poles: Annotated[Path | None, Parameter(negative="")] = None,
    formats: str = "pdf,png",
) -> None:
    """Dessine toutes les cartes et tous les tableaux dans un dossier, avec une page qui les montre.

    Parameters
    ----------
    dossier
        Dossier où écrire ; il est créé s'il n'existe pas.
    poles
        Tableau des pôles écrit par « poles-geo classify » ; sans lui, les 153 pôles publiés.
    formats
        Formats des cartes, séparés par des virgules, parmi pdf, png et svg.
    """
    from poles_geo.atlas import atlas as draw
    from poles_geo.sources.effectifs import read_effectifs

    written = draw(
        dossier,
        poles=None if poles is None else read_effectifs(poles),
        formats=tuple(part.strip().lower() for part in formats.split(",")),
        processus=os.cpu_count() or 1,
    )
    print(f"{len(written)} fichiers écrits dans {dossier} ; à ouvrir : {written[-1]}")


@app.command
def classify(
    effectifs: Path,
    /,
    *,
    sortie: Path,
    regles: Annotated[Path | None, Parameter(negative="")] = None,
) -> None:
    """Donne à chaque bassin de vie son rang, le motif de ce rang et sa marge.

    Parameters
    ----------
    effectifs
        Tableau CSV ou XLSX : code_bassin, effectif, proximite, pole, infirmiers_psychiatrie.
    sortie
        Fichier à écrire : .csv, .xlsx, .html ou .md.
    regles
        Fichier TOML de règles ; sans lui, celles de l'ORS Nord – Pas-de-Calais (2014).
    """
    from poles_geo.classify import classify as rank
    from poles_geo.impression import write_table
    from poles_geo.rules import RULES_ORS_2014, load_rules
    from poles_geo.sources.effectifs import read_effectifs

    rules = RULES_ORS_2014 if regles is None else load_rules(regles)
    ranked = rank(read_effectifs(effectifs), rules)
    write_table(ranked, sortie)
    poles = int(ranked["rang"].notna().sum())
    print(f"{poles} pôles parmi {len(ranked)} bassins de vie, écrits dans {sortie}")


def main(arguments: list[str] | None = None) -> None:
    """Run the command; exit with 0, 1 (data), 2 (arguments) or 130 (interrupted)."""
    try:
        app(
            sys.argv[1:] if arguments is None else arguments,
            exit_on_error=False,
            print_error=False,
        )
    except cyclopts.CycloptsError as error:
        _stop(message(error), EXIT_ARGUMENTS)
    except (ChoiceError, SourceError) as error:
        _stop(str(error), EXIT_ARGUMENTS)
    except PolesGeoError as error:
        _stop(str(error), EXIT_DATA)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        _stop("interrompu ; aucun fichier n'est resté à moitié écrit", EXIT_INTERRUPTED)


def _stop(reason: str, code: int) -> None:
    print(f"poles-geo : {reason}", file=sys.stderr)
    sys.exit(code)
