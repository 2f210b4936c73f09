"""What an asker names is looked for with his eyes: no command loads an id of its own arguments without its act."""

import ast
import importlib
from collections.abc import Iterator

from services.kernel.sight import shown_kinds
from tests.architecture.test_the_heart import sources

SERVICES = ("directory", "documents", "learning", "meetings", "supervision")


def loads(service: str) -> Iterator[tuple[str, str, bool, bool]]:
    """Where, of which kind, of an argument of the command's own, and with its act, are objects loaded."""
    for path, tree in sources(service):
        for command in ast.walk(tree):
            if isinstance(command, ast.AsyncFunctionDef):
                own = {argument.arg for argument in (*command.args.args, *command.args.kwonlyargs)}
                for call in ast.walk(command):
                    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "load":
                        _, kind, named, *act = call.args
                        where = f"{path.name}: {command.name}"
                        is_own = "act" in own and isinstance(named, ast.Name) and named.id in own
                        yield where, ast.unparse(kind), is_own, bool(act)


def test_what_an_asker_names_is_loaded_with_his_act() -> None:
    found = [load for service in SERVICES for load in loads(service)]
    assert len(found) > 80
    assert [where for where, _, is_own, with_act in found if is_own and not with_act] == []


def test_every_kind_that_is_named_says_who_sees_it() -> None:
    for service in SERVICES:
        importlib.import_module(f"services.{service}.app")
        shown = {kind.__name__ for kind in shown_kinds() if kind.__module__.startswith(f"services.{service}.")}
        assert {kind for _, kind, _, with_act in loads(service) if with_act} <= shown, service


def test_every_type_that_others_refer_to_says_who_sees_it() -> None:
    for service in SERVICES:
        schema = importlib.import_module(f"services.{service}.schema").schema
        origins = [getattr(each.definition, "origin", None) for each in schema.schema_converter.type_map.values()]
        shown = {getattr(each, "table", None) for each in origins if hasattr(each, "resolve_reference")} - {None}
        assert shown
        assert shown <= set(shown_kinds()), service
