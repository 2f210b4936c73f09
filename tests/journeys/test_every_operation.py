"""Every query and every mutation of the gateway, asked with ids that nobody has and texts that nobody may write."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

import pytest
from graphql import GraphQLSchema, build_client_schema, get_introspection_query

from deploy.demo.office import Office
from deploy.demo.people import DIRECTOR, County
from deploy.local.stack import Stack
from tests.journeys.answers import Answer, Door, nothing_written
from tests.journeys.operations import Filling, Operation, operations

AT_A_TIME = 4
ADMINISTRATOR, AUDITOR = "ding.chunchuan", "ren.jingmei"
# These a person may well do with what is filled in.
NEED_NO_IDS = {"exportLedger", "applyForAbsence", "issueCalendarFeed"}
FILLINGS = [
    Filling("unknown ids", str(uuid4()), "内容"),
    Filling("no ids", "no\u0000id", "内容"),
    Filling("nothing", "", ""),
    Filling("control characters", str(uuid4()), "空\u0000字"),
    Filling("impossible days", str(uuid4()), "内容", day="9999-12-31", moment="2022-02-07T09:00:00"),
    Filling("long texts", "x" * 60_000, "长" * 60_000, all_of_it=False),
]


@pytest.fixture(scope="module")
async def schema(office: Office) -> GraphQLSchema:
    return build_client_schema((await office.post(DIRECTOR, get_introspection_query(), {}))["data"])


async def asked(door: Door, wanted: Sequence[Operation], login: str = DIRECTOR) -> dict[str, Answer]:
    """The answers by field."""
    gate = asyncio.Semaphore(AT_A_TIME)

    async def one(operation: Operation) -> Answer:
        async with gate:
            try:
                return await door.ask(login, operation.query, **operation.variables)
            except AssertionError as failure:
                raise AssertionError(f"{operation.field}: {failure}") from None

    answers = await asyncio.gather(*(one(operation) for operation in wanted), return_exceptions=True)
    failures = [str(answer)[:600] for answer in answers if isinstance(answer, BaseException)]
    assert not failures, "\n\n".join(failures)
    return {each.field: answer for each, answer in zip(wanted, answers, strict=True) if isinstance(answer, Answer)}


@pytest.mark.parametrize("filling", FILLINGS, ids=lambda filling: filling.name)
async def test_a_query_with_bad_input_is_answered_clearly(door: Door, schema: GraphQLSchema, filling: Filling) -> None:
    answers = await asked(door, list(operations(schema, "query", filling)))
    assert len(answers) > 40


@pytest.mark.parametrize("filling", FILLINGS, ids=lambda filling: filling.name)
async def test_a_mutation_with_bad_input_is_refused_and_writes_nothing(
    stack: Stack, door: Door, schema: GraphQLSchema, filling: Filling
) -> None:
    wanted = [each for each in operations(schema, "mutation", filling) if each.field not in NEED_NO_IDS]
    assert len(wanted) > 150
    async with nothing_written(stack):
        answers = await asked(door, wanted)
        assert [field for field, answer in answers.items() if not answer.codes] == []


@pytest.mark.parametrize("login", [ADMINISTRATOR, AUDITOR])
async def test_who_has_no_business_changes_nothing(
    stack: Stack, door: Door, county: County, schema: GraphQLSchema, login: str
) -> None:
    """R22 and R23, one rule for every mutation; here with a unit that there is, and with texts as they should be."""
    filling = Filling("a real unit", county.units["NYNCJ"], "内容.pdf", all_of_it=False)
    async with nothing_written(stack):
        answers = await asked(door, list(operations(schema, "mutation", filling)), login)
    assert [field for field, answer in answers.items() if not answer.codes] == []
    uploads = {field: answer.codes for field, answer in answers.items() if field.endswith("Upload")}
    assert len(uploads) == 4
    for field, codes in {"exportLedger": answers["exportLedger"].codes, **uploads}.items():
        assert codes == ["ACTOR_NOT_ALLOWED"], field
