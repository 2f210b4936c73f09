"""What the gateway is told from outside, read once at start."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.config import Config

ROOT = Path(__file__).resolve().parents[1]


class BadSetting(Exception):
    """A variable is missing or does not make sense; the message names it."""


@dataclass(frozen=True)
class GatewaySettings:
    """The `ZHENGBAN_*` variables of the gateway; durations in seconds, sizes in bytes."""

    subgraphs: dict[str, str]  # name → base URL; /graphql, /files and /health are appended
    host: str = "127.0.0.1"
    port: int = 8000
    supergraph: Path = ROOT / "gateway" / "supergraph.graphql"
    jwks: str = ""  # a URL, or the path of a JWKS file
    issuer: str = "https://zhengban.local"
    audience: str = "zhengban"
    development: bool = False
    cors_origins: tuple[str, ...] = ()
    max_body_bytes: int = 1_048_576
    max_file_bytes: int = 209_715_200
    fetch_timeout: float = 15.0
    request_timeout: float = 30.0
    shutdown_timeout: int = 20

    @classmethod
    def read(cls) -> "GatewaySettings":
        """Read the environment; raises `BadSetting`."""
        env = Config(env_prefix="ZHENGBAN_")
        try:
            return cls(
                subgraphs=_subgraphs(env("SUBGRAPHS", default="")),
                host=env("HOST", default=cls.host),
                port=env("PORT", cast=int, default=cls.port),
                supergraph=Path(env("SUPERGRAPH", default=str(cls.supergraph))),
                jwks=env("JWKS", default=cls.jwks),
                issuer=env("ISSUER", default=cls.issuer),
                audience=env("AUDIENCE", default=cls.audience),
                development=env("DEVELOPMENT", cast=bool, default=cls.development),
                cors_origins=tuple(env("CORS_ORIGINS", default="").replace(",", " ").split()),
                max_body_bytes=env("MAX_BODY_BYTES", cast=int, default=cls.max_body_bytes),
                max_file_bytes=env("MAX_FILE_BYTES", cast=int, default=cls.max_file_bytes),
                fetch_timeout=env("FETCH_TIMEOUT", cast=float, default=cls.fetch_timeout),
                request_timeout=env("REQUEST_TIMEOUT", cast=float, default=cls.request_timeout),
                shutdown_timeout=env("SHUTDOWN_TIMEOUT", cast=int, default=cls.shutdown_timeout),
            )
        except ValueError as error:
            raise BadSetting(str(error)) from error


def _subgraphs(text: str) -> dict[str, str]:
    try:
        value: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadSetting('ZHENGBAN_SUBGRAPHS must be JSON: {"meetings": "http://127.0.0.1:8001"}') from error
    if not isinstance(value, dict) or not all(str(url).startswith(("http://", "https://")) for url in value.values()):
        raise BadSetting("ZHENGBAN_SUBGRAPHS must map the name of each service to its http(s) base URL")
    return {str(name): str(url).rstrip("/") for name, url in value.items()}
