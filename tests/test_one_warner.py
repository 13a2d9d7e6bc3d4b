"""One module warns, wherever the package is."""

import ast
import sys
from pathlib import Path

from checkout import CHECKOUT
from command import environment, run


def test_the_path_of_the_package_may_be_written_in_any_way(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    lines = (
        "import sys",
        f"sys.path.insert(0, {f'{CHECKOUT.parent.as_posix()}//{CHECKOUT.name}'!r})",
        "import pandas as pd",
        "from poles_geo.codes import fold_arrondissements",
        "fold_arrondissements(pd.DataFrame({'n': 1}, ['75056', '75101']))",
    )
    script.write_text("\n".join(lines), "utf-8")
    done = run(script, command=[sys.executable], env=environment(PYTHONPATH=""))
    assert done.stderr.startswith(f"{script}:5: DataWarning: 75056")


def test_one_module_warns() -> None:
    """And the command alone chooses how a warning is shown."""
    package = CHECKOUT / "poles_geo"
    used: set[tuple[str, str]] = set()
    for path in package.rglob("*.py"):
        module = path.relative_to(package).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "warnings":
                used.add((module, node.attr))
            elif isinstance(node, ast.Import):
                assert all(not a.asname for a in node.names if a.name == "warnings"), module
            else:
                assert getattr(node, "module", None) != "warnings", module
    quiet = {"catch_warnings", "filterwarnings", "simplefilter"}
    told = {(module, name) for module, name in used if name not in quiet}
    ours = {("errors.py", "warn"), ("errors.py", "warn_explicit")}
    assert told == {*ours, ("cli/main.py", "showwarning")}
