"""Tokens of the embedded issuer are what every service expects."""

import pytest

from deploy.local.issuer import AUDIENCE, ISSUER, Issuer
from services.kernel.tokens import InvalidToken, TokenVerifier


@pytest.fixture
async def verifier(issuer: Issuer) -> TokenVerifier:
    made = TokenVerifier(str(issuer.jwks), ISSUER, AUDIENCE)
    await made.refresh()
    return made


async def test_a_token_says_who_asks(issuer: Issuer, verifier: TokenVerifier) -> None:
    assert verifier.verify(issuer.token("wang.lei")).login == "wang.lei"


@pytest.mark.parametrize(
    ("token", "code"),
    [
        (lambda issuer: issuer.token("wang.lei", ttl=-60), "TOKEN_EXPIRED"),
        (lambda issuer: issuer.token("wang.lei", audience="somebody-else"), "TOKEN_WRONG_AUDIENCE"),
        (lambda issuer: issuer.token("wang.lei", issuer="https://elsewhere.example"), "TOKEN_UNKNOWN"),
        (lambda issuer: issuer.token("wang.lei")[:-4] + "AAAA", "TOKEN_UNKNOWN"),
        (lambda issuer: "no token at all", "TOKEN_UNKNOWN"),
    ],
    ids=["expired", "audience", "issuer", "signature", "nonsense"],
)
async def test_any_other_token_is_refused(issuer: Issuer, verifier: TokenVerifier, token, code: str) -> None:
    with pytest.raises(InvalidToken) as refused:
        verifier.verify(token(issuer))
    assert refused.value.code == code


def test_the_key_is_kept_and_closed_to_others(issuer: Issuer) -> None:
    before = issuer.jwks.read_text()
    issuer.prepare()
    assert issuer.jwks.read_text() == before
    assert '"d"' not in before
    assert (issuer.jwks.parent / "issuer.pem").stat().st_mode & 0o077 == 0
