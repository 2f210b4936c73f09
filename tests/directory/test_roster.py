"""The roster: imported once, changed in versions, asked for any day."""

import asyncio
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import yaml
from sqlalchemy import func, select

from services.contracts.directory import RosterPublished
from services.directory.import_county import import_county
from services.directory.roster.commands import MAX_BYTES
from services.directory.roster.county_file import holding_id, person_id, unit_id
from services.directory.roster.model import RosterRelease
from services.kernel.database import open_engine, open_sessions
from services.kernel.events import Envelope
from services.kernel.roster import Roster
from services.kernel.settings import ROOT
from services.kernel.store import AuditEntry, OutboxRow, RosterCopy
from tests.directory.conftest import COUNTY, settings_on
from tests.service import RunningService

RELEASE = "__typename ... on RosterRelease { version note } ... on Refusal { violations { code messageZh } }"
ASSIGN = "mutation($input: AppointmentInput!, $act: ActInput) { assignPost(input: $input, act: $act) { %s } }" % RELEASE
END = "mutation($id: ID!, $day: Date!) { endHolding(id: $id, lastDay: $day) { %s } }" % RELEASE


async def published(service: RunningService) -> list[RosterPublished]:
    async with service.runtime.sessions() as session:
        rows = select(OutboxRow.payload).where(OutboxRow.subject == RosterPublished.bus_subject())
        payloads = (await session.execute(rows.order_by(OutboxRow.seq))).scalars()
        return [Envelope.load(payload or b"").read(RosterPublished) for payload in payloads]


def a_county(folder: Path, change: Any = lambda roster: None) -> Path:
    """A copy of the county's folder, with its roster changed."""
    roster = yaml.safe_load((COUNTY / "roster.yaml").read_text(encoding="utf-8"))
    change(roster)
    folder.mkdir(exist_ok=True)
    (folder / "roster.yaml").write_text(yaml.safe_dump(roster, allow_unicode=True), encoding="utf-8")
    (folder / "policies.yaml").write_bytes((COUNTY / "policies.yaml").read_bytes())
    return folder


async def test_the_same_list_is_taken_over_once(dsn: str, tmp_path: Path) -> None:
    first = await import_county(settings_on(dsn, COUNTY))
    again = await import_county(settings_on(dsn, a_county(tmp_path)))
    assert "第1版" in first
    assert "新增6年" in first
    assert again == "花名册没有变化；新增0年工作日历"
    engine = open_engine(dsn, 1)
    async with open_sessions(engine)() as session:
        counts = [
            await session.scalar(select(func.count()).select_from(t)) for t in (OutboxRow, RosterRelease, AuditEntry)
        ]
        size = await session.scalar(select(RosterRelease.bytes))
    await engine.dispose()
    assert counts == [1, 1, 1]
    assert size is not None
    assert size < MAX_BYTES


async def test_two_imports_at_once_make_one_version(dsn: str) -> None:
    done = await asyncio.gather(*(import_county(settings_on(dsn, COUNTY)) for _ in range(3)))
    assert sum("第1版" in each for each in done) == 1


async def test_a_changed_list_ends_and_adds_rows(dsn: str, tmp_path: Path) -> None:
    """From its `valid_from` on; before that day everything stays as it was."""
    await import_county(settings_on(dsn, COUNTY))

    def change(roster: dict[str, Any]) -> None:
        roster["valid_from"] = date(2022, 6, 1)
        head = next(
            p for p in roster["persons"] if any(h["post"] == "UNIT_HEAD" and h["unit"] == "CZJ" for h in p["posts"])
        )
        head["posts"] = [h for h in head["posts"] if h["unit"] != "CZJ"] or [
            {"post": "UNIT_CLERK", "unit": "CZJ", "title": "县财政局四级调研员"}
        ]
        roster["persons"].append(
            {
                "login": "new.head",
                "name": "新局长",
                "posts": [{"post": "UNIT_HEAD", "unit": "CZJ", "title": "县财政局局长", "main": True}],
            }
        )
        next(u for u in roster["units"] if u["code"] == "LYJ")["name"] = "平利县林业和草原局"

    assert "第2版" in await import_county(settings_on(dsn, a_county(tmp_path, change)))
    engine = open_engine(dsn, 1)
    async with open_sessions(engine)() as session:
        copy = await session.get_one(RosterCopy, 1)
    await engine.dispose()
    roster = Roster.read(copy.snapshot)
    before, after = roster.as_of(date(2022, 5, 31)), roster.as_of(date(2022, 6, 1))
    finance, forestry = unit_id("CZJ"), unit_id("LYJ")
    assert after.holders("UNIT_HEAD", finance)[0].id == person_id("new.head")
    assert before.holders("UNIT_HEAD", finance)[0].id != person_id("new.head")
    assert (before.unit_name(forestry), after.unit_name(forestry)) == ("平利县林业局", "平利县林业和草原局")
    assert len(before.units) == len(after.units)


