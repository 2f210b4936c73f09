"""The demo: the county's own regulations become the rulebook, and its next meeting runs under them."""

from pathlib import Path

import aiohttp
from rich.console import Console

from deploy.demo.meeting import hold_second_meeting, issue_minutes, register_first_meeting
from deploy.demo.notice import issue_regulations
from deploy.demo.office import STARTS_AT, Office, StoryBroken
from deploy.demo.papers import collect
from deploy.demo.people import County
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
            files = await collect(office, record, out)
        except StoryBroken as broken:
            record.check("经过", False, str(broken))
    return record.conclude(files)
