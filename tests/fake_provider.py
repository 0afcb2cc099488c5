"""An OpenID Connect provider for tests, over a real socket: discovery, keys, signed tokens with PKCE, and a person.

with FakeProvider() as provider:
    provider.says = {"sub": "1", "email": "ada@example.org", "email_verified": True}
"""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from jwt.algorithms import RSAAlgorithm

CLIENT_ID, SECRET = "overlooked", "shared secret"


class FakeProvider:
    says: dict[str, Any]  # of the person who signs in there
    audience = CLIENT_ID  # of its tokens
    issuer = ""  # that it calls itself in its description and its tokens; else its own address
    tells: dict[str, Any] | None = None  # what it says beside the token, if that is something else
    leads_elsewhere = ""  # where its description is, in place of it
    refuses = False  # whether the person says no there

    def __enter__(self) -> Self:
        self.key = generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, dict[str, str]] = {}
        self.server = ThreadingHTTPServer(("localhost", 0), handler_of(self))
        self.url = f"http://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()

    def discovery(self) -> dict[str, Any]:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
        return {"issuer": self.issuer or self.url, "jwks_uri": f"{self.url}/keys"} | {
            name: f"{self.url}/{path}" for name, path in names.items()
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "1", "alg": "RS256", "use": "sig"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the person is sent back to."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        answer = {"error": "access_denied"} if self.refuses else {"code": code}
        return f"{asked['redirect_uri']}?{urlencode(answer | {'state': asked['state']})}"

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self.key, "RS256", {"kid": "1"})

    def token(self, asked: dict[str, str]) -> dict[str, Any]:
        """Raises KeyError for a code that was used, and AssertionError for a client that is not the one."""
        began = self.codes.pop(asked["code"])
        challenge = base64.urlsafe_b64encode(hashlib.sha256(asked["code_verifier"].encode()).digest()).decode()
        assert (asked["client_id"], asked["client_secret"]) == (CLIENT_ID, SECRET)
        assert challenge.rstrip("=") == began["code_challenge"] and asked["redirect_uri"] == began["redirect_uri"]
        now = int(time.time())
        claims = self.says | {"iss": self.issuer or self.url, "aud": self.audience, "iat": now, "exp": now + 60}
        signed = self.signed(claims)
        return {"access_token": "for userinfo", "token_type": "Bearer", "id_token": signed}


def handler_of(provider: FakeProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, asked = urlsplit(self.path).path, single(urlsplit(self.path).query)
            if path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
            elif provider.leads_elsewhere and path.startswith("/.well-known/"):
                self.send_response(302)
                self.send_header("Location", provider.leads_elsewhere + path)
                self.end_headers()
            elif path == "/userinfo":
                self.answer(
                    (provider.tells or provider.says)
                    if self.headers["Authorization"] == "Bearer for userinfo"
                    else None
                )
            else:
                pages = {"/.well-known/openid-configuration": provider.discovery, "/keys": provider.keys}
                self.answer(pages[path]())

        def do_POST(self) -> None:
            try:
                self.answer(provider.token(single(self.rfile.read(int(self.headers["Content-Length"])).decode())))
            except (AssertionError, KeyError):
                self.answer(None)

        def answer(self, body: dict[str, Any] | None) -> None:
            self.send_response(200 if body is not None else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body or {"error": "invalid_request"}).encode())

        def log_message(self, *args: Any) -> None:
            pass

    return Handler


def single(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
