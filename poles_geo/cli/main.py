"""The command ``poles-geo``: atlas, classify, count, data."""

import codecs
import os
import re
import signal
import sys
import warnings
from pathlib import Path

import cyclopts

from poles_geo.cli.count_command import count
from poles_geo.cli.data_command import data
from poles_geo.cli.french_help import application, message
from poles_geo.errors import ChoiceError, PolesGeoError, SourceError, WriteError
from poles_geo.typography import punctuate

EXIT_DATA = 1
EXIT_ARGUMENTS = 2
EXIT_INTERRUPTED = 130

WORKERS = 4
"""At most; each takes some 400 MB."""


app = application("poles-geo", "Pôles d'offre de soins et bassins de vie : comptes, rangs, cartes.")
app.command(data)
app.command(count)


@app.command
def atlas(
    dossier: Path,
    /,
    *,
    poles: Path | None = None,
    bassins: Path | None = None,
    regles: Path | None = None,
    source: str | None = None,
    date: str | None = None,
    auteur: str | None = None,
    formats: str = "pdf,png",
) -> None:
    """Dessine toutes les cartes et tous les tableaux dans un dossier, avec une page qui les montre.

    Parameters
    ----------
    dossier
        Dossier où écrire ; il est créé s'il n'existe pas.
    poles
        Tableau des pôles écrit par « poles-geo classify » ; sans lui, les 153 pôles publiés.
    bassins
        bv2012 ou bv2022, ou le fichier d'une composition communale : chaque bassin est alors
        dessiné, et ceux des pôles remplis selon leur rang.
    regles
        Fichier TOML de la règle qui a donné les rangs, à la place de celle que dit le fichier
        « -metadata.json » à côté du tableau.
    source
        D'où viennent les effectifs, pour le pied des cartes, comme « RPPS » ; à la place de ce
        que dit le fichier « -metadata.json » à côté du tableau, comme la date et l'auteur.
    date
        Leur date, comme « décembre 2021 ».
    auteur
        Qui a fait les cartes.
    formats
        Formats des cartes, séparés par des virgules, parmi pdf, svg et png.
    """
    from poles_geo.atlas_pages.atlas import atlas as draw
    from poles_geo.bassins.polygons import read_bassins
    from poles_geo.ranking.rule_files import load_rules
    from poles_geo.tabular.reading import read_table
    from poles_geo.typography import french_count

    said = {"source": source, "date": date, "attribution": auteur}
    said = {name: text for name, text in said.items() if text}
    if (said or regles) and poles is None:
        raise ChoiceError(
            "--source, --date, --auteur et --regles décrivent le tableau donné par --poles."
        )
    rules = None if regles is None else load_rules(regles)
    table = None if poles is None else read_table(poles)
    if table is not None:
        table.attrs.update(said)
    areas = None if bassins is None else read_bassins(None, composition=str(bassins))
    written = draw(
        dossier,
        poles=table,
        bassins=areas,
        rules=rules,
        formats=[part.strip().lower() for part in formats.split(",") if part.strip()],
        workers=min(WORKERS, os.cpu_count() or 1),
    )
    print(
        f"{french_count(len(written), 'fichier')} dans {dossier}\u202f; à ouvrir\u00a0: "
        f"{written[-1]}"
    )


@app.command
def classify(effectifs: Path, /, *, sortie: Path, regles: Path | None = None) -> None:
    """Donne à chaque bassin de vie son rang, le motif de ce rang et sa marge.

    Parameters
    ----------
    effectifs
        Tableau CSV ou XLSX : code_bassin, effectif, proximite, pole, infirmiers_psychiatrie. Le
        fichier « -metadata.json » à côté, s'il y est, dit d'où ils viennent ; la sortie a le sien.
    sortie
        Fichier à écrire : .csv, .xlsx, .html ou .md.
    regles
        Fichier TOML de règles ; sans lui, celles de l'ORS Nord – Pas-de-Calais (2014).
    """
    from poles_geo.ranking.classify import classify as rank
    from poles_geo.ranking.rule_files import load_rules
    from poles_geo.ranking.rules import RULES_ORS_2014
    from poles_geo.tabular.reading import read_table
    from poles_geo.tabular.writing import check_suffix, write_described_table
    from poles_geo.typography import french_count

    if sortie.resolve() == effectifs.resolve():
        raise ChoiceError(f"sortie : {sortie} est le fichier lu, qui serait remplacé.")
    check_suffix(sortie)
    rules = RULES_ORS_2014 if regles is None else load_rules(regles)
    ranked = rank(read_table(effectifs), rules)
    write_described_table(ranked, sortie)
    poles = french_count(int(ranked["rang"].notna().sum()), "pôle")
    counted = int(ranked["type_pole"].notna().sum())
    bassins = french_count(counted, "bassin de vie", "bassins de vie")
    others = len(ranked) - counted
    without = french_count(others, "autre non compté ou partiel", "autres non comptés ou partiels")
    print(f"{poles} sur {bassins}{f' ({without})' if others else ''}, dans {sortie}")


def main(arguments: list[str] | None = None) -> None:
    """Run the command; exit with 0, 1 (data), 2 (arguments, files) or 130 (interrupted)."""
    _print_anywhere()
    warnings.showwarning = _warn  # type: ignore[assignment]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app(arguments, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
    except cyclopts.CycloptsError as error:
        _stop(message(error), EXIT_ARGUMENTS)
    except (ChoiceError, SourceError, WriteError) as error:
        _stop(str(error), EXIT_ARGUMENTS)
    except PolesGeoError as error:
        _stop(str(error), EXIT_DATA)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _stop("interrompu\u202f; aucun fichier n'est resté à moitié écrit.", EXIT_INTERRUPTED)


def _warn(message: Warning | str, *_: object) -> None:
    """Show a doubt on data as one line, not as a place in the code."""
    print(punctuate(f"poles-geo : attention : {message}"), file=sys.stderr)


def _stop(reason: str, code: int) -> None:
    print(f"poles-geo\u00a0: {reason}", file=sys.stderr)
    sys.exit(code)


def _print_anywhere() -> None:
    """Let a terminal or a file of another encoding show what it can of the French spaces."""
    codecs.register_error("poles_geo", _plain)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="poles_geo")


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return re.sub(r"\S", "?", re.sub(r"\s", " ", lost)), error.end
