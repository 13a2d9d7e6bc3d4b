"""Whatever stops the command is one French line and a code: faults, imports, Ctrl-C, streams."""

import subprocess
import sys
from pathlib import Path

import pytest
from command import COMMAND, environment, run
from effectif_tables import simple, table

from poles_geo.cli.guard import EXIT_INTERNAL, EXIT_INTERRUPTED
from poles_geo.cli.main import main
from poles_geo.tabular.writing import write_table

FAULTY = """
import poles_geo.cli.main
from poles_geo.cli.guard import main

def command():
    {body}

poles_geo.cli.main.main = command
main()
"""
BODIES = {
    "valeur": "raise ValueError('0601020304')",
    "suite": (
        "try: dict()['DUPONT Jean']\n    except KeyError as error: raise OSError('rue') from error"
    ),
    "panique": "raise type('PanicError', (BaseException,), {})('DUPONT')",
    "lecture": "import pandas; pandas.Series(['DUPONT']).astype(float)",
    "fils": (
        "from concurrent.futures import ThreadPoolExecutor as P\n"
        "    P(1).submit(int, 'DUPONT').result()"
    ),
}
LEAVES = """
import os, signal, time
{body}
time.sleep(20)
"""


def faulty(body: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command whose work is `body`, with its log in `folder`."""
    command = [sys.executable, "-c", FAULTY.format(body=body)]
    return run(command=command, env=environment(TMPDIR=str(folder)))


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_fault_is_one_line_and_a_log_without_data(tmp_path: Path, body: str) -> None:
    done = faulty(body, tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (EXIT_INTERNAL, "", 1)
    (log,) = tmp_path.iterdir()
    assert str(log) in done.stderr
    assert simple(done.stderr).startswith("poles-geo : défaut du programme ; ")
    noted = log.read_text(encoding="utf-8")
    assert "guard.py, ligne" in noted
    assert ", command\n" in noted
    assert "Error" in noted
    for value in ("DUPONT", "Jean", "0601", "rue"):
        assert value not in noted + done.stderr


def test_a_lack_of_memory_is_said(tmp_path: Path) -> None:
    done = faulty("raise MemoryError", tmp_path)
    assert done.returncode == EXIT_INTERNAL
    assert "la mémoire de cet ordinateur ne suffit pas" in done.stderr


def test_a_log_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    body = "import tempfile; tempfile.tempdir = '/absent'; raise ValueError"
    done = faulty(body, tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (EXIT_INTERNAL, 1)
    assert "le journal ne peut être écrit" in done.stderr


@pytest.mark.parametrize("module", ["cyclopts", "lazy_loader"])
def test_an_import_that_fails_is_one_line(tmp_path: Path, module: str) -> None:
    (tmp_path / f"{module}.py").write_text("raise ImportError('absent', name=__name__)")
    path = f"{tmp_path}:{environment()['PYTHONPATH']}"
    done = run(*["count", "x", "--sortie", "y.csv"], env=environment(PYTHONPATH=path))
    assert done.stderr.count("\n") == 1
    assert done.returncode == EXIT_INTERNAL
    assert f"le module {module} ne se charge pas" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C n'est pas un signal")
@pytest.mark.parametrize(
    "body",
    [
        "os.kill(os.getpid(), signal.SIGINT)",
        "os.kill(os.getpid(), signal.SIGTERM)",
        "os.kill(os.getpid(), signal.SIGHUP)",
        "try: os.kill(os.getpid(), signal.SIGINT); time.sleep(9)\n"
        "except BaseException: raise ImportError",
        "class Left:\n    def __del__(self): os.kill(os.getpid(), signal.SIGINT); time.sleep(1)\n"
        "Left()",
    ],
    ids=["ctrl-c", "fin", "terminal fermé", "pris pour une autre erreur", "là où rien ne s'arrête"],
)
def test_ctrl_c_while_imports_last_is_an_interruption(tmp_path: Path, body: str) -> None:
    (tmp_path / "cyclopts.py").write_text(LEAVES.format(body=body))
    path = f"{tmp_path}:{environment()['PYTHONPATH']}"
    answering = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    answering += "; signal.signal(signal.SIGHUP, signal.SIG_DFL)"
    command = [sys.executable, "-c", f"{answering}; from poles_geo.cli.guard import main; main()"]
    done = run("--help", command=command, env=environment(PYTHONPATH=path))
    assert done.returncode == EXIT_INTERRUPTED
    assert simple(done.stderr).startswith("poles-geo : interrompu ; ")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="pas de disque plein à l'essai")
@pytest.mark.parametrize(
    "arguments", ["--help", "--version", "data list", "classify e.csv --sortie p.csv"]
)
@pytest.mark.parametrize(
    ("streams", "reason"), [(">/dev/full", "disque plein"), (">&-", "accès fermé")]
)
def test_an_output_that_cannot_be_written_is_said(
    tmp_path: Path, arguments: str, streams: str, reason: str
) -> None:
    write_table(table((2919, 519, 119)), tmp_path / "e.csv")
    shell = ["sh", "-c", f'exec "$@" {streams}', "sh", *COMMAND]
    done = run(*arguments.split(), command=shell, cwd=tmp_path)
    assert done.returncode == 2
    assert simple(done.stderr) == (
        f"poles-geo : sortie standard : écriture impossible ({reason}) ; ce qui devait "
        "être affiché manque.\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="pas de disque plein à l'essai")
@pytest.mark.parametrize("streams", ["2>/dev/full", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(
    ("arguments", "code"), [("--version", 0), ("classify x --sortie p.csv", 2)]
)
def test_nothing_is_added_where_nothing_can_be_said(
    tmp_path: Path, streams: str, arguments: str, code: int
) -> None:
    shell = ["sh", "-c", f'exec "$@" {streams}', "sh", *COMMAND]
    done = run(*arguments.split(), command=shell, cwd=tmp_path)
    assert done.returncode == (2 if ">&- 2" in streams else code)
    assert done.stderr == ""


def test_a_folder_that_is_no_more_is_answered(tmp_path: Path) -> None:
    gone = ["sh", "-c", 'mkdir d; cd d; rmdir ../d; exec "$@"', "sh", *COMMAND]
    done = run("classify", "x.csv", "--sortie", "y.csv", command=gone, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "absent" in done.stderr


@pytest.mark.parametrize("argument", ["", "a\0b"])
@pytest.mark.parametrize("command", ["classify", "count", "atlas"])
def test_what_names_nothing_is_refused(
    capsys: pytest.CaptureFixture[str], command: str, argument: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([command, argument])
    assert stopped.value.code == 2
    assert "argument n° 2" in simple(capsys.readouterr().err)
