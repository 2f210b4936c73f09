"""What people ask of the office when they open their screens: one row for each screen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from deploy.bench.reader import Question, Reader
from deploy.demo.people import CLERK, DIRECTOR, MAYOR, RURAL, County

HEAD = "NYNCJ"  # whose head asks
ASSISTANT = "STHJ"  # whose head sees next to nothing: what is searched for among much is rare
WEEK = timedelta(days=6)


@dataclass(frozen=True)
class Known:
    """What the questions name: units and people of the county, today, and the newest of the things that are opened."""

    county: County
    today: date
    meeting_id: str = ""  # whose minutes are out
    topic_id: str = ""
    minutes_id: str = ""
    item_id: str = ""

    @property
    def head(self) -> str:
        return self.county.heads[HEAD]

    @property
    def unit_id(self) -> str:
        return self.county.units[HEAD]


Variables = Callable[[Known], Mapping[str, Any]]


def nothing(_: Known) -> Mapping[str, Any]:
    return {}


def this_year(known: Known) -> Mapping[str, Any]:
    return {"year": known.today.year}


@dataclass(frozen=True)
class Screen:
    """A question as it is asked by people of several posts; add a row below to have one more measured.

    key        for machines, the name of the figure
    title      for people
    query      GraphQL with one field at its top; a list shows `$first` rows
    variables  what the query's other variables are, of what is known
    asked_by   posts of `ASKERS`
    """

    key: str
    title: str
    query: str
    variables: Variables = nothing
    asked_by: tuple[str, ...] = ("县长", "副县长", "办主任", "单位负责人", "垂管单位", "文秘")


ASKERS: Mapping[str, Callable[[Known], str]] = {
    "县长": lambda known: MAYOR,
    "副县长": lambda known: RURAL,
    "办主任": lambda known: DIRECTOR,
    "单位负责人": lambda known: known.head,
    "垂管单位": lambda known: known.county.heads[ASSISTANT],
    "文秘": lambda known: CLERK,
}
OFFICE = ("县长", "副县长", "办主任", "文秘")

PAGE = "pageInfo { hasNextPage endCursor }"
MEETINGS = "nodes { id name kind state startsAt place host { name } } " + PAGE
TOPICS = "nodes { id title kind state urgency flags unit { name } deferralCount } " + PAGE
MEETING = """query($id: ID!) { meeting(id: $id) { id name state startsAt place host { name } agendaVersion
agenda { order state title unit { name } reporter { name } outcome conclusion topic { id state } }
attendees { id category name title status signedInAt leave { state } }
decisions { id number text state leadUnit { name } } minutes { id state documentNumber } papers { title state }
deadlines { key due state } availableActions { name } } }"""
TOPIC = """query($id: ID!) { topic(id: $id) { id title state summary unit { name } opinions { step text }
unitConsultations { result text } materials { number submittedAt files { name } } preliminaryReviews { opinion }
deferrals { reason } meeting { name } availableActions { name } } }"""
LEDGER = (
    """nodes { id number state light title meetingLabel due overdue overdueDays decisionNumber
leadUnit { name } } """
    + PAGE
)
DESK = """query($first: Int!) { me { unreadCount
todos(first: $first) { nodes { id title due light standing ref { type id } } %s }
notices(first: $first) { nodes { id title text deliveredAt readAt } %s } } }""" % (PAGE, PAGE)
COUNTED = """agenda { topics heard deferred longReports latePrints returnedPrints }
deferrals { reason count } topics { total decided rejected withdrawn } materials { versions late returned }"""
COMING = "attendance { due present late leftEarly onLeave absent }"

SCREENS = (
    Screen("desk", "工作台：待办、通知、未读数", DESK),
    Screen(
        "done",
        "工作台：已办",
        "query($first: Int!) { me { done(first: $first) { nodes { id title closedAt } %s } } }" % PAGE,
    ),
    Screen("meetings", "会议列表：首页", "query($first: Int!) { meetings(first: $first) { %s } }" % MEETINGS),
    Screen(
        "meetings_year",
        "　本年的常务会议",
        "query($first: Int!, $a: DateTime!) { meetings(first: $first, filter: { kind: STANDING, after: $a }) { %s } }"
        % MEETINGS,
        lambda known: {"a": f"{known.today.year}-01-01T00:00:00+08:00"},
    ),
    Screen(
        "meetings_state",
        "　已通知的会议",
        "query($first: Int!) { meetings(first: $first, filter: { states: [NOTIFIED, AGENDA_ISSUED] }) { %s } }"
        % MEETINGS,
    ),
    Screen("meeting", "会议：议程、名单、议定事项、纪要", MEETING, lambda known: {"id": known.meeting_id}, OFFICE),
    Screen("topics", "议题列表：首页", "query($first: Int!) { topics(first: $first) { %s } }" % TOPICS),
    Screen(
        "topics_waiting",
        "　已报送待初审的",
        "query($first: Int!) { topics(first: $first, filter: { states: [SUBMITTED] }) { %s } }" % TOPICS,
    ),
    Screen(
        "topics_decided",
        "　已议决的",
        "query($first: Int!) { topics(first: $first, filter: { states: [DECIDED] }) { %s } }" % TOPICS,
    ),
    Screen(
        "topics_unit",
        "　一个单位的",
        "query($first: Int!, $unit: ID!) { topics(first: $first, filter: { unitId: $unit }) { %s } }" % TOPICS,
        lambda known: {"unit": known.unit_id},
    ),
    Screen(
        "topics_flag",
        "　有某一标记的",
        "query($first: Int!) { topics(first: $first, filter: { flag: MAJOR_DECISION }) { %s } }" % TOPICS,
    ),
    Screen(
        "candidates",
        "下次常务会议的候选议题",
        "query($first: Int!) { topicCandidates(first: $first, kind: STANDING) { %s } }" % TOPICS,
        asked_by=OFFICE,
    ),
    Screen("topic", "议题案卷", TOPIC, lambda known: {"id": known.topic_id}, ("县长", "办主任", "文秘")),
    Screen(
        "minutes_list",
        "纪要列表：首页",
        """query($first: Int!) { minutesList(first: $first)
{ nodes { id kind state documentNumber issuedAt meeting { name } } %s } }"""
        % PAGE,
    ),
    Screen(
        "minutes_waiting",
        "　送审中的",
        "query($first: Int!) { minutesList(first: $first, state: IN_REVIEW) { nodes { id kind step } %s } }" % PAGE,
    ),
    Screen(
        "minutes",
        "纪要",
        "query($id: ID!) { minutes(id: $id) { id state entries { heading text } signatures { step } } }",
        lambda known: {"id": known.minutes_id},
        OFFICE,
    ),
    Screen(
        "decisions",
        "议定事项列表：首页",
        "query($first: Int!) { decisions(first: $first) { nodes { id number text state due leadUnit { name } } %s } }"
        % PAGE,
    ),
    Screen(
        "decisions_due",
        "　一个单位在时限前的",
        """query($first: Int!, $unit: ID!, $due: Date!)
{ decisions(first: $first, filter: { leadUnitId: $unit, dueBefore: $due })
{ nodes { id number text due } %s } }"""
        % PAGE,
        lambda known: {"unit": known.unit_id, "due": known.today.isoformat()},
    ),
    Screen(
        "leaves",
        "会议请假列表",
        "query($first: Int!) { meetingLeaves(first: $first) { nodes { id state person { name } } %s } }" % PAGE,
    ),
    Screen(
        "calendar",
        "本人一周日程",
        "query($a: Date!, $b: Date!) { calendarEntries(since: $a, until: $b) { title startsAt endsAt state } }",
        lambda known: {"a": (known.today - WEEK).isoformat(), "b": known.today.isoformat()},
    ),
    Screen(
        "calendar_leader",
        "一位副县长的一周日程",
        """query($a: Date!, $b: Date!, $who: ID!) { calendarEntries(since: $a, until: $b, personId: $who)
{ title startsAt endsAt state } }""",
        lambda known: {
            "a": (known.today - WEEK).isoformat(),
            "b": known.today.isoformat(),
            "who": known.county.people[RURAL],
        },
        ("县长", "办主任", "文秘"),
    ),
    Screen(
        "figures_year",
        "年度会议统计：各类会议",
        """query($year: Int!) { meetingYearFigures(year: $year) { kind months gaps exceptions
held { total held postponed cancelled overlong minutesIssued } %s %s
recordsAndDrafts { due onTime late open } minutesIssue { due onTime late open }
findings { code count } } }"""
        % (COUNTED, COMING),
        this_year,
    ),
    Screen(
        "figures_units",
        "　各单位",
        """query($year: Int!) { unitMeetingFigures(year: $year)
{ unit { name } %s headAttendance { due came absent } } }"""
        % COUNTED,
        this_year,
    ),
    Screen(
        "figures_leaders",
        "　县政府领导",
        """query($year: Int!) { leaderMeetingFigures(year: $year)
{ leader { name } hosted leaves topicsProposed delegated %s } }"""
        % COMING,
        this_year,
    ),
    Screen(
        "figures_meetings",
        "　逐次会议",
        """query($first: Int!) { meetings(first: $first) { nodes { id figures { actualMinutes overlong recordInTime %s
agenda { topics heard deferred } } } %s } }"""
        % (COMING, PAGE),
    ),
    Screen("ledger", "督办台账：首页", "query($first: Int!) { supervisedItems(first: $first) { %s } }" % LEDGER),
    Screen(
        "ledger_due",
        "　时限近的在前",
        """query($first: Int!) { supervisedItems(first: $first, order: DUE_FIRST, filter: { state: [IN_PROGRESS] })
{ %s } }"""
        % LEDGER,
    ),
    Screen(
        "ledger_overdue",
        "　逾期的",
        "query($first: Int!) { supervisedItems(first: $first, filter: { overdue: true }) { %s } }" % LEDGER,
    ),
    Screen(
        "ledger_unit",
        "　一个单位的",
        "query($first: Int!, $unit: ID!) { supervisedItems(first: $first, filter: { unitId: $unit }) { %s } }" % LEDGER,
        lambda known: {"unit": known.unit_id},
    ),
    Screen(
        "item",
        "督办事项",
        """query($id: ID!) { supervisedItem(id: $id) { number state light title timeline { at action }
feedback { summary } leadUnit { name } } }""",
        lambda known: {"id": known.item_id},
        ("县长", "办主任"),
    ),
)
NEWEST_MEETING = """query { meetings(first: 1, filter: { kind: STANDING, states: [MINUTES_ISSUED] })
{ nodes { id minutes { id } agenda { topic { id } } } } }"""
NEWEST_CLOSED = "query { supervisedItems(first: 1, filter: { state: [CLOSED] }) { nodes { id } } }"


async def learn(county: County, today: date, director: Reader) -> Known:
    """Find the things that the questions open."""
    meeting = (await director.ask(Question(NEWEST_MEETING)))["nodes"][0]
    item = (await director.ask(Question(NEWEST_CLOSED)))["nodes"][0]
    topic, minutes = meeting["agenda"][0]["topic"], meeting["minutes"]
    return Known(county, today, meeting["id"], topic["id"], minutes["id"], item["id"])
