"""`python -m gateway`: serve until SIGTERM, then let what is under way end."""

import logging
import sys
from types import FrameType

import uvicorn

from gateway.app import create_app
from gateway.settings import BadSetting, GatewaySettings


class Server(uvicorn.Server):
    """Tells the open streams to end as soon as the signal comes: they would never end by themselves."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.config.app.state.streams.draining.set()  # type: ignore[union-attr]
        super().handle_exit(sig, frame)


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s", stream=sys.stderr)
    try:
        settings = GatewaySettings.read()
        app = create_app(settings)
    except BadSetting as failure:
        print(failure, file=sys.stderr)  # noqa: T201
        return 2
    server = Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            loop="uvloop",
            http="httptools",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            ws_max_size=settings.max_body_bytes,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=settings.shutdown_timeout,
        )
    )
    server.run()
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
