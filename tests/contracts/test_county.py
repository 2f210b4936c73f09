"""The county's data: the regulations' text is the source's, the roster is complete and without contradiction."""

import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from services.contracts.clauses import clause, register
from services.contracts.county import (
    BlockKind,
    RosterFile,
    read_regulations,
    read_roster,
    read_series,
)
from services.contracts.policies import KINDS, PoliciesWrong, ThresholdRow, read_policies
from services.contracts.words.directory import PostCode, UnitKind, UnitRole
from services.kernel.policies import Policies

ROOT = Path(__file__).resolve().parents[2]
COUNTY = ROOT / "deploy/county"
REGULATIONS = read_regulations(COUNTY)
ROSTER = read_roster(COUNTY)
POLICIES = read_policies(COUNTY)
ABSENT = "ABSENT"


def bare(text: str) -> str:
    return re.sub(r"\s", "", re.sub(r"— \d+ —", "", text))


def holders(post: PostCode) -> list[str]:
    return [person.login for person in ROSTER.persons for held in person.posts if held.post is post]


def units(kind: UnitKind) -> set[str]:
    return {unit.code for unit in ROSTER.units if unit.kind is kind}


def test_the_regulations_are_the_source_word_for_word() -> None:
    notice = REGULATIONS.notice
    date = f"{notice.signed_on.year}年{notice.signed_on.month}月{notice.signed_on.day}日"
    text = [
        notice.letterhead,
        notice.number,
        notice.title,
        notice.addressees,
        "：",
        *notice.body,
        notice.signature,
        date,
    ]
    for regulation in REGULATIONS.regulations:
        text += [regulation.title, *(block.label + block.text for block in regulation.blocks)]
    text += ["抄送：", notice.cc, "。"]
    assert "".join(text) == bare((COUNTY / "pzbf-2022-1.txt").read_text(encoding="utf-8"))


def test_every_block_belongs_to_its_clause() -> None:
    words: dict[str, str] = {}
    for regulation in REGULATIONS.regulations:
        for block in regulation.blocks:
            assert clause(block.clause).regulation == regulation.title
            words[block.clause] = words.get(block.clause, "") + block.label + block.text
            assert bool(block.label) == (block.kind not in (BlockKind.PREAMBLE, BlockKind.PARAGRAPH))
    # The sentence that leads in CW-2.N1 and N2 is filed under 二 here, after its eighth item there.
    lead_in = "以下情况，原则不列入常务会议议题："
    words["CW-2"], words["CW-2.8"] = words["CW-2"].removesuffix(lead_in), words["CW-2.8"] + lead_in
    assert words == {key: bare(found.text) for key, found in register().items() if key != "TZ"}


def test_the_notice_lists_its_annexes() -> None:
    assert re.findall("《(.*?)》", REGULATIONS.notice.body[0]) == [r.title for r in REGULATIONS.regulations]


def test_units_of_the_county() -> None:
    assert len(units(UnitKind.TOWN)) == 11
    assert len(units(UnitKind.DEPARTMENT)) == 25
    assert len(units(UnitKind.DIRECT_BODY)) == 5
    in_scope = {UnitKind.TOWN, UnitKind.DEPARTMENT, UnitKind.DIRECT_BODY, UnitKind.OFFICE}
    assert all(unit.supervised == (unit.kind in in_scope) for unit in ROSTER.units)
    roles = Counter(role for unit in ROSTER.units for role in unit.roles)
    assert roles == {role: {UnitRole.VETO: 4, UnitRole.LIAISON_SECTION: 5}.get(role, 1) for role in UnitRole}
    assert [unit.code for unit in ROSTER.units if unit.assist_only] == ["STHJ"]


