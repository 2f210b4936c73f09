"""Bearer tokens say only *who*: any OIDC issuer by its JWKS, verified by the gateway and again by every service."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from jwt import PyJWK, PyJWKSet

ALGORITHMS = ["ES256", "RS256", "EdDSA"]
LEEWAY_SECONDS = 5
REFRESH_SECONDS = 300


class InvalidToken(Exception):
    """The bearer token is unknown, expired, or meant for somebody else."""

    def __init__(self, code: str, message_zh: str) -> None:
        super().__init__(message_zh)
        self.code = code
        self.message_zh = message_zh


@dataclass(frozen=True)
class Claims:
    """The login of the person who asks (`person.login` = `sub`)."""

    login: str
    expires_at: int


class TokenVerifier:
    """Verify tokens of one issuer for one audience with the keys of a JWKS file or URL.

    Keys of a URL are fetched by `refresh()`, which the owner calls at start and then every `REFRESH_SECONDS`.
    """

    def __init__(self, jwks: str, issuer: str, audience: str) -> None:
        self._source = jwks
        self._issuer = issuer
        self._audience = audience
        self._keys: dict[str, PyJWK] = {}
        self._read_at = 0.0

    @property
    def is_remote(self) -> bool:
        return self._source.startswith(("http://", "https://"))

    def load(self, document: dict[str, Any]) -> None:
        """Take over the keys of a JWKS document."""
        self._keys = {key.key_id or "": key for key in PyJWKSet.from_dict(document).keys}
        self._read_at = time.monotonic()

    async def refresh(self) -> None:
        """Fetch the keys of a remote issuer again, or read the file again."""
        if not self.is_remote:
            self.load(json.loads(Path(self._source).read_text()))  # noqa: ASYNC240 -- a few hundred bytes, once
            return
        import aiohttp

        async with aiohttp.ClientSession() as session, session.get(self._source) as response:
            response.raise_for_status()
            self.load(await response.json())

    def verify(self, token: str) -> Claims:
        """Return who asks, or raise `InvalidToken` with the code that the answer carries."""
        try:
            header = jwt.get_unverified_header(token)
            key = self._keys.get(header.get("kid", "")) if header.get("kid") else next(iter(self._keys.values()), None)
            if key is None:
                raise InvalidToken("TOKEN_UNKNOWN", "登录凭证无法识别，请重新登录")
            claims = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "sub", "aud", "iss"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise InvalidToken("TOKEN_EXPIRED", "登录已过期，请重新登录") from error
        except jwt.InvalidAudienceError as error:
            raise InvalidToken("TOKEN_WRONG_AUDIENCE", "登录凭证不是为本系统签发的") from error
        except jwt.PyJWTError as error:
            raise InvalidToken("TOKEN_UNKNOWN", "登录凭证无法识别，请重新登录") from error
        return Claims(login=str(claims["sub"]), expires_at=int(claims["exp"]))
