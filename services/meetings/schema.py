"""The meetings subgraph: its parts put together."""

import strawberry

from services.kernel.graphql.files import file_mutation
from services.kernel.graphql.schema import build_schema
from services.meetings.activities.schema import ActivityMutation, ActivityQuery
from services.meetings.attendance.bulletin.model import AbsenceExplanation
from services.meetings.attendance.bulletin.schema import BulletinMutation, BulletinQuery
from services.meetings.attendance.schema import AttendanceMutation, AttendanceQuery
from services.meetings.calendars.schema import CalendarMutation, CalendarQuery
from services.meetings.countywide.schema import CountyWideMutation, CountyWideQuery
from services.meetings.decisions.change.model import DecisionEvaluation
from services.meetings.decisions.schema import DecisionMutation, DecisionQuery
from services.meetings.minutes.correction.schema import CorrectionMutation
from services.meetings.minutes.scans.model import MinutesScan
from services.meetings.minutes.scans.schema import ScanMutation
from services.meetings.minutes.schema import MinutesMutation, MinutesQuery
from services.meetings.papers.schema import PaperMutation
from services.meetings.press.schema import PressMutation, PressQuery
from services.meetings.sittings.clocks.schema import ClockSubscription
from services.meetings.sittings.material.model import MeetingMaterial
from services.meetings.sittings.material.schema import MaterialMutation, MaterialQuery
from services.meetings.sittings.schema import MeetingMutation, MeetingQuery
from services.meetings.statistics.schema import StatisticsMutation, StatisticsQuery
from services.meetings.topics.groundwork.model import Groundwork
from services.meetings.topics.preparation.model import Material
from services.meetings.topics.schema import TopicMutation, TopicQuery


@strawberry.type
class Query(
    TopicQuery,
    MeetingQuery,
    AttendanceQuery,
    BulletinQuery,
    DecisionQuery,
    MinutesQuery,
    CountyWideQuery,
    ActivityQuery,
    CalendarQuery,
    PressQuery,
    MaterialQuery,
    StatisticsQuery,
):
    """What may be read."""


FileMutation = file_mutation(
    "meetings", Material, MeetingMaterial, Groundwork, DecisionEvaluation, MinutesScan, AbsenceExplanation
)


@strawberry.type
class Mutation(
    TopicMutation,
    MeetingMutation,
    AttendanceMutation,
    BulletinMutation,
    DecisionMutation,
    MinutesMutation,
    CountyWideMutation,
    ActivityMutation,
    CalendarMutation,
    CorrectionMutation,
    ScanMutation,
    PressMutation,
    MaterialMutation,
    StatisticsMutation,
    PaperMutation,
    FileMutation,  # type: ignore[misc, valid-type] # made by a function, for each service its own names
):
    """What may be done."""


@strawberry.type
class Subscription(ClockSubscription):
    """What may be followed."""


schema = build_schema(Query, Mutation, Subscription)
