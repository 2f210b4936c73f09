"""What the gateway costs: a page of the ledger through it, and the same page straight from supervision."""

from collections.abc import Sequence

from deploy.bench.figures import Figure, p50
from deploy.bench.reader import Question, Reader

ROWS = 100
WARM_ROUNDS = 15
ROUNDS = 60
FIELDS = """id number state light title content sourceType basis meetingLabel meetingDate category handler due
originalDue overdue overdueDays progress percent registeredOn dispatchedAt closedOn onTime extensionCount urgeCount
warningCount"""
PAGE = "query { supervisedItems(first: %d) { nodes { %%s } pageInfo { hasNextPage endCursor } } }" % ROWS
PLAIN = Question(PAGE % FIELDS)
WITH_DECISION = Question(PAGE % f"{FIELDS} decision {{ number text topicTitle state due }}")
WITH_BOTH = Question(PAGE % f"{FIELDS} decision {{ number text topicTitle state due }} leadUnit {{ name shortName }}")


async def measure_ledger(through: Reader, straight: Reader) -> list[Figure]:
    """All pages in turn, round by round, so that whatever else the machine does meets each of them alike."""
    joined = (await through.ask(WITH_BOTH))["nodes"]
    if len(joined) != ROWS or not all(row["decision"] and row["leadUnit"]["name"] for row in joined):
        raise ValueError(f"the ledger has only {len(joined)} rows, or rows without decision or unit")
    asked = ((straight, PLAIN), (through, PLAIN), (through, WITH_DECISION), (through, WITH_BOTH))
    seconds: Sequence[list[float]] = [[] for _ in asked]
    for _ in range(WARM_ROUNDS + ROUNDS):
        for (reader, question), taken in zip(asked, seconds, strict=True):
            taken.append(await reader.timed(question))
    alone, plain, decision, both = (p50(taken[WARM_ROUNDS:]) * 1000 for taken in seconds)
    note = f"{ROUNDS}轮，交替请求"
    return [
        Figure("ledger_subgraph_p50", f"督办台账一页{ROWS}行：直接向督查服务", alone, "ms", note=note),
        Figure("ledger_gateway_p50", "　经网关", plain, "ms"),
        Figure("ledger_ratio", "　经网关 ÷ 直接", plain / alone, "×", 1.3),
        Figure(
            "ledger_decision_ratio", "　联查议定事项（会议）÷ 直接", decision / alone, "×", note=f"{decision:.1f}毫秒"
        ),
        Figure(
            "ledger_joined_ratio", "　联查议定事项、单位（会议、名册）÷ 直接", both / alone, "×", note=f"{both:.1f}毫秒"
        ),
    ]
