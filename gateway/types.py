"""Which concrete types stand behind each name of the supergraph, hidden ones included."""

from collections.abc import Iterable

from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    StringValueNode,
    UnionTypeDefinitionNode,
)


class PossibleTypes:
    """Possible types as the planner knows them; the API schema may hide some."""

    def __init__(self, supergraph: DocumentNode) -> None:
        self._possible: dict[str, set[str]] = {}
        for definition in supergraph.definitions:
            match definition:
                case UnionTypeDefinitionNode():
                    members = {member.name.value for member in definition.types or ()}
                    self._possible.setdefault(definition.name.value, set()).update(members)
                case ObjectTypeDefinitionNode() | InterfaceTypeDefinitionNode():
                    for interface in definition.interfaces or ():
                        self._possible.setdefault(interface.name.value, set()).add(definition.name.value)

    def concrete(self, names: Iterable[str]) -> frozenset[str]:
        """Every type that satisfies one of the conditions `names`."""
        return frozenset(one for name in names for one in (name, *self._possible.get(name, ())))

    def related(self, name: str) -> frozenset[str]:
        """The types that satisfy the condition `name`, and those for which `name` is one of many."""
        wider = (one for one, members in self._possible.items() if name in members)
        return self.concrete([name]) | frozenset(wider)


def service_names(supergraph: DocumentNode) -> set[str]:
    """The services that the supergraph is composed of."""
    names: set[str] = set()
    for definition in supergraph.definitions:
        if isinstance(definition, EnumTypeDefinitionNode) and definition.name.value == "join__Graph":
            for value in definition.values or ():
                for directive in value.directives or ():
                    names |= {
                        argument.value.value
                        for argument in directive.arguments or ()
                        if argument.name.value == "name" and isinstance(argument.value, StringValueNode)
                    }
    return names
