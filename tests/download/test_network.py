"""The network of an agency: proxies, exceptions to them, certificates of its own."""

import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from planned_server import ZIP, Answer, PlannedServer, Proxy

from poles_geo.download.cache import fetch
from poles_geo.errors import SourceError

Enter = Callable[..., None]


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    with Proxy() as relay:
        monkeypatch.setenv("http_proxy", relay.address)
        yield relay


def test_a_proxy_is_gone_through(listed: PlannedServer, proxy: Proxy) -> None:
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert [path for path, _ in proxy.requests] == [f"{listed.address}/essai.zip"]
    assert len(listed.requests) == 1


def test_the_proxy_s_exceptions_are_honoured(
    listed: PlannedServer, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1")
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert len(listed.requests) == 1
    assert proxy.requests == []


def test_a_proxy_that_is_not_there_is_said(
    listed: PlannedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with pytest.raises(SourceError, match="HTTP_PROXY"):
        fetch("essai", progress=False)
    assert listed.requests == []


def test_an_unreadable_proxy_is_said(
    listed: PlannedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://:port")
    with pytest.raises(SourceError, match="échange HTTP impossible"):
        fetch("essai", progress=False)
    assert listed.requests == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for the loopback address that nobody has signed, with its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl absent : pas de certificat d'essai")
    folder = tmp_path_factory.mktemp("certificat")
    asked = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    name = ["-subj", "/CN=essai", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(folder / "cle.pem"), "-out", str(folder / "certificat.pem")]
    subprocess.run([openssl, *asked.split(), *name, *files], check=True, capture_output=True)
    return folder / "certificat.pem"


@pytest.fixture
def encrypted(listed: PlannedServer, certificate: Path, enter: Enter) -> PlannedServer:
    """Put the server behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("cle.pem"))
    listed.http.socket = context.wrap_socket(listed.http.socket, server_side=True)
    enter(listed.address.replace("http:", "https:"))
    return listed


def test_an_unknown_certificate_is_refused(encrypted: PlannedServer) -> None:
    with pytest.raises(SourceError, match=r"certificat.*SSL_CERT_FILE"):
        fetch("essai", progress=False)
    assert encrypted.requests == []


def test_a_certificate_of_the_system_is_accepted(
    encrypted: PlannedServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert len(encrypted.requests) == 1


def test_an_encrypted_file_goes_through_the_proxy(
    encrypted: PlannedServer, certificate: Path, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", proxy.address)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert [path for path, _ in proxy.requests] == [f"127.0.0.1:{encrypted.http.server_port}"]
    assert len(encrypted.requests) == 1


def test_a_redirection_that_gives_up_encryption_is_refused(
    encrypted: PlannedServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with PlannedServer(ZIP) as plain:
        encrypted.plan = [Answer(302, headers={"Location": f"{plain.address}/essai.zip"})]
        with pytest.raises(SourceError, match="non chiffrée"):
            fetch("essai", progress=False)