def test_posts_of_the_county() -> None:
    expected = {
        PostCode.COUNTY_HEAD: 1,
        PostCode.EXECUTIVE_DEPUTY_HEAD: 1,
        PostCode.DEPUTY_HEAD: 6,
        PostCode.PARTY_GROUP_MEMBER: 2,
        PostCode.PARK_PARTY_SECRETARY: 1,
        PostCode.PARK_DIRECTOR: 1,
        PostCode.OFFICE_DIRECTOR: 1,
        PostCode.DEPUTY_DIRECTOR: 5,
        PostCode.SUPERVISION_CHIEF: 1,
        PostCode.SUPERVISION_CLERK: 3,
        PostCode.SECTION_HEAD: 5,
        PostCode.SUPERVISOR: 2,
        PostCode.LEGALITY_REVIEWER: 1,
        PostCode.ASSESSMENT_CLERK: 1,
        PostCode.ADMINISTRATOR: 1,
        PostCode.AUDITOR: 1,
        PostCode.PUBLISHER: 1,
    }
    assert {post: len(holders(post)) for post in expected} == expected
    assert set(holders(PostCode.EXECUTIVE_DEPUTY_HEAD)) <= set(holders(PostCode.DEPUTY_HEAD))
    guests = Counter(external.post for external in ROSTER.externals)
    assert guests == {
        PostCode.INVITED_LEADER: 3,
        PostCode.CONGRESS_DEPUTY: 3,
        PostCode.CPPCC_MEMBER: 3,
        PostCode.LEGAL_ADVISER: 1,
    }


def test_every_supervised_unit_has_one_head_and_a_clerk() -> None:
    for unit in ROSTER.units:
        held = Counter(post.post for person in ROSTER.persons for post in person.posts if post.unit == unit.code)
        expected = 1 if unit.supervised else 0
        assert (held[PostCode.UNIT_HEAD], held[PostCode.UNIT_CLERK]) == (expected, expected), unit.code
        mains = [p for person in ROSTER.persons for p in person.posts if p.unit == unit.code and p.main]
        has_staff = bool(held)
        assert len(mains) == (1 if has_staff else 0), unit.code


def test_outside_bodies_have_no_accounts() -> None:
    outside = units(UnitKind.OUTSIDE) | units(UnitKind.PARTY_BODY)
    assert not [p for p in ROSTER.persons if any(post.unit in outside for post in p.posts)]


def test_every_supervised_unit_lies_in_a_portfolio() -> None:
    leaders = set(holders(PostCode.COUNTY_HEAD)) | set(holders(PostCode.DEPUTY_HEAD))
    assert {portfolio.leader for portfolio in ROSTER.portfolios} == leaders
    covered = {code for portfolio in ROSTER.portfolios for code in portfolio.units}
    assert covered == {unit.code for unit in ROSTER.units if unit.supervised}
    assert {p.deputy_director for p in ROSTER.portfolios} == set(holders(PostCode.DEPUTY_DIRECTOR))
    sections = {unit.code for unit in ROSTER.units if UnitRole.LIAISON_SECTION in unit.roles}
    assert {p.section for p in ROSTER.portfolios} == sections
    serving = {(p.deputy_director, p.section) for p in ROSTER.portfolios}
    assert len(serving) == 5, "one deputy director for each 口"


def test_five_substitute_pairs_cover_the_deputy_heads() -> None:
    deputies = set(holders(PostCode.DEPUTY_HEAD))
    assert len({frozenset(pair) for pair in ROSTER.ab_pairs}) == len(ROSTER.ab_pairs) == 5
    assert {login for pair in ROSTER.ab_pairs for login in pair} == deputies
    assert {login for pair in ROSTER.ab_pairs[:3] for login in pair} == deputies, "the first three cover everybody"


def test_names_and_logins() -> None:
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+", person.login) for person in ROSTER.persons)
    names = [person.name for person in ROSTER.persons] + [external.name for external in ROSTER.externals]
    assert len(set(names)) == len(names)
    assert all(name.encode("gb2312") for name in names), "every font of an official paper has these characters"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda r: r["persons"].append(r["persons"][0]), "login .* stands twice"),
        (lambda r: r["persons"][0]["posts"][0].update(unit="NIL"), "no unit NIL"),
        (lambda r: r["persons"][0]["posts"][0].update(post="KING"), "KING|COUNTY_HEAD"),
        (lambda r: r["units"].append(r["units"][0]), "unit XZF stands twice"),
        (lambda r: r["ab_pairs"].append(["nobody", "nobody"]), "no login nobody"),
        (lambda r: r["portfolios"][0]["units"].append("FGJ"), "portfolio of FGJ stands twice"),
        (lambda r: r["persons"][1]["posts"][0].update(main=True), "main post of XZF stands twice"),
        (lambda r: r.update(color="red"), "Extra inputs"),
    ],
)
def test_a_roster_that_contradicts_itself_is_refused(change: Any, complaint: str) -> None:
    roster = yaml.safe_load((COUNTY / "roster.yaml").read_text(encoding="utf-8"))
    change(roster)
    with pytest.raises(ValidationError, match=complaint):
        RosterFile.model_validate(roster)


