"""What the gateway answers is what one server that owned all the data would answer."""

from graphql import GraphQLSchema, build_client_schema, build_schema, get_introspection_query, parse, validate

from gateway.sidecar import Planner
from tests.gateway import county, reference
from tests.gateway.conftest import Stack, another_gateway, free_port
from tests.gateway.operations import VALUES, Writer
from tests.gateway.subgraphs.roster import SEEN

OPERATIONS = 100


async def api_schema(supergraph: str) -> GraphQLSchema:
    planner = Planner(supergraph)
    await planner.start()
    await planner.close()
    return build_schema(planner.schema)


async def test_random_operations_equal_the_reference(stack: Stack, supergraph: str) -> None:
    schema = await api_schema(supergraph)
    for seed in range(OPERATIONS):
        query = Writer(schema, seed).operation()
        assert not validate(schema, parse(query)), query
        answer = await stack.ask(query, {name: value for name, value in VALUES.items() if f"${name}:" in query})
        assert "errors" not in answer, (query, answer["errors"])
        expected = reference.answer(schema, query, VALUES)
        assert answer["data"] == expected, query
        assert list(answer["data"]) == list(expected), query


async def test_mutations_run_in_order_and_are_joined(stack: Stack, log: list[str]) -> None:
    answer = await stack.ask(
        """mutation($p: Float!) {
          a: fileTopic(id: "t1", pause: $p) { ... on Topic { title proposer { name } papers { __typename } } }
          b: stamp(id: "n1") { ... on Notice { title to { name } } }
          c: fileTopic(id: "t9") { __typename ... on Refusal { code messageZh } }
          d: stamp(id: "n9") { ... on Refusal { code } }
        }""",
        {"p": 0.1},
    )
    assert log == ["file t1", "stamp n1", "file t9", "stamp n9"]
    assert answer == {
        "data": {
            "a": {
                "title": "年度学法计划",
                "proposer": {"name": "王一"},
                "papers": [{"__typename": "Notice"}, {"__typename": "Minutes"}],
            },
            "b": {"title": "会议通知", "to": [{"name": "财政局"}, {"name": "城关镇"}]},
            "c": {"__typename": "Refusal", "code": "TOPIC_UNKNOWN", "messageZh": "没有这一议题"},
            "d": {"code": "PAPER_UNKNOWN"},
        }
    }


async def test_mutations_stop_at_the_first_that_failed_as_a_whole(stack: Stack, log: list[str]) -> None:
    dead = stack.settings.subgraphs | {"affairs": f"http://127.0.0.1:{free_port()}"}
    async with another_gateway(stack, subgraphs=dead) as gateway:
        answer = await gateway.ask(
            'mutation { a: fileTopic(id: "t1") { __typename } b: stamp(id: "n1") { __typename } }'
        )
    assert log == []
    assert answer["data"] is None
    assert [(one["path"], one["extensions"]["code"]) for one in answer["errors"]] == [
        (["a"], "SERVICE_UNAVAILABLE"),
        (["b"], "NOT_EXECUTED"),
    ]


async def test_a_service_that_is_down_leaves_the_rest_of_the_answer(stack: Stack) -> None:
    dead = stack.settings.subgraphs | {"papers": f"http://127.0.0.1:{free_port()}"}
    async with another_gateway(stack, subgraphs=dead) as gateway:
        answer = await gateway.ask('{ units { name label } unit(id: "u1") { id label } }')
        whole = await gateway.ask("{ meetings { title topics { papers { __typename } } } units { name } }")
        text = await (await gateway.post({"query": "{ documents { id } }"})).text()
    assert answer["data"] == {
        "units": [{"name": row["name"], "label": None} for row in county.UNITS.values()],
        "unit": {"id": "u1", "label": None},
    }
    assert sorted(one["path"] for one in answer["errors"]) == [["unit"], ["units"]]
    for one in answer["errors"]:
        assert one["extensions"] | {"requestId": ""} == {
            "code": "SERVICE_UNAVAILABLE",
            "retryable": True,
            "service": "papers",
            "requestId": "",
        }
    # papers is [Paper!]!, topics is [Topic!]!, meetings is [Meeting!]!: null rises to the top.
    assert whole["data"] is None
    assert [one["path"] for one in whole["errors"]] == [["meetings", 0, "topics"]]
    assert "127.0.0.1" not in text
    assert "SERVICE_UNAVAILABLE" in text


async def test_a_slow_service_is_a_timeout(stack: Stack) -> None:
    async with another_gateway(stack, fetch_timeout=1.0) as gateway:
        without_units = await gateway.ask("{ slow(seconds: 3) units(first: 1) { id } }")
        answer = await gateway.ask("{ slow(seconds: 3) meetings { id } }")
    assert {one["extensions"]["code"] for one in without_units["errors"]} == {"TIMEOUT"}
    assert without_units["data"] is None
    assert answer["data"] == {"slow": None, "meetings": [{"id": "m1"}, {"id": "m2"}]}
    assert answer["errors"][0]["path"] == ["slow"]
    assert answer["errors"][0]["extensions"]["retryable"] is True


