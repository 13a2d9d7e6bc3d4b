"""A real HTTP server on the loopback address, whose answers are planned; and a real proxy."""

import http.client
import io
import select
import socket
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from poles_geo.download.transfer import BLOCK


@dataclass
class Answer:
    """One planned answer.

    `announced` is the Content-Length when it is not that of `body`; `silence` is the
    number of seconds before the connection is closed.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    silence: float = 0


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that go away are what several tests are about."""


class _Loopback:
    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.over = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.requests.append((self.path, dict(self.headers)))
                outer.answer(self)

            def do_CONNECT(self) -> None:
                outer.requests.append((self.path, dict(self.headers)))
                outer.tunnel(self)

            def log_message(self, *_: object) -> None:
                pass

        self.http = _Quiet(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        raise NotImplementedError

    def tunnel(self, handler: BaseHTTPRequestHandler) -> None:
        handler.send_error(405)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.over.set()
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


class PlannedServer(_Loopback):
    """Serves one file, by ranges unless told otherwise, after the answers of the plan."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.content = content
        self.headers = {"ETag": '"un"', "Last-Modified": "Wed, 01 Jan 2020 00:00:00 GMT"}
        self.ranges = True
        self.plan: list[Answer | Callable[[], Answer]] = []

    @property
    def ranges_asked(self) -> list[str | None]:
        return [headers.get("Range") for _, headers in self.requests]

    def cut(self, sent: int, *, silence: float = 0) -> Answer:
        """Announce the whole file, send its first bytes only."""
        return Answer(
            200, self.content[:sent], dict(self.headers), len(self.content), silence=silence
        )

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        planned = self.plan.pop(0) if self.plan else self._file(handler)
        reply = planned() if callable(planned) else planned
        handler.send_response(reply.status)
        announced = len(reply.body) if reply.announced is None else reply.announced
        for name, value in {"Content-Length": str(announced), **reply.headers}.items():
            if value:
                handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(reply.body)
        handler.wfile.flush()
        self.over.wait(reply.silence)

    def _file(self, handler: BaseHTTPRequestHandler) -> Answer:
        asked = handler.headers.get("Range")
        same = handler.headers.get("If-Range") in self.headers.values()
        if asked is None or not self.ranges or not same:
            return Answer(200, self.content, dict(self.headers))
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        size = len(self.content)
        if start >= size:
            return Answer(416, headers={"Content-Range": f"bytes */{size}"})
        span = {"Content-Range": f"bytes {start}-{size - 1}/{size}"}
        return Answer(206, self.content[start:], {**self.headers, **span})


class Proxy(_Loopback):
    """Passes requests on to the server that they name, and remembers them.

    What is encrypted goes through a tunnel, opened by ``CONNECT`` and read by neither end.
    """

    def tunnel(self, handler: BaseHTTPRequestHandler) -> None:
        host, port = handler.path.split(":")
        with socket.create_connection((host, int(port)), timeout=5) as onward:
            handler.send_response(200)
            handler.end_headers()
            ends = {onward: handler.connection, handler.connection: onward}
            while not self.over.is_set():
                for ready in select.select(list(ends), [], [], 0.05)[0]:
                    block = ready.recv(1 << 16)
                    if not block:
                        return
                    ends[ready].sendall(block)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        wanted = urlsplit(handler.path)
        connection = http.client.HTTPConnection(str(wanted.hostname), wanted.port, timeout=5)
        connection.request("GET", wanted.path)
        reply = connection.getresponse()
        body = reply.read()
        handler.send_response(reply.status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
        connection.close()


def archive(members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """Make a zip in memory."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return stream.getvalue()


WORKBOOK = bytes(range(256)) * 4_000
"""Stands for a workbook: about 1 MB that does not matter."""
ZIP = archive({"BV2012.xlsx": WORKBOOK})
CUT = 5 * BLOCK
"""Bytes sent before a cut: whole blocks, so that all of them are kept."""
RESUMED = f"bytes={CUT}-"
