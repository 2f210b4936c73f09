"""One frozen object with everything a process is told from outside."""

from dataclasses import dataclass
from pathlib import Path

from starlette.config import Config

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Settings:
    """Read once at start from `ZHENGBAN_*`; nothing else reads the environment."""

    service: str
    host: str
    port: int
    dsn: str  # postgresql+asyncpg://role:password@host:port/database
    pool_size: int
    nats_url: str
    nats_token: str
    nats_replicas: int
    issuer: str
    audience: str
    jwks: str  # a URL, or the path of a JWKS file
    clock: str  # system | steered
    files: Path  # directory, or s3://bucket/prefix
    county: Path
    development: bool
    max_body_bytes: int  # more than the gateway's: what it asks of a service may be longer than what it was asked
    fontconfig: Path = ROOT / ".zhengban" / "fonts" / "fonts.conf"  # made by the installer; documents alone reads it

    @classmethod
    def read(cls, service: str) -> "Settings":
        """Read the environment for `service`; a missing variable names itself in the error."""
        env = Config(env_prefix="ZHENGBAN_")
        return cls(
            service=service,
            host=env("HOST", default="127.0.0.1"),
            port=env("PORT", cast=int, default=0),
            dsn=env("DSN", default=""),
            pool_size=env("POOL_SIZE", cast=int, default=5),
            nats_url=env("NATS_URL", default="nats://127.0.0.1:4222"),
            nats_token=env("NATS_TOKEN", default=""),
            nats_replicas=env("NATS_REPLICAS", cast=int, default=1),
            issuer=env("ISSUER", default="https://zhengban.local"),
            audience=env("AUDIENCE", default="zhengban"),
            jwks=env("JWKS", default=""),
            clock=env("CLOCK", default="system"),
            files=Path(env("FILES", default=".zhengban/files")),
            county=Path(env("COUNTY", default=str(ROOT / "deploy" / "county"))),
            development=env("DEVELOPMENT", cast=bool, default=False),
            max_body_bytes=env("MAX_BODY_BYTES", cast=int, default=2_097_152),
            fontconfig=Path(env("FONTCONFIG", default=str(cls.fontconfig))),
        )
