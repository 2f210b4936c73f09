"""What the county's roster file says, as rows; ids come from codes and logins, so that everybody gets the same."""

import hashlib
from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from services.contracts.county import RosterFile
from services.directory.roster import model

Rows = dict[UUID, dict[str, Any]]


def unit_id(code: str) -> UUID:
    """The id of the unit with this code, in every county's tools."""
    return uuid5(NAMESPACE_URL, f"zhengban:unit:{code}")


def person_id(login: str) -> UUID:
    """The id of the person with this login."""
    return uuid5(NAMESPACE_URL, f"zhengban:person:{login}")


def holding_id(login: str, post: str, code: str) -> UUID:
    """The id of a post held by a person in a unit, however often."""
    return uuid5(NAMESPACE_URL, f"zhengban:holding:{login}/{post}/{code}")


def fingerprint(file: RosterFile) -> str:
    """The same content, the same SHA-256; comments and spelling of the file do not count."""
    return hashlib.sha256(file.model_dump_json().encode()).hexdigest()


def persons(file: RosterFile) -> Rows:
    return _ordered((person_id(row.login), {"login": row.login, "name": row.name}) for row in file.persons)


def dated_rows(file: RosterFile) -> dict[type[model.Dated], Rows]:
    """All rows with validity that the file states, by table."""
    return {
        model.Unit: _ordered(_units(file)),
        model.Holding: _ordered(_holdings(file)),
        model.Portfolio: _ordered(_portfolios(file)),
        model.SubstitutePair: _ordered(_pairs(file)),
        model.External: _ordered(_externals(file)),
    }


def _ordered(rows: Iterable[tuple[UUID, dict[str, Any]]]) -> Rows:
    return {row_id: {**values, "order": order} for order, (row_id, values) in enumerate(rows, start=1)}


def _units(file: RosterFile) -> Iterable[tuple[UUID, dict[str, Any]]]:
    for row in file.units:
        values = row.model_dump(exclude={"parent", "roles"})
        yield (
            unit_id(row.code),
            {
                **values,
                "parent_id": unit_id(row.parent) if row.parent else None,
                "roles": [role.value for role in row.roles],
            },
        )


def _holdings(file: RosterFile) -> Iterable[tuple[UUID, dict[str, Any]]]:
    for person in file.persons:
        for row in person.posts:
            yield (
                holding_id(person.login, row.post, row.unit),
                {
                    "person_id": person_id(person.login),
                    "post": row.post,
                    "unit_id": unit_id(row.unit),
                    "title": row.title,
                    "main": row.main,
                },
            )


def _portfolios(file: RosterFile) -> Iterable[tuple[UUID, dict[str, Any]]]:
    for row in file.portfolios:
        yield (
            uuid5(NAMESPACE_URL, f"zhengban:portfolio:{row.leader}"),
            {
                "leader_id": person_id(row.leader),
                "areas": list(row.areas),
                "unit_ids": [unit_id(code) for code in row.units],
                "deputy_director_id": person_id(row.deputy_director),
                "section_id": unit_id(row.section),
            },
        )


def _pairs(file: RosterFile) -> Iterable[tuple[UUID, dict[str, Any]]]:
    for first, second in file.ab_pairs:
        for a, b in ((first, second), (second, first)):
            pair_id = uuid5(NAMESPACE_URL, f"zhengban:substitute-pair:{a}/{b}")
            yield pair_id, {"a_id": person_id(a), "b_id": person_id(b)}


def _externals(file: RosterFile) -> Iterable[tuple[UUID, dict[str, Any]]]:
    for row in file.externals:
        yield (
            uuid5(NAMESPACE_URL, f"zhengban:external:{row.name}/{row.post}/{row.unit}"),
            {
                "name": row.name,
                "post": row.post,
                "title": row.title,
                "unit_id": unit_id(row.unit) if row.unit else None,
            },
        )
