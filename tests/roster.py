"""A small roster for service tests: a few leaders, the office, two departments, a town."""

from typing import Any

from tests.service import FOUNDED, known_id

UNITS = {
    "county": ("平利县人民政府", "LEADERSHIP", ()),
    "office": ("县政府办公室", "OFFICE", ()),
    "supervision": ("县政府办（督查室）", "SECTION", ("SUPERVISION_OFFICE",)),
    "section-a": ("综合一股", "SECTION", ("LIAISON_SECTION",)),
    "finance": ("县财政局", "DEPARTMENT", ()),
    "housing": ("县住房和城乡建设局", "DEPARTMENT", ()),
    "justice": ("县司法局", "DEPARTMENT", ("JUSTICE_BUREAU",)),
    "letters": ("县信访局", "DEPARTMENT", ("VETO",)),
    "town": ("城关镇人民政府", "TOWN", ()),
    "congress": ("县人大办", "OUTSIDE", ("CONGRESS_OFFICE",)),
    "party-office": ("县委办", "PARTY_BODY", ("PARTY_OFFICE",)),
    "cppcc": ("县政协办", "OUTSIDE", ("CPPCC_OFFICE",)),
}
PEOPLE = {
    "mayor": ("县长甲", [("COUNTY_HEAD", "county", "县长")]),
    "executive": ("常务甲", [("EXECUTIVE_DEPUTY_HEAD", "county", "常务副县长"), ("DEPUTY_HEAD", "county", "副县长")]),
    "deputy-a": ("副县长甲", [("DEPUTY_HEAD", "county", "副县长")]),
    "deputy-b": ("副县长乙", [("DEPUTY_HEAD", "county", "副县长")]),
    "director": ("办主任甲", [("OFFICE_DIRECTOR", "office", "县政府办公室主任")]),
    "deputy-director": ("副主任甲", [("DEPUTY_DIRECTOR", "office", "县政府办公室副主任")]),
    "clerk": ("文秘甲", [("OFFICE_CLERK", "office", "秘书股干部")]),
    "clerk-b": ("文秘乙", [("OFFICE_CLERK", "office", "秘书股干部")]),
    "inspector": ("督查甲", [("SUPERVISION_CHIEF", "supervision", "督查室主任")]),
    "inspector-clerk": ("督查乙", [("SUPERVISION_CLERK", "supervision", "督查室干部")]),
    "section-clerk": ("口股甲", [("SECTION_CLERK", "section-a", "综合一股干部")]),
    "finance-head": ("财政甲", [("UNIT_HEAD", "finance", "县财政局局长")]),
    "finance-clerk": ("财政乙", [("UNIT_CLERK", "finance", "县财政局联络员")]),
    "housing-head": ("住建甲", [("UNIT_HEAD", "housing", "县住建局局长")]),
    "housing-clerk": ("住建乙", [("UNIT_CLERK", "housing", "县住建局联络员")]),
    "justice-head": ("司法甲", [("UNIT_HEAD", "justice", "县司法局局长")]),
    "justice-reviewer": ("司法乙", [("LEGALITY_REVIEWER", "justice", "县司法局审查人员")]),
    "letters-head": ("信访甲", [("UNIT_HEAD", "letters", "县信访局局长")]),
    "town-head": ("镇长甲", [("UNIT_HEAD", "town", "城关镇镇长")]),
    "town-clerk": ("镇办甲", [("UNIT_CLERK", "town", "城关镇联络员")]),
    "admin": ("管理员甲", [("ADMINISTRATOR", "office", "系统管理员")]),
}
GUESTS = (
    ("县委领导甲", "INVITED_LEADER", "县委副书记", "party-office"),
    ("人大领导甲", "INVITED_LEADER", "县人大常委会副主任", "congress"),
    ("政协领导甲", "INVITED_LEADER", "县政协副主席", "cppcc"),
    *((f"人大代表{n}", "CONGRESS_DEPUTY", "县人大代表", "congress") for n in "甲乙丙"),
    *((f"政协委员{n}", "CPPCC_MEMBER", "县政协委员", "cppcc") for n in "甲乙丙"),
    ("法律顾问甲", "LEGAL_ADVISER", "县政府法律顾问", None),
)


def roster(version: int = 1) -> dict[str, Any]:
    """The snapshot as `directory.roster.published` carries it."""
    dated = {"valid_from": FOUNDED.isoformat(), "valid_until": None}
    return {
        "version": version,
        "units": [
            {
                "id": str(known_id(key)),
                "code": key,
                "name": name,
                "short_name": name,
                "kind": kind,
                "supervised": kind in ("DEPARTMENT", "TOWN", "DIRECT_BODY"),
                "roles": list(roles),
                **dated,
            }
            for key, (name, kind, roles) in UNITS.items()
        ],
        "persons": [{"id": str(known_id(login)), "login": login, "name": name} for login, (name, _) in PEOPLE.items()],
        "posts": [
            {
                "id": str(known_id(f"{login}/{post}")),
                "person_id": str(known_id(login)),
                "post": post,
                "unit_id": str(known_id(unit)),
                "title": title,
                "main": post == "UNIT_HEAD",
                **dated,
            }
            for login, (_, posts) in PEOPLE.items()
            for post, unit, title in posts
        ],
        "portfolios": [
            {
                "id": str(known_id(f"portfolio/{leader}")),
                "leader_id": str(known_id(leader)),
                "areas": [area],
                "unit_ids": [str(known_id(unit)) for unit in units],
                "deputy_director_id": str(known_id("deputy-director")),
                "section_id": str(known_id("section-a")),
                **dated,
            }
            for leader, area, units in (
                ("executive", "财政", ["finance", "justice"]),
                ("deputy-a", "城建", ["housing", "town"]),
            )
        ],
        "ab_pairs": [
            {"id": str(known_id(f"{a}/{b}")), "a_id": str(known_id(a)), "b_id": str(known_id(b)), **dated}
            for a, b in (("deputy-a", "deputy-b"), ("deputy-b", "deputy-a"))
        ],
        "externals": [
            {
                "id": str(known_id(f"guest/{name}")),
                "name": name,
                "post": post,
                "title": title,
                "unit_id": str(known_id(unit)) if unit else None,
                **dated,
            }
            for name, post, title, unit in GUESTS
        ],
    }
