"""What every rule of topics looks at first: the file, the way and the scope of the topic before it."""

from services.kernel.rules import Case
from services.meetings.columns import Path, Scope
from services.meetings.procedures import procedure
from services.meetings.topics.dossier import Dossier
from services.meetings.topics.model import Topic


def file_of(case: Case[Topic]) -> Dossier:
    """The topic's file with what the act brings, or an empty one."""
    return case.given if isinstance(case.given, Dossier) else Dossier()


def path_of(case: Case[Topic]) -> Path:
    return procedure(case.subject.kind).path


def scope_of(case: Case[Topic]) -> Scope | None:
    return procedure(case.subject.kind).scope(case.subject.scope_code)
