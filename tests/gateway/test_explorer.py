"""The examples that GraphiQL opens with can be run."""

from graphql import build_schema, parse, validate

from gateway.composition import SUPERGRAPH
from gateway.node import EXPLORER
from gateway.sidecar import Planner


async def test_the_examples_are_valid_operations() -> None:
    planner = Planner(SUPERGRAPH.read_text())
    await planner.start()
    await planner.close()
    schema = build_schema(planner.schema)
    examples = (EXPLORER / "examples.graphql").read_text().split("# ---\n")
    assert len(examples) >= 3
    for example in examples:
        assert not validate(schema, parse(example)), example