async def test_errors_of_services_keep_code_and_path_and_lose_what_is_internal(stack: Stack) -> None:
    answer = await stack.ask("{ refused crash x: refused }", **{"x-request-id": "request-0001"})
    assert answer["data"] == {"refused": None, "crash": None, "x": None}
    by_path = {one["path"][0]: one for one in answer["errors"]}
    assert by_path["refused"]["message"] == "没有这一议题"
    assert by_path["refused"]["extensions"] == {
        "code": "NOT_FOUND",
        "retryable": False,
        "service": "affairs",
        "requestId": "request-0001",
    }
    assert by_path["crash"]["extensions"]["code"] == "SERVICE_ERROR"
    assert by_path["x"]["extensions"]["code"] == "NOT_FOUND"
    assert "secret" not in str(answer)


async def test_errors_of_entities_stand_at_every_place_of_the_entity(stack: Stack) -> None:
    answer = await stack.ask('{ a: stranger(id: "p-broken") { id } b: stranger(id: "p1") { name } }')
    assert answer == {"data": {"a": {"id": "p-broken"}, "b": {"name": "王一"}}}
    answer = await stack.ask('{ a: stranger(id: "p-broken") { posts } b: stranger(id: "p2") { posts } }')
    assert answer["data"] == {"a": {"posts": None}, "b": {"posts": None}}
    assert [one["path"][0] for one in answer["errors"]] == ["a"]
    assert answer["errors"][0]["extensions"]["service"] == "roster"


async def test_null_rises_to_the_nearest_place_that_may_be_null(stack: Stack) -> None:
    # Nobody knows p-unknown: name is String!, the person Person!, so there is no data at all.
    answer = await stack.ask('{ stranger(id: "p-unknown") { id name } }')
    assert answer["data"] is None
    assert answer["errors"][0]["path"] == ["stranger", "name"]
    assert answer["errors"][0]["extensions"]["code"] == "NULL_IN_NON_NULL"
    assert (await stack.ask('{ stranger(id: "p-unknown") { id posts } }')) == {
        "data": {"stranger": {"id": "p-unknown", "posts": None}}
    }


async def test_what_does_not_exist_for_the_caller_is_null_and_no_error(stack: Stack) -> None:
    # The roster answers null for p-unknown: what must not be null makes the person null, and the list stands.
    guests = '{ guests(ids: ["p1", "p-unknown", "p2"]) { id %s } }'
    assert await stack.ask(guests % "called: name") == {
        "data": {"guests": [{"id": "p1", "called": "王一"}, None, {"id": "p2", "called": "李二"}]}
    }
    assert (await stack.ask(guests % "posts"))["data"]["guests"][1] == {"id": "p-unknown", "posts": None}
    assert (await stack.ask('{ guests(ids: ["p-unknown", "p-unknown"]) { name unit { name } } }')) == {
        "data": {"guests": [None, None]}
    }


async def test_what_does_not_exist_is_an_error_where_something_must_stand(stack: Stack) -> None:
    answer = await stack.ask('{ units { name } hosts(ids: ["p1", "p-unknown"]) { name } }')
    assert answer["data"] is None
    assert [(one["path"], one["extensions"]["code"]) for one in answer["errors"]] == [
        (["hosts", 1, "name"], "NULL_IN_NON_NULL")
    ]


async def test_an_entity_whose_service_failed_is_no_entity_that_does_not_exist(stack: Stack) -> None:
    answer = await stack.ask('{ guests(ids: ["p-broken", "p-unknown"]) { name } }')
    assert answer["data"] == {"guests": [None, None]}
    assert [(one["path"][:2], one["extensions"]["code"]) for one in answer["errors"]] == [
        (["guests", 0], "SERVICE_ERROR")
    ]


async def test_what_the_planner_cannot_plan_has_a_code(stack: Stack) -> None:
    response = await stack.post({"query": '{ unit(id: "u1") { topics { unit { rank } } } }'})
    assert response.status == 500
    assert (await response.json())["errors"][0]["extensions"]["code"] == "OPERATION_NOT_PLANNABLE"


async def test_introspection_is_answered_by_the_gateway(stack: Stack) -> None:
    answer = await stack.ask(get_introspection_query(descriptions=True))
    schema = build_client_schema(answer["data"])
    assert set(schema.query_type.fields) >= {"units", "meetings", "documents"}
    assert schema.type_map["Meeting"].description == "政府常务会议"
    assert not [name for name in schema.type_map if name.startswith(("_", "join__", "link__")) and name[:2] != "__"]
    mixed = await stack.ask(
        """query($name: String!) {
          t: __type(name: $name) { ...T } units(first: 1) { id } __typename ...Root }
          fragment Root on Query { __schema { queryType { name } } }
          fragment T on __Type { name kind }""",
        {"name": "Unit"},
    )
    assert mixed["data"] == {
        "t": {"name": "Unit", "kind": "OBJECT"},
        "units": [{"id": "u1"}],
        "__typename": "Query",
        "__schema": {"queryType": {"name": "Query"}},
    }


async def test_identity_and_threads_travel_to_the_services(stack: Stack) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    headers = stack.headers(traceparent=trace, **{"x-request-id": "request-0002"})
    response = await stack.client.post(f"{stack.url}/graphql", json={"query": "{ asker }"}, headers=headers)
    assert response.headers["x-request-id"] == "request-0002"
    assert (await response.json())["data"]["asker"] == [headers["authorization"], "request-0002", trace]


async def test_one_entity_is_asked_for_once(stack: Stack) -> None:
    before = dict(SEEN)
    answer = await stack.ask("{ strangers(count: 100) { name } }")
    assert len(answer["data"]["strangers"]) == 100
    assert {one["name"] for one in answer["data"]["strangers"]} == {"王一", "李二", "赵三"}
    assert SEEN["persons"] - before["persons"] == 3
