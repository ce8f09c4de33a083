"""A little OpenID provider of the tests: real HTTP, real keys, the code flow with PKCE; and a forger's workshop for its tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

CLIENT, SECRET = "minqing", "known-to-both"
Claims = dict[str, Any]


@dataclass
class SigningKey:
    kid: str
    private: Any
    algorithm: str

    def jwk(self) -> dict[str, Any]:
        kind = RSAAlgorithm if self.algorithm.startswith(("RS", "PS")) else ECAlgorithm
        return json.loads(kind.to_jwk(self.private.public_key())) | {"kid": self.kid, "use": "sig"}

    def sign(self, claims: Claims, **header: Any) -> str:
        return jwt.encode(claims, self.pem(), algorithm=self.algorithm, headers={"kid": self.kid} | header)

    def pem(self) -> bytes:
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def public_pem(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def rsa_key(kid: str = "r1", algorithm: str = "RS256", bits: int = 2048) -> SigningKey:
    return SigningKey(kid, rsa.generate_private_key(65537, bits), algorithm)


def ec_key(kid: str = "e1") -> SigningKey:
    return SigningKey(kid, ec.generate_private_key(ec.SECP256R1()), "ES256")


@dataclass
class LittleProvider:
    """subject: who sits before it. mint: makes the token out of the claims; an honest one signs them with the first key."""

    issuer: str
    keys: list[SigningKey]
    subject: str = "u-4711"
    more: Claims = field(default_factory=dict)
    mint: Callable[[Claims], str] | None = None
    granted: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    discovery: dict[str, Any] = field(default_factory=dict)

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        assert asked["code_challenge_method"] == "S256" and asked["response_type"] == "code"
        code = secrets.token_urlsafe(16)
        self.granted[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.issuer}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        asked = self.granted.pop(form["code"], None)
        pair = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        shown = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if authorization != f"Basic {pair}" or asked is None or shown != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        if form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        claims = self.claims(asked["nonce"])
        return 200, {"token_type": "Bearer", "id_token": self.mint(claims) if self.mint else self.keys[0].sign(claims)}

    def claims(self, nonce: str) -> Claims:
        now = int(time.time())
        made = {"iss": self.issuer, "aud": CLIENT, "sub": self.subject, "nonce": nonce, "iat": now, "exp": now + 300}
        return made | self.more

    def answer(self, path: str) -> dict[str, Any] | None:
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            addresses = {name: f"{self.issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
            return {"issuer": self.issuer} | addresses | self.discovery
        if path == "/jwks_uri":
            return {"keys": [{"kty": "oct", "kid": "h1", "k": "c2VjcmV0"}, {"kty": "??"}, *(key.jwk() for key in self.keys)]}
        return None


@contextmanager
def providing() -> Iterator[LittleProvider]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    provider = LittleProvider(f"http://127.0.0.1:{server.server_port}", [rsa_key()])

    class Desk(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            return

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorization_endpoint":
                self.send_response(302)
                self.send_header("Location", provider.authorize(dict(parse_qsl(parts.query))))
                self.end_headers()
                return
            told = provider.answer(parts.path)
            self._tell(200 if told else 404, told or {})

        def do_POST(self) -> None:
            form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self._tell(*provider.token(form, self.headers.get("Authorization", "")))

        def _tell(self, status: int, told: dict[str, Any]) -> None:
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server.RequestHandlerClass = Desk
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    running.start()
    yield provider
    server.shutdown()
    running.join()
    server.server_close()


def unsigned(claims: Claims, kid: str) -> str:
    """alg none, written by hand: libraries refuse to."""
    parts = ({"alg": "none", "typ": "JWT", "kid": kid}, claims)
    return ".".join(_packed(part) for part in parts) + "."


def keyed_by_the_public(claims: Claims, key: SigningKey) -> str:
    """HS256 with the provider's public key as its secret, which everybody knows."""
    head = f"{_packed({'alg': 'HS256', 'typ': 'JWT', 'kid': key.kid})}.{_packed(claims)}"
    mac = hmac.digest(key.public_pem(), head.encode(), "sha256")
    return f"{head}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def _packed(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
