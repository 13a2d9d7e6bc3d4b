"""What a reader written in Rust says of its own fault, kept from the user's error output.

A panic is printed by Rust itself, in English, where Python's `sys.stderr` has no say: on the file
descriptor. All else that is written there meanwhile is written again after.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

STDERR = 2
PANIC_TEXT = b"\nthread '"
"""How the text of a panic begins."""
_one_at_once = Lock()


@contextmanager
def hushed() -> Iterator[None]:
    """Keep the text of a panic from the error output, if there is one."""
    with _one_at_once:
        try:
            shown = os.dup(STDERR)
        except OSError:
            shown = None
        if shown is None:
            yield
            return
        with tempfile.TemporaryFile() as kept:
            os.dup2(kept.fileno(), STDERR)
            try:
                yield
            finally:
                os.dup2(shown, STDERR)
                os.close(shown)
                kept.seek(0)
                if said := kept.read().partition(PANIC_TEXT)[0]:
                    os.write(STDERR, said)
