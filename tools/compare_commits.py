"""Compare what two commits write: the atlas, and the counts of the tests' generator, byte by byte.

``python tools/compare_commits.py BEFORE [AFTER]`` takes each commit out into a folder of its own
and runs it there, by the command line alone, with the packages of this Python. AFTER is the
working tree by default. With ``POLES_GEO_DONNEES``, the atlas is drawn on Insee's bassins too.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = (sys.executable, "-m", "poles_geo")
WAYS = ("personne", "fraction", "activite")
POSTAL = ("unique", "partage", "aucun")
GENERATORS = (("tests/helpers", "register_generator"), ("tests", "generateur_rpps"))
"""Where the generator of registers is, from the newest place to the oldest: folder, module."""
MAKE_REGISTERS = """
import importlib, sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
made = importlib.import_module(sys.argv[2])
older = not hasattr(made, "generate")  # names were French, until the house had one language
generate = made.generer if older else made.generate
traps, shuffled = ("pieges", "melanger") if older else ("traps", "shuffled")
for number, edition in enumerate(made.EDITIONS):
    register = generate(number, 3000, **{"edition": edition, traps: 0.2, shuffled: True})
    path = Path(edition)
    path.mkdir()
    name = "PS_LibreAcces_Personne_activite_202110080839.txt"
    (path / name).write_bytes(register.octets() if older else register.to_bytes())
    if edition == "savoir_faire_a_part":
        skills = register.octets_savoir_faire() if older else register.skills_to_bytes()
        (path / "PS_LibreAcces_SavoirFaire_202110080839.txt").write_bytes(skills)
rows = "".join(f"{code};{code};{unit};{unit}\\n" for code, unit in made.BASSIN.items())
Path("bassins.csv").write_text("CODGEO;LIBGEO;BV2012;LIBBV2012\\n" + rows)
postal = made.CODES_POSTAUX if older else made.POSTAL_CODES
rows = "".join(f"{commune};X;{code};{label}\\n" for code, commune, label in postal)
header = "Code_commune_INSEE;Nom_commune;Code_postal;Libelle_acheminement\\n"
Path("postal.csv").write_text(header + rows)
"""


def main() -> int:
    """Run both commits; return 0 when every file of the one is the same file of the other."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("before", help="a commit")
    parser.add_argument("after", nargs="?", help="a commit; the working tree by default")
    parser.add_argument("--counts-only", action="store_true", help="leave the atlas out")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        sums = [
            outputs(taken_out(commit, Path(work) / name), atlas=not options.counts_only)
            for name, commit in (("before", options.before), ("after", options.after))
        ]
    before, after = sums
    differing = sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )
    for name in differing:
        state = "differs" if name in before and name in after else "is in one only"
        print(f"{name} {state}")
    print(f"{len(before)} files before, {len(after)} after, {len(differing)} not the same")
    return bool(differing)


def taken_out(commit: str | None, folder: Path) -> Path:
    """Write the tree of a commit, or of the working tree, into a folder."""
    folder.mkdir()
    if commit is None:
        listed = git("ls-files", "-co", "--exclude-standard", "-z").split(b"\0")
        names = [name for name in listed if name and (ROOT / name.decode()).exists()]
        packed = subprocess.run(
            ["tar", "-c", "--null", "-T", "-"],
            cwd=ROOT,
            input=b"\0".join(names),
            capture_output=True,
            check=True,
        ).stdout
    else:
        packed = git("archive", commit)
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed, check=True)
    return folder


def git(*arguments: str) -> bytes:
    """Return what a git command prints."""
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout


def outputs(tree: Path, *, atlas: bool) -> dict[str, str]:
    """Return the sum of each file that a tree writes, by name."""
    made = tree / "_made"
    made.mkdir()
    counted(tree, made)
    if atlas:
        drawn(tree, made)
    return {
        str(path.relative_to(made)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(made.rglob("*"))
        if path.is_file()
    }


def counted(tree: Path, made: Path) -> None:
    """Count the generated registers in every way, with their ledgers; rank one count."""
    place = next(place for place in GENERATORS if (tree / place[0] / f"{place[1]}.py").exists())
    folder, module = place
    run([sys.executable, "-c", MAKE_REGISTERS, str(tree / folder), module], tree, made)
    registers = sorted(path.name for path in made.iterdir() if path.is_dir())
    counts, ranks = [], []
    for register, par, postal in product(registers, WAYS, POSTAL):
        name = f"{register}-{par}-{postal}"
        command = ["count", register, "--bassins", "bassins.csv", "--par", par]
        command += ["--codes-postaux", "postal.csv", "--postal", postal]
        counts.append([*command, "--sortie", f"{name}.csv", "--bilan", f"bilan-{name}"])
        ranks.append(["classify", f"{name}.csv", "--sortie", f"poles-{name}.csv"])
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for commands in (counts, ranks):
            list(pool.map(lambda command: run([*PROGRAM, *command], tree, made), commands))


def drawn(tree: Path, made: Path) -> None:
    """Draw the atlas, and that on Insee's bassins when they are at hand."""
    run([*PROGRAM, "atlas", "atlas", "--formats", "pdf,png,svg"], tree, made)
    data = os.environ.get("POLES_GEO_DONNEES")
    if data:
        bassins = Path(data).resolve() / "insee" / "BV2012_au_01-01-2014.zip"
        run([*PROGRAM, "atlas", "atlas-bassins", "--bassins", str(bassins)], tree, made)


def run(command: list[str], tree: Path, folder: Path) -> None:
    """Run a command in a folder, with the package of a tree."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr.decode()}")


if __name__ == "__main__":
    sys.exit(main())
