"""The gateway's own error codes, and how any error looks in an answer.

Every error carries `extensions {code requestId retryable}` and, where one service is the cause, `service`. Errors of
services pass with their code, message and details; what has no code is a fault whose text stays inside the house.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]
Error = dict[str, Any]


@dataclass(frozen=True)
class Code:
    """What a code means: the HTTP status of a request that it refuses, the message, and whether to try again."""

    status: int
    message_zh: str
    retryable: bool = False


CODES: dict[str, Code] = {
    # the request
    "BAD_REQUEST": Code(400, "请求格式不正确"),
    "MALFORMED_JSON": Code(400, "请求正文不是有效的 JSON"),
    "BATCHING_NOT_SUPPORTED": Code(400, "不支持批量请求，请逐个发送"),
    "METHOD_NOT_ALLOWED": Code(405, "请使用 POST 方法"),
    "NOT_ACCEPTABLE": Code(406, "无法提供所要求的媒体类型"),
    "UNSUPPORTED_MEDIA_TYPE": Code(415, "请求的 Content-Type 必须是 application/json"),
    "BODY_TOO_LARGE": Code(413, "请求正文过大"),
    # the document
    "GRAPHQL_PARSE_FAILED": Code(400, "GraphQL 语法错误"),
    "GRAPHQL_VALIDATION_FAILED": Code(400, "GraphQL 文档不符合接口定义"),
    "OPERATION_NOT_FOUND": Code(400, "找不到要执行的操作，请检查 operationName"),
    "BAD_USER_INPUT": Code(400, "变量的值不符合要求"),
    "DOCUMENT_TOO_DEEP": Code(400, "查询嵌套过深"),
    "DOCUMENT_TOO_LARGE": Code(400, "查询过大"),
    "DEFER_NOT_SUPPORTED": Code(400, "不支持 @defer 和 @stream"),
    "SUBSCRIPTION_NEEDS_STREAM": Code(400, "订阅请使用 WebSocket 或 text/event-stream"),
    # the asker
    "UNAUTHENTICATED": Code(401, "请先登录"),
    "TOKEN_UNKNOWN": Code(401, "登录凭证无法识别，请重新登录"),
    "TOKEN_EXPIRED": Code(401, "登录已过期，请重新登录"),
    "TOKEN_WRONG_AUDIENCE": Code(401, "登录凭证不是为本系统签发的"),
    "TOO_MANY_CONNECTIONS": Code(429, "连接过多，请稍后再试", retryable=True),
    "TOO_MANY_SUBSCRIPTIONS": Code(429, "订阅过多，请先关闭不用的订阅"),
    # the house
    "NOT_FOUND": Code(404, "找不到所请求的地址"),
    "SERVICE_UNAVAILABLE": Code(503, "服务暂时不可用，请稍后再试", retryable=True),
    "TIMEOUT": Code(504, "服务响应超时，请稍后再试", retryable=True),
    "SERVICE_ERROR": Code(500, "服务内部错误"),
    "NOT_EXECUTED": Code(500, "前一操作没有完成，本操作未执行"),
    "NULL_IN_NON_NULL": Code(500, "服务没有给出必需的值"),
    "OPERATION_NOT_PLANNABLE": Code(500, "暂不支持这样组合的查询，请拆成几个查询"),
    "PLANNER_UNAVAILABLE": Code(503, "网关正在恢复，请稍后再试", retryable=True),
    "INTERNAL": Code(500, "网关内部错误"),
}

_CODE = re.compile(r"[A-Z][A-Z0-9_]{1,63}")
# A service that refuses a document of the gateway's own making: a fault of the house, not of the caller.
_FAULTS = {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"}
_INTERNAL_KEYS = {"stacktrace", "exception", "traceback", "query", "request", "url", "debug"}


def error(
    code: str,
    message: str | None = None,
    *,
    path: Path | None = None,
    service: str | None = None,
    locations: list[dict[str, int]] | None = None,
) -> Error:
    """One error of the gateway, with the code's own message unless another is given."""
    meaning = CODES[code]
    made: Error = {"message": message or meaning.message_zh}
    if locations:
        made["locations"] = locations
    if path:
        made["path"] = list(path)
    extensions: dict[str, Any] = {"code": code, "retryable": meaning.retryable}
    if service:
        extensions["service"] = service
    made["extensions"] = extensions
    return made


def from_service(reported: Any, service: str, path: Path | None) -> Error:
    """An error that a subgraph reported, without anything that belongs to the inside of the house."""
    extensions = reported.get("extensions") if isinstance(reported, dict) else None
    code = extensions.get("code") if isinstance(extensions, dict) else None
    if not isinstance(extensions, dict) or not isinstance(code, str) or not _CODE.fullmatch(code) or code in _FAULTS:
        return error("SERVICE_ERROR", path=path, service=service)
    kept = {key: value for key, value in extensions.items() if key not in _INTERNAL_KEYS}
    made: Error = {"message": str(reported.get("message", ""))}
    if path:
        made["path"] = list(path)
    made["extensions"] = {"retryable": False, **kept, "service": service}
    return made


def stamp(errors: Iterable[Error], request_id: str) -> list[Error]:
    """Add the request's id to each error."""
    stamped = list(errors)
    for one in stamped:
        one["extensions"]["requestId"] = request_id
    return stamped


@dataclass
class RequestRefused(Exception):
    """The request is refused as a whole, before anything was executed."""

    code: str
    message: str | None = None
    errors: list[Error] = field(default_factory=list)

    @property
    def status(self) -> int:
        return CODES[self.code].status

    def as_errors(self) -> list[Error]:
        return self.errors or [error(self.code, self.message)]
