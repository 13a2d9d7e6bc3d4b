"""axe-core's rules of WCAG in a browser: taken from npm for the tests, shipped nowhere."""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

PACKAGE = "axe-core-4.14.1.tgz"
"""Licence MPL 2.0."""
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """
const [levels, done] = arguments;
axe.run(document, {runOnly: {type: 'tag', values: levels}, resultTypes: ['violations']})
  .then((found) => done(found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`))))
  .catch((error) => done([String(error)]));
"""


def axe_script(folder: Path) -> str:
    """Give the script, from the packages at hand or from npm; the test is skipped without it."""
    kept = os.environ.get("POLES_GEO_PAQUETS")
    archive = Path(kept) / PACKAGE if kept else folder / PACKAGE
    if not archive.exists() and shutil.which("npm") is not None:
        name = PACKAGE.removesuffix(".tgz").replace("core-", "core@")
        command = ["npm", "pack", "--silent", name]
        subprocess.run(command, cwd=folder, check=False, capture_output=True, timeout=60)
        archive = folder / PACKAGE
    if not archive.exists():
        pytest.skip(f"{PACKAGE} absent : ni dans POLES_GEO_PAQUETS, ni par npm")
    with tarfile.open(archive) as packed:
        member = packed.extractfile("package/axe.min.js")
        assert member is not None
        return member.read().decode("utf-8")


def violations(driver: Any, script: str) -> list[str]:
    """Faults of levels A and AA of the page that a browser shows."""
    driver.execute_script(script)
    driver.set_script_timeout(60)
    return list(driver.execute_async_script(RUN, LEVELS))
