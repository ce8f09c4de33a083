"""https for an intranet: the certificate that `minqing cert` makes, and `minqing serve` behind it, asked by a client that checks both."""

from __future__ import annotations

import http.client
import os
import socket
import ssl
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from api import tls
from api.databases import Databases
from api.settings import REPOSITORY
from tests.api.cli import Desk

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tls.Made:
    return tls.make(tmp_path_factory.mktemp("tls"), ["127.0.0.1", "minqing.intranet", "民情.中国"], NOW)


def test_the_certificate_says_what_browsers_ask_for(made: tls.Made) -> None:
    server, authority = x509.load_pem_x509_certificates(made.certificate.read_bytes())
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name.value) for name in names] == ["127.0.0.1", "minqing.intranet", "xn--feu74w.xn--fiqs8s"]
    assert server.not_valid_after_utc - server.not_valid_before_utc <= timedelta(days=398)
    server.verify_directly_issued_by(authority)
    assert authority.extensions.get_extension_for_class(x509.BasicConstraints).value == x509.BasicConstraints(ca=True, path_length=0)
    assert made.fingerprint.count(":") == 31


def test_keys_are_nobody_elses(made: tls.Made) -> None:
    assert {stat.S_IMODE(path.stat().st_mode) for path in made.key.parent.glob("*.key")} == {0o400}


def test_the_next_certificate_is_of_the_same_authority(made: tls.Made) -> None:
    before = made.authority.read_bytes()
    again = tls.make(made.authority.parent, ["127.0.0.1"], NOW + timedelta(days=300))
    assert (made.is_new_authority, again.is_new_authority) == (True, False)
    assert again.authority.read_bytes() == before
    assert again.until > made.until


@pytest.mark.parametrize("host", ["", "a b", "http://x", "*", "a/b", "x" * 64])
def test_what_is_no_host(tmp_path: Path, host: str) -> None:
    with pytest.raises(tls.HostInvalid):
        tls.make(tmp_path / "tls", [host], NOW)
    assert not (tmp_path / "tls").exists()


def test_half_an_authority_is_refused(tmp_path: Path) -> None:
    tls.make(tmp_path, ["x"], NOW)
    (tmp_path / "ca.key").unlink()
    with pytest.raises(tls.AuthorityIncomplete) as refused:
        tls.make(tmp_path, ["x"], NOW)
    assert refused.value.facts == {"missing": "ca.key"}


@pytest.fixture(scope="module")
def port(desk: Desk, own_database: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """`minqing serve` as a program of its own, behind a certificate made at the command line."""
    told = desk.ask("cert", "--host", "127.0.0.1", "--host", "minqing.intranet", "--out", tmp_path_factory.mktemp("tls"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ("serve", "--port", port, "--tls-cert", told["certificate"], "--tls-key", told["key"])
    program = [sys.executable, "-c", "from api.cli import main; main()", *map(str, words)]
    environment = os.environ | {"MINQING_CLOCKS": "false", "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(program, env=environment, cwd=REPOSITORY, stdout=subprocess.DEVNULL) as running:
        try:
            _await(port, running)
            yield port, Path(told["authority"])
        finally:
            running.terminate()


def _await(port: int, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and running.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not come up")


def test_a_client_that_trusts_the_authority_is_served(port: tuple[int, Path]) -> None:
    number, authority = port
    context = ssl.create_default_context(cafile=authority)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    connection = http.client.HTTPSConnection("127.0.0.1", number, context=context)
    connection.request("GET", "/healthz")
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b'{"status":"alive"}')
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert answer.headers["server"] is None
    assert connection.sock.version() in ("TLSv1.2", "TLSv1.3")
    connection.close()


def test_a_client_that_does_not_trust_it_turns_away(port: tuple[int, Path]) -> None:
    connection = http.client.HTTPSConnection("127.0.0.1", port[0], context=ssl.create_default_context())
    with pytest.raises(ssl.SSLCertVerificationError):
        connection.request("GET", "/healthz")


def test_nor_does_it_stand_for_another_host(port: tuple[int, Path]) -> None:
    context = ssl.create_default_context(cafile=port[1])
    with socket.create_connection(("127.0.0.1", port[0])) as raw, pytest.raises(ssl.SSLCertVerificationError):
        context.wrap_socket(raw, server_hostname="elsewhere.intranet")
    with socket.create_connection(("127.0.0.1", port[0])) as raw:
        context.wrap_socket(raw, server_hostname="minqing.intranet").close()


def test_plain_http_is_not_spoken_there(port: tuple[int, Path]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port[0], timeout=10)
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        connection.request("GET", "/healthz")
        connection.getresponse()
    connection.close()


@pytest.mark.parametrize(
    ("newest", "ciphers"),
    [
        (ssl.TLSVersion.TLSv1_2, "ECDHE+AES256+SHA384:!AESGCM:@SECLEVEL=0"),
        (ssl.TLSVersion.TLSv1_2, "AES256-GCM-SHA384"),
        (ssl.TLSVersion.TLSv1_1, "ALL:@SECLEVEL=0"),
    ],
    ids=["unauthenticated", "not-forward-secret", "old"],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_weak_ciphers_and_old_versions_are_not_spoken(port: tuple[int, Path], newest: ssl.TLSVersion, ciphers: str) -> None:
    context = ssl.create_default_context(cafile=port[1])
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, newest
    context.set_ciphers(ciphers)
    with socket.create_connection(("127.0.0.1", port[0])) as raw, pytest.raises((ssl.SSLError, ConnectionError)):
        context.wrap_socket(raw, server_hostname="127.0.0.1")


def test_tls_1_2_is_spoken_forward_secret_and_authenticated(port: tuple[int, Path]) -> None:
    context = ssl.create_default_context(cafile=port[1])
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection(("127.0.0.1", port[0])) as raw, context.wrap_socket(raw, server_hostname="127.0.0.1") as line:
        assert "ECDHE" in line.cipher()[0] and ("GCM" in line.cipher()[0] or "CHACHA20" in line.cipher()[0])
