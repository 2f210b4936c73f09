"""The demo: the county's own regulations become the rulebook, and its next meeting runs under them."""

from pathlib import Path

import aiohttp
from rich.console import Console

from deploy.demo.figures import export_figures
from deploy.demo.meeting import hold_second_meeting, issue_minutes, register_first_meeting
from deploy.demo.notice import issue_regulations
from deploy.demo.office import STARTS_AT, Office, StoryBroken
from deploy.demo.papers import collect
from deploy.demo.people import CLERK, DIRECTOR, EXECUTIVE, INSPECTOR, MAYOR, REVIEWER, County
from deploy.demo.record import Record
from deploy.demo.study import hold_first_study
from deploy.demo.supervision import (
    close_and_extend,
    export_ledger,
    follow_decisions,
    issue_bulletin,
    release_after_party_approval,
    supervise_after_a_month,
)
from deploy.demo.topics import prepare_topics
from deploy.local.stack import Stack

__all__ = ["STARTS_AT", "run"]


ROLES = (
    ("县长", MAYOR),
    ("常务副县长", EXECUTIVE),
    ("县政府办主任", DIRECTOR),
    ("秘书股", CLERK),
    ("督查室主任", INSPECTOR),
    ("司法局审查人员", REVIEWER),
    ("农业农村局局长", "xiang.jiahe"),
    ("应急局局长", "xing.yuheng"),
)
QUERIES = (
    "{ me { person { name title } unreadCount todos(first: 5) { nodes { title due light } } } }",
    "{ meetings(first: 3) { nodes { name state decisions { number text supervisedItem { number state light } } } } }",
    "{ supervisedItems(first: 10, order: DUE_FIRST) { nodes { number title light due leadUnit { name } } } }",
)


def invite(stack: Stack, record: Record) -> None:
    """The address, a token for each role, and three queries to try."""
    say = record.console.print
    say(f"\n系统保持运行，按 Ctrl-C 停止。网关与 GraphiQL：[bold]{stack.gateway_url}[/bold]", highlight=False)
    for role, login in ROLES:
        say(f"\n{role}（{login}）", highlight=False)
        say(f"Bearer {stack.token(login, ttl=8 * 3600)}", highlight=False, soft_wrap=True)
    say("\n可以试试：")
    for query in QUERIES:
        say(f"  {query}", highlight=False, soft_wrap=True, markup=False)


async def run(stack: Stack, out: Path, *, keep: bool) -> bool:
    """Play the story through the gateway and write the papers into `out`; True when every check held."""
    record = Record(Console())
    files: list[Path] = []
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=90)) as http:
        office = Office(stack, http)
        try:
            county = await County.learn(office)
            await office.clock("2022-01-26T08:30")
            await register_first_meeting(office, county, record)
            await issue_regulations(office, county, record)
            topics = await prepare_topics(office, county, record)
            sitting = await hold_second_meeting(office, county, record, topics, topics.law_plan)
            await issue_minutes(sitting)
            followed = await follow_decisions(sitting)
            await hold_first_study(office, county, record)
            await close_and_extend(followed)
            await supervise_after_a_month(followed)
            await release_after_party_approval(followed)
            await issue_bulletin(followed)
            await export_ledger(followed)
            await export_figures(office, county, record)
            files = await collect(office, record, out)
        except StoryBroken as broken:
            record.check("经过", False, str(broken))
    passed = record.conclude(files)
    if keep:
        invite(stack, record)
    return passed
