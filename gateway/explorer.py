"""GraphiQL in development, from the project's own node_modules: no other host is asked for anything."""

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from gateway.node import EXPLORER

PACKAGES = EXPLORER / "node_modules"
ASSETS = {
    "react.js": PACKAGES / "react" / "umd" / "react.production.min.js",
    "react-dom.js": PACKAGES / "react-dom" / "umd" / "react-dom.production.min.js",
    "graphiql.js": PACKAGES / "graphiql" / "graphiql.min.js",
    "graphiql.css": PACKAGES / "graphiql" / "graphiql.min.css",
    "start.js": EXPLORER / "start.js",
    "examples.graphql": EXPLORER / "examples.graphql",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'"
)


class Explorer:
    def routes(self) -> list[Route]:
        return [Route("/graphql", self.page), Route("/explorer/{name}", self.asset)]

    async def page(self, request: Request) -> Response:
        if not ASSETS["graphiql.js"].is_file():
            return PlainTextResponse("GraphiQL is not installed: run `python -m gateway.node`", 503)
        return FileResponse(
            EXPLORER / "page.html", headers={"content-security-policy": POLICY, "cache-control": "no-store"}
        )

    async def asset(self, request: Request) -> Response:
        file = ASSETS.get(request.path_params["name"])
        if file is None or not file.is_file():
            return PlainTextResponse("not found", 404)
        return FileResponse(file)
