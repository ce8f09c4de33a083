"""A certificate for an intranet: an authority of one's own, kept beside the installation, and a server certificate under it.

Browsers give location, camera and offline work to https alone, and http://10.x is none. Where an office has an authority already, its
certificate goes into MINQING_TLS_CERT and MINQING_TLS_KEY instead.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from domain.errors import Invalid, Refused

AUTHORITY_HOLDS, SERVER_HOLDS = timedelta(days=3650), timedelta(days=397)
"""Browsers take no server certificate that holds for longer than 398 days."""
SLOW_CLOCKS = timedelta(hours=1)


class HostInvalid(Invalid):
    """Neither a name nor an address by which a server is reached."""

    code = "tls.host_invalid"


class AuthorityIncomplete(Refused):
    """One of the authority's two files is there without the other. Facts: missing."""

    code = "tls.authority_incomplete"


@dataclass(frozen=True)
class Made:
    """Where the files lie. authority: to be trusted by every computer and telephone; fingerprint: its SHA-256, to compare by eye."""

    authority: Path
    certificate: Path
    key: Path
    until: datetime
    fingerprint: str
    is_new_authority: bool


def make(folder: Path, hosts: Sequence[str], now: datetime) -> Made:
    """A server certificate for these names and addresses; the authority is made when there is none yet.

    Raises HostInvalid, AuthorityIncomplete.
    """
    names = [_name(host) for host in hosts]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority, authority_key, is_new = _authority(folder, now)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _begun(hosts[0], authority.subject, key, now, SERVER_HOLDS)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write(folder / "server.pem", certificate.public_bytes(Encoding.PEM) + authority.public_bytes(Encoding.PEM), 0o444)
    _write(folder / "server.key", _pem(key), 0o400)
    return Made(
        folder / "ca.pem",
        folder / "server.pem",
        folder / "server.key",
        certificate.not_valid_after_utc,
        authority.fingerprint(hashes.SHA256()).hex(":"),
        is_new,
    )


def _authority(folder: Path, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey, bool]:
    certificate, key = folder / "ca.pem", folder / "ca.key"
    if certificate.exists() != key.exists():
        raise AuthorityIncomplete(missing=(key if certificate.exists() else certificate).name)
    if is_new := not key.exists():
        made, its_key = _new_authority(now)
        _write(key, _pem(its_key), 0o400)
        _write(certificate, made.public_bytes(Encoding.PEM), 0o444)
    loaded = load_pem_private_key(key.read_bytes(), None)
    assert isinstance(loaded, ec.EllipticCurvePrivateKey)
    return x509.load_pem_x509_certificate(certificate.read_bytes()), loaded, is_new


def _new_authority(now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Minqing {now:%Y-%m-%d}")])
    certificate = (
        _begun(f"Minqing {now:%Y-%m-%d}", name, key, now, AUTHORITY_HOLDS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return certificate, key


def _begun(subject: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, holds: timedelta) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject[:64])]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SLOW_CLOCKS)
        .not_valid_after(now - SLOW_CLOCKS + holds)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(**granted: bool) -> x509.KeyUsage:
    known = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    known += ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{name: granted.get(name, False) for name in known})


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        pass
    try:
        named = x509.DNSName(host.encode("idna").decode())
    except UnicodeError:
        raise HostInvalid() from None
    if not host or set(named.value) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."):
        raise HostInvalid()
    return named


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes, mode: int) -> None:
    """Whole or not at all; open to nobody else from its first byte."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
