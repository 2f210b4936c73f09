"""Who asks: bearer tokens, verified here and again by every service."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.errors import RequestRefused
from gateway.settings import GatewaySettings
from services.kernel.clock import wall
from services.kernel.tokens import LEEWAY_SECONDS, REFRESH_SECONDS, Claims, InvalidToken, TokenVerifier

log = logging.getLogger(__name__)

MAX_REMEMBERED = 10_000


class Gate:
    """Verifies tokens and remembers those that it has verified until they expire or the keys are read again."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._verifier = TokenVerifier(settings.jwks, settings.issuer, settings.audience)
        self._verified: OrderedDict[str, Claims] = OrderedDict()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Read the keys, and keep reading them; raises when they cannot be read at the start."""
        await self._verifier.refresh()
        keeper = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            keeper.cancel()

    def admit(self, authorization: str | None) -> Claims:
        """The claims of a bearer token; raises `RequestRefused` with the code of what is wrong."""
        if not authorization:
            raise RequestRefused("UNAUTHENTICATED")
        scheme, _, token = authorization.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            raise RequestRefused("UNAUTHENTICATED")
        claims = self._verified.get(token)
        if claims is None:
            try:
                claims = self._verifier.verify(token)
            except InvalidToken as failure:
                raise RequestRefused(failure.code, failure.message_zh) from failure
            self._verified[token] = claims
            if len(self._verified) > MAX_REMEMBERED:
                self._verified.popitem(last=False)
        elif seconds_left(claims) <= 0:
            del self._verified[token]
            raise RequestRefused("TOKEN_EXPIRED")
        return claims

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            try:
                await self._verifier.refresh()
            except Exception:
                log.exception("the issuer's keys cannot be read; the ones known stay in use")
            else:
                self._verified.clear()


def seconds_left(claims: Claims) -> float:
    return claims.expires_at + LEEWAY_SECONDS - wall().timestamp()
