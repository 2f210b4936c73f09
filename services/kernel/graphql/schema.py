"""One way to make a subgraph's schema: federation 2.9, shared caches, and errors that carry a code and no secrets."""

import logging
from collections.abc import Iterable, Iterator
from typing import Any, Final

import strawberry
from graphql import ExecutionResult, GraphQLError
from strawberry.extensions import ParserCache, SchemaExtension, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from services.kernel.database import is_away
from services.kernel.graphql.context import Unauthenticated
from services.kernel.graphql.scalars import SCALARS
from services.kernel.refusals import Malformed, NotFound, Refused

log = logging.getLogger(__name__)

FEDERATION_VERSION: Final = "2.9"
INTERNAL_ZH = "系统内部错误，请稍后重试"
UNAVAILABLE: Final = "SERVICE_UNAVAILABLE"
UNAVAILABLE_ZH: Final = "服务暂时不可用，请稍后再试"


def coded(error: GraphQLError) -> GraphQLError:
    """The error as it leaves the house: a code, a Chinese sentence, and nothing of our insides."""
    if error.extensions and "code" in error.extensions:
        return error
    original = error.original_error
    code, message = "GRAPHQL_VALIDATION_FAILED", error.message
    match original:
        case None | GraphQLError():
            # Raised by graphql-core itself: syntax, validation, or input that does not fit its type.
            code = "BAD_USER_INPUT" if error.path or "Variable" in error.message else code
        case Unauthenticated():
            code, message = original.code, original.message_zh
        case NotFound():
            code, message = "NOT_FOUND", "未找到该内容，或您无权查看"
        case Malformed():
            code, message = "BAD_USER_INPUT", original.message_zh
        case Refused():
            first = original.violations[0]
            code, message = first.code, first.message_zh
        case _ if is_away(original):
            code, message = UNAVAILABLE, UNAVAILABLE_ZH
        case _:
            code, message = "INTERNAL_SERVER_ERROR", INTERNAL_ZH
    extensions: dict[str, Any] = {"code": code} | ({"retryable": True} if code == UNAVAILABLE else {})
    return GraphQLError(message, nodes=error.nodes, positions=error.positions, path=error.path, extensions=extensions)


class CodedErrors(SchemaExtension):
    """Put a code on every error and mask what is not meant for the asker."""

    def on_operation(self) -> Iterator[None]:
        yield
        result: Any = self.execution_context.result
        if isinstance(result, ExecutionResult) and result.errors:
            result.errors = [coded(error) for error in result.errors]

    def on_stream_result(self, result: Any) -> Iterator[None]:
        """The same for every answer of a subscription, which ends outside of any operation's result."""
        if result.errors:
            result.errors = [coded(error) for error in result.errors]
        yield


class ServiceSchema(strawberry.federation.Schema):
    """Logs faults of ours, and only those: a refusal or a missing object is no fault."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        for error in errors:
            original = error.original_error
            if original is not None and not isinstance(
                original, GraphQLError | Unauthenticated | NotFound | Malformed | Refused
            ):
                if is_away(original):
                    log.warning("database away: %s at %s", type(original).__name__, error.path)
                else:
                    log.error("GraphQL fault at %s", error.path, exc_info=original)


def build_schema(
    query: type, mutation: type | None = None, subscription: type | None = None, types: Iterable[Any] = ()
) -> ServiceSchema:
    """The subgraph's schema with shared parser and validation caches."""
    parser, validation = ParserCache(maxsize=500), ValidationCache(maxsize=500)
    return ServiceSchema(
        query=query,
        mutation=mutation,
        subscription=subscription,
        types=list(types),
        federation_version=FEDERATION_VERSION,
        config=StrawberryConfig(auto_camel_case=True, scalar_map=SCALARS),
        extensions=[CodedErrors, lambda: parser, lambda: validation],
    )
