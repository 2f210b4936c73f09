"""Runs client operations: read, plan, fetch, complete."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import OperationType

from gateway.completion import Completion
from gateway.errors import Error, RequestRefused, error, stamp
from gateway.executor import Execution
from gateway.graph import Graph
from gateway.metrics import Metrics
from gateway.operation import Operation
from gateway.subgraphs import Caller, FetchFailed, Subgraphs
from gateway.upstream import events


@dataclass(frozen=True, slots=True)
class Question:
    """What a client sends: a document, which of its operations, and the variables."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)


def read_question(body: Any) -> Question:
    """A question out of decoded JSON; raises `RequestRefused`."""
    if isinstance(body, list):
        raise RequestRefused("BATCHING_NOT_SUPPORTED")
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        raise RequestRefused("BAD_REQUEST", "请求必须包含 query 字符串")
    name, variables = body.get("operationName"), body.get("variables")
    if not isinstance(name, str | None) or not isinstance(variables, dict | None):
        raise RequestRefused("BAD_REQUEST", "operationName 必须是字符串，variables 必须是对象")
    return Question(body["query"], name or None, variables or {})


class Engine:
    """Answers questions with the graph that is in service at that moment."""

    def __init__(self, subgraphs: Subgraphs, metrics: Metrics, request_timeout: float) -> None:
        self._subgraphs = subgraphs
        self._metrics = metrics
        self._request_timeout = request_timeout
        self.graph: Graph | None = None

    def deadline(self) -> float:
        return asyncio.get_running_loop().time() + self._request_timeout

    async def operation(self, question: Question) -> Operation:
        """The planned operation; raises `RequestRefused`."""
        if self.graph is None:
            raise RequestRefused("PLANNER_UNAVAILABLE")
        hits = self.graph.hits
        try:
            return await self.graph.operation(question.query, question.operation_name)
        finally:
            self._metrics.plans.labels("hit" if self.graph.hits > hits else "miss").inc()

    async def answer(self, operation: Operation, question: Question, caller: Caller) -> dict[str, Any]:
        """Run a query or mutation; raises `RequestRefused` before anything is executed."""
        if operation.kind is OperationType.SUBSCRIPTION:
            raise RequestRefused("SUBSCRIPTION_NEEDS_STREAM")
        variables = operation.variables(question.variables)
        execution = Execution(self._subgraphs, caller, variables)
        return await self._run(operation, execution, caller, variables)

    async def _run(
        self, operation: Operation, execution: Execution, caller: Caller, variables: Mapping[str, Any]
    ) -> dict[str, Any]:
        if operation.plan.node:
            await execution.run(operation.plan.node)
        completion = Completion(execution.errors, execution.unknown)
        data = completion.complete(operation.shapes(variables), execution.data)
        if data is not None and operation.introspects:
            data.update(operation.introspect(variables))
        return self.shown(data, completion.errors, caller)

    def shown(self, data: Any, errors: list[Error], caller: Caller) -> dict[str, Any]:
        """An answer as the client sees it."""
        if not errors:
            return {"data": data}
        for one in errors:
            self._metrics.errors.labels(one["extensions"]["code"]).inc()
        return {"errors": stamp(errors, caller.request_id), "data": data}

    async def stream(self, operation: Operation, question: Question, caller: Caller) -> AsyncGenerator[dict[str, Any]]:
        """One answer per event of a subscription, or the one answer of any other operation."""
        if operation.kind is not OperationType.SUBSCRIPTION:
            yield await self.answer(operation, question, replace(caller, deadline=self.deadline()))
            return
        variables = operation.variables(question.variables)
        source = operation.plan.source
        assert source is not None, "the planner gives every subscription a source"
        chosen = {name: variables[name] for name in source.variables if name in variables}
        try:
            async with aclosing(events(self._subgraphs, source, chosen, caller)) as reported:
                async for event in reported:
                    fresh = replace(caller, deadline=self.deadline())
                    data = event.get("data")
                    execution = Execution(self._subgraphs, fresh, variables, data if isinstance(data, dict) else {})
                    execution.add_errors(source, event.get("errors"))
                    yield await self._run(operation, execution, fresh, variables)
        except FetchFailed as failure:
            paths = [(key,) for key in source.root_keys]
            yield self.shown(None, [error(failure.code, path=path, service=source.service) for path in paths], caller)
