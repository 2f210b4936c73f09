"""The schemas that front ends build on: committed, described, and alike in every subgraph."""

import re

import pytest
from graphql import parse
from graphql.language import ObjectTypeDefinitionNode

from services.__main__ import SERVICES, sdl
from services.kernel.settings import ROOT

CHINESE = re.compile(r"[\u4e00-\u9fff]")
FEDERATION = {"_Service", "_Entity", "_Any"}


def committed(service: str) -> str:
    return (ROOT / "services" / service / "schema.graphql").read_text(encoding="utf-8")


@pytest.mark.parametrize("service", SERVICES)
def test_committed_sdl_is_fresh(service: str) -> None:
    assert committed(service) == sdl(service), f"python -m services sdl {service}"


@pytest.mark.parametrize("service", SERVICES)
def test_everything_is_described_in_chinese(service: str) -> None:
    bare = []
    for definition in parse(committed(service)).definitions:
        name = getattr(getattr(definition, "name", None), "value", "")
        if name in FEDERATION or (not hasattr(definition, "fields") and not hasattr(definition, "values")):
            continue
        for part in [*(getattr(definition, "fields", None) or ()), *(getattr(definition, "values", None) or ())]:
            if part.name.value.startswith("_"):
                continue
            if part.description is None or not CHINESE.search(part.description.value):
                bare.append(f"{name}.{part.name.value}")
    assert bare == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_mutation_says_how_it_is_done_and_may_be_refused(service: str) -> None:
    wrong = []
    for definition in parse(committed(service)).definitions:
        if not isinstance(definition, ObjectTypeDefinitionNode) or definition.name.value != "Mutation":
            continue
        for field in definition.fields or ():
            if re.match(r"prepare\w+(Upload|Download)$", field.name.value):
                continue
            if "act" not in {argument.name.value for argument in field.arguments or ()}:
                wrong.append(field.name.value)
    assert wrong == []
