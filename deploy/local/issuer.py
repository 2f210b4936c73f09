"""The embedded issuer: signs who somebody is for `up`, `demo` and the tests; production has an OIDC issuer."""

import json
import os
import time
from pathlib import Path

from deploy.local.state import State

ISSUER = "https://zhengban.local"
AUDIENCE = "zhengban"
ALGORITHM = "ES256"


class Issuer:
    """One ES256 key in the state directory and tokens signed with it."""

    def __init__(self, state: State) -> None:
        self._key = state.directory / "issuer.pem"
        self.jwks = state.directory / "jwks.json"

    def prepare(self) -> None:
        """Make the key and publish its public half, when that is not done yet."""
        if self._key.exists() and self.jwks.exists():
            return
        import jwt
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        private = ec.generate_private_key(ec.SECP256R1())
        pem = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(private.public_key()))
        self.jwks.unlink(missing_ok=True)
        _write(self._key, pem)
        _write(self.jwks, json.dumps({"keys": [public | {"kid": "local", "use": "sig", "alg": ALGORITHM}]}).encode())

    def token(self, login: str, ttl: int = 3600, *, audience: str = AUDIENCE, issuer: str = ISSUER) -> str:
        """A bearer token that says `login` for `ttl` seconds; a negative `ttl` makes an expired one."""
        import jwt

        now = int(time.time())
        claims = {"sub": login, "iss": issuer, "aud": audience, "iat": now, "exp": now + ttl}
        return jwt.encode(claims, self._key.read_bytes(), algorithm=ALGORITHM, headers={"kid": "local"})


def _write(path: Path, content: bytes) -> None:
    """Write at one stroke, readable by the owner alone."""
    fresh = path.with_suffix(".new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    fresh.replace(path)
