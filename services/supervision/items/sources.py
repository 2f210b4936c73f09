"""Where items come from (督办事项来源), by which clause, and who supervises them (DC-3, DC-5, DC-6, AMB-08)."""

from dataclasses import dataclass

from services.contracts.words.supervision import SourceType as T


@dataclass(frozen=True)
class Source:
    """One source; `meeting`: a decision in minutes; `section`: 口股室 of the leader, not 督查室, supervises it."""

    kind: T
    clauses: tuple[str, ...]
    meeting: bool = False
    section: bool = False


SOURCES: tuple[Source, ...] = (
    Source(T.MAJOR_DEPLOYMENT, ("DC-5.1", "GZ-27")),
    Source(T.MUNICIPAL_WORK_REPORT, ("DC-5.2",)),
    Source(T.COUNTY_WORK_REPORT, ("DC-5.2",)),
    Source(T.PUBLIC_PROMISE, ("DC-5.2",)),
    Source(T.PLENARY_MEETING, ("DC-5.3",), meeting=True),
    Source(T.STANDING_MEETING, ("DC-5.3", "CW-6.3a"), meeting=True),
    Source(T.MAYOR_MEETING, ("DC-5.3", "BG-9"), meeting=True),
    Source(T.COMMISSIONED_MEETING, ("DC-5.3", "ZT-8"), meeting=True),
    Source(T.INSTRUCTION, ("DC-5.4", "GZ-27")),
    Source(T.CONGRESS_SUGGESTION, ("DC-5.5", "GZ-26.1")),
    Source(T.CPPCC_PROPOSAL, ("DC-5.5", "GZ-26.1")),
    Source(T.MEDIA_REPORT, ("DC-5.6", "GZ-26.3")),
    Source(T.INTERNAL_PUBLICATION, ("DC-5.6",)),
    Source(T.INTERNET_SUPERVISION, ("DC-5.6", "GZ-26.3")),
    Source(T.PEOPLE_CN_MESSAGE, ("DC-5.6", "GZ-26.3")),
    Source(T.COUNTY_HEAD_MAILBOX, ("DC-5.6", "GZ-26.3")),
    Source(T.INSPECTION_FINDING, ("DC-5.7", "GZ-26.2")),
    Source(T.AUDIT_FINDING, ("DC-5.7", "GZ-26.2")),
    Source(T.LEADER_ASSIGNMENT, ("DC-5.7", "GZ-7")),
    Source(T.SPECIAL_MEETING, ("DC-6.1", "ZT-8"), meeting=True, section=True),
    Source(T.FIELD_RESEARCH, ("DC-6.1",), section=True),
    Source(T.INSTRUCTION_PAPER, ("DC-6.2", "GZ-27"), section=True),
    Source(T.REFERRED_PAPER, ("DC-7.1",)),
    Source(T.PUBLIC_CONTACT, ("DC-7.1",)),
    Source(T.JUDICIAL, ("GZ-26.2",)),
    Source(T.OFFICE_PROPOSAL, ("DC-5.0",)),
)
BY_KIND = {source.kind: source for source in SOURCES}
MEETING_SOURCES = tuple(source.kind for source in SOURCES if source.meeting)
