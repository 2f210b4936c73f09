"""Who plays which part in the story, and the ids of the county's units and people."""

from dataclasses import dataclass, field

from deploy.demo.office import Office
from services.contracts.county import read_roster
from services.kernel.settings import ROOT

MAYOR = "chen.wenan"  # 县长
EXECUTIVE = "lin.qiulin"  # 常务副县长
RURAL, URBAN, SOCIAL, INDUSTRY, LAW = "zhou.lihai", "wu.mingshi", "xu.xiaolang", "sun.zhenghe", "ma.zhichuan"  # 副县长
DIRECTOR = "gao.dening"  # 县政府办主任
DEPUTY_DIRECTOR = "luo.yongzhu"  # 县政府办副主任
CLERK, SECOND_CLERK = "deng.qiuzhu", "cao.liheng"  # 秘书股
OFFICE_UNIT_CLERK = "tian.zhengsong"  # 县政府办公室联络员
INSPECTOR, INSPECTOR_CLERK = "tang.qingquan", "xu.chunxi"  # 督查室
REVIEWER = "mao.xinlin"  # 县司法局审查人员


@dataclass
class County:
    """The county as the directory tells it: units by code, people by login."""

    units: dict[str, str] = field(default_factory=dict)
    unit_names: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)  # unit code → login of its head
    clerks: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def learn(cls, office: Office) -> "County":
        """Ask the directory; logins come from the county's own roster file, since nobody is shown another's login."""
        county = cls()
        for unit in await office.ask(CLERK, "{ units { id code name } }"):
            county.units[unit["code"]] = unit["id"]
            county.unit_names[unit["code"]] = unit["name"]
        ids = {person["name"]: person["id"] for person in await office.ask(CLERK, "{ persons { id name } }")}
        roster = read_roster(ROOT / "deploy" / "county")
        for person in roster.persons:
            county.people[person.login] = ids[person.name]
            county.names[person.login] = person.name
            for holding in person.posts:
                if holding.post == "UNIT_HEAD":
                    county.heads.setdefault(holding.unit, person.login)
                if holding.post == "UNIT_CLERK":
                    county.clerks.setdefault(holding.unit, person.login)
        return county

    def who(self, login: str, title: str) -> str:
        """How the record names somebody."""
        return f"{title}{self.names[login]}"