async def test_a_list_of_the_same_day_corrects(dsn: str, tmp_path: Path) -> None:
    await import_county(settings_on(dsn, COUNTY))

    def change(roster: dict[str, Any]) -> None:
        roster["persons"][0]["name"] = "陈文按"
        roster["portfolios"][0]["areas"] = ["县政府全面工作"]
        roster["externals"].pop()

    await import_county(settings_on(dsn, a_county(tmp_path, change)))
    engine = open_engine(dsn, 1)
    async with open_sessions(engine)() as session:
        copy = await session.get_one(RosterCopy, 1)
    await engine.dispose()
    assert copy.version == 2
    assert copy.snapshot["persons"][0]["name"] == "陈文按"
    assert copy.snapshot["portfolios"][0]["areas"] == ["县政府全面工作"]
    assert len(copy.snapshot["externals"]) == 9
    assert not [row for row in copy.snapshot["posts"] if row["valid_until"]]


async def test_the_command_says_what_it_did(dsn: str, tmp_path: Path) -> None:

    async def run(county: Path) -> tuple[int, str, str]:
        environment = {**os.environ, "ZHENGBAN_DSN": dsn, "ZHENGBAN_COUNTY": str(county), "PYTHONPATH": str(ROOT)}
        argv = [sys.executable, "-m", "services.directory.import_county"]
        process = await asyncio.create_subprocess_exec(
            *argv, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        out, error = await process.communicate()
        return process.returncode or 0, out.decode(), error.decode()

    code, said, _ = await run(COUNTY)
    assert (code, said[:6]) == (0, "花名册第1版")

    def change(roster: dict[str, Any]) -> None:
        roster["valid_from"] = date(2020, 1, 1)

    code, _, why = await run(a_county(tmp_path, change))
    assert (code, "valid_from" in why, "Traceback" in why) == (1, True, False)

    def misspell(roster: dict[str, Any]) -> None:
        roster["units"][0]["kind"] = "VILLAGE"

    code, _, why = await run(a_county(tmp_path, misspell))
    assert (code, "花名册文件有误" in why, "Traceback" in why) == (1, True, False)


async def test_the_running_service_publishes_what_was_imported(directory: RunningService) -> None:
    async def waiting() -> int:
        async with directory.runtime.sessions() as session:
            unsent = select(func.count()).select_from(OutboxRow).where(OutboxRow.published_at.is_(None))
            return await session.scalar(unsent) or 0

    while await waiting():
        await asyncio.sleep(0.05)
    first = (await published(directory))[0]
    stream = await directory.runtime.bus.js.stream_info("EVT_DIRECTORY")
    assert stream.state.messages >= 1
    assert len(first.units) == 67
    assert len(orjson.dumps(first.model_dump(mode="json"))) < MAX_BYTES
    pairs = [(pair.a_id, pair.b_id) for pair in first.ab_pairs]
    assert pairs[0] == (person_id("lin.qiulin"), person_id("sun.zhenghe"))
    assert pairs[1] == (person_id("sun.zhenghe"), person_id("lin.qiulin"))


async def test_everybody_sees_the_directory(directory: RunningService) -> None:
    query = """{ unit(code: "CZJ") { name shortName kind supervised roles parent { code }
                 head { name title posts { post title lastDay unit { code } } }
                 leader { name } portfolio { areas leader { name } deputyDirector { name } section { code } } } }"""
    unit = await directory.ask(query, as_="guo.jianzhou")
    assert unit["name"] == "平利县财政局"
    assert unit["head"]["posts"][0]["post"] == "UNIT_HEAD"
    assert unit["leader"] == {"name": "林秋林"}
    assert unit["portfolio"]["section"] == {"code": "KZH"}
    assert await directory.error_code(query) == "UNAUTHENTICATED"
    veto = await directory.ask("{ units(filter: {role: VETO}) { code } }", as_="guo.jianzhou")
    assert {each["code"] for each in veto} == {"WJJ", "YJJ", "XFJ", "STHJ"}
    section = await directory.ask('{ unit(code: "MSG") { head { name } } }', as_="guo.jianzhou")
    assert section["head"]
    deputies = await directory.ask("{ persons(filter: {post: DEPUTY_HEAD}) { name } }", as_="guo.jianzhou")
    assert len(deputies) == 6
    assert await directory.error_code('{ unit(code: "NONE") { name } }', as_="guo.jianzhou") == "NOT_FOUND"
    assert await directory.error_code("{ unit { name } }", as_="guo.jianzhou") == "BAD_USER_INPUT"


async def test_entities_are_found_by_reference(directory: RunningService) -> None:
    query = """query($them: [_Any!]!) { _entities(representations: $them) {
                 ... on Unit { name head { name } } ... on Person { name title } } }"""
    them = [
        {"__typename": "Unit", "id": str(unit_id("SFJ"))},
        {"__typename": "Person", "id": str(person_id("chen.wenan"))},
        {"__typename": "Person", "id": str(person_id("nobody"))},
    ]
    found = await directory.ask(query, as_="gao.dening", them=them)
    assert [each and each["name"] for each in found] == ["平利县司法局", "陈文安", None]


async def test_a_post_is_ended_and_another_takes_it(directory: RunningService) -> None:
    unit = str(unit_id("QXJ"))
    before = await directory.ask("{ rosterVersion }", as_="gao.dening")
    head = {"login": "wang.qi", "post": "UNIT_HEAD", "unitId": unit, "title": "县气象局局长", "validFrom": "2022-03-01"}
    refused = await directory.ask(ASSIGN, as_="gao.dening", input=head)
    assert [v["code"] for v in refused["violations"]] == ["PROFILE_INCOMPLETE"]
    done = await directory.ask(ASSIGN, as_="gao.dening", input={**head, "name": "王齐", "main": True})
    assert done["version"] == before + 1
    other = {**head, "login": "zhao.ba", "name": "赵八", "validFrom": "2022-06-01"}
    refused = await directory.ask(ASSIGN, as_="gao.dening", input=other)
    assert "主要负责人" in refused["violations"][0]["messageZh"]
    ended = await directory.ask(
        END, as_="gao.dening", id=str(holding_id("wang.qi", "UNIT_HEAD", "QXJ")), day="2022-05-31"
    )
    assert ended["version"] == before + 2
    assert (await directory.ask(ASSIGN, as_="gao.dening", input=other))["version"] == before + 3
    query = 'query($on: Date!) { unit(code: "QXJ") { head(on: $on) { name } posts(on: $on) { title lastDay } } }'
    seen = {
        on: await directory.ask(query, as_="gao.dening", on=on) for on in ("2022-02-28", "2022-05-31", "2022-06-01")
    }
    assert [seen[on]["head"] and seen[on]["head"]["name"] for on in seen] == [None, "王齐", "赵八"]
    assert seen["2022-05-31"]["posts"][0]["lastDay"] == "2022-05-31"
    assert [event.version for event in await published(directory)][-3:] == [before + 1, before + 2, before + 3]


async def test_only_the_keepers_change_the_roster(directory: RunningService) -> None:
    post = {"login": "li.si", "name": "李四", "post": "UNIT_CLERK", "unitId": str(unit_id("CGZ")), "title": "联络员"}
    refused = await directory.ask(ASSIGN, as_="lin.qiulin", input={**post, "validFrom": "2022-03-01"})
    assert [v["code"] for v in refused["violations"]] == ["ACTOR_NOT_ALLOWED"]
    himself = {**post, "login": "gao.dening", "post": "COUNTY_HEAD", "validFrom": "2022-03-01"}
    refused = await directory.ask(ASSIGN, as_="gao.dening", input=himself)
    assert [v["code"] for v in refused["violations"]] == ["ACTOR_NOT_ALLOWED"]


async def test_enumerations_have_chinese_labels(directory: RunningService) -> None:
    query = "query($enum: String!) { dictionary(enum: $enum) { value label } }"
    scopes = await directory.ask(query, as_="gao.dening", enum="DelegationScope")
    assert {"value": "SIGN", "label": "签发"} in scopes
    assert await directory.error_code(query, as_="gao.dening", enum="Nothing") == "NOT_FOUND"
    every = await directory.ask("{ dictionaries { name entries { label } } }", as_="gao.dening")
    names = {each["name"] for each in every}
    assert {"MeetingKind", "PostCode", "Light", "DocumentKind"} <= names
    assert all(entry["label"] for each in every for entry in each["entries"])