def test_number_series() -> None:
    series = read_series(COUNTY)
    assert series["OFFICE_PAPER"].number(2022, 1) == REGULATIONS.notice.number
    assert series["STANDING_MINUTES"].number(2022, 2) == "常务会议纪要〔2022〕第2次"
    assert [row.key for row in series.values() if row.restricted] == ["REFERRAL"]
    for row in series.values():
        assert row.owner in {"documents", "meetings"}
        assert not re.search(r"[\[\]【】()]", row.number(2022, 1)), "brackets are 〔〕"
    printed = [row.number(2022, 1) for row in series.values() if row.owner == "documents"]
    assert len(set(printed)) == len(printed)


def test_policies_say_where_they_come_from() -> None:
    assert all(row.source and row.unit for row in POLICIES.values())
    for row in POLICIES.values():
        for clause_id in re.findall(r"\b[A-Z]{2}-\d[\w.]*", row.source):
            clause(clause_id)
    assert POLICIES.keys() == KINDS.keys()


def test_the_kernel_reads_the_policies() -> None:
    policies = Policies.load(COUNTY)
    assert policies.number("consult_days_norm") == 15
    assert policies.flag("allow_late_extension") is False
    assert policies.text("quorum_ratio") == "off"
    assert policies.rows("money_thresholds") == ()
    assert policies.limit("quorum_ratio") is None


def changed(folder: Path, **values: Any) -> dict[str, Any]:
    """The county's policies with these values, as a county would write them."""
    rows = yaml.safe_load((COUNTY / "policies.yaml").read_text(encoding="utf-8"))["policies"]
    settled = [{**row, "value": values.get(row["name"], row["value"])} for row in rows]
    rows = [row for row in settled if row["value"] != ABSENT]
    rows += [{"name": name, "value": 1, "unit": "项", "source": "本县"} for name in values.keys() - KINDS.keys()]
    (folder / "policies.yaml").write_text(yaml.safe_dump({"policies": rows}, allow_unicode=True), encoding="utf-8")
    return {name: row.value for name, row in read_policies(folder).items()}


def test_a_county_settles_what_the_texts_leave_open(tmp_path: Path) -> None:
    settled = changed(
        tmp_path,
        money_thresholds=[{"flag": "LARGE_FUNDS", "from": 500}],
        government_terms=["2021-11-01"],
        quorum_ratio=50,
        session_numbering="term",
    )
    assert settled["money_thresholds"] == (ThresholdRow.model_validate({"flag": "LARGE_FUNDS", "from": 500}),)
    assert settled["government_terms"] == (date(2021, 11, 1),)
    assert (settled["quorum_ratio"], settled["session_numbering"]) == (50, "term")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("money_thresholds", [{"flag": "LARGE_SUMS", "from": 500}]),
        ("money_thresholds", [{"flag": "LARGE_FUNDS", "from": 0}]),
        ("money_thresholds", [{"flag": "LARGE_FUNDS"}]),
        ("report_limit_min", 0),
        ("report_limit_min", "10"),
        ("quorum_ratio", 101),
        ("discussion_limit_min", False),
        ("agenda_signer", "UNIT_HEAD"),
        ("annual_cutoff", "13-20"),
        ("late_material", "ask"),
        ("zt_deputy_check", "on"),
        ("meeting_limit_min", ABSENT),
        ("no_such_policy", 1),
    ],
)
def test_a_slip_in_the_policies_is_named_before_anything_starts(tmp_path: Path, name: str, value: Any) -> None:
    with pytest.raises(PoliciesWrong, match=name):
        changed(tmp_path, **{name: value})


def test_a_service_does_not_start_with_a_slip_in_the_policies(tmp_path: Path) -> None:
    with pytest.raises(PoliciesWrong):
        changed(tmp_path, late_material="perhaps")
    environment = {**os.environ, "ZHENGBAN_COUNTY": str(tmp_path), "PYTHONPATH": str(ROOT)}
    started = [sys.executable, "-m", "services", "meetings"]
    done = subprocess.run(started, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith("政策参数文件")
    assert "late_material" in done.stderr
