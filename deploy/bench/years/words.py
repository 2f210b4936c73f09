"""What topics, opinions and decisions say: words put together, no sentence of a real county."""

from deploy.bench.years.setting import Chance

FIELDS = (
    "乡村振兴衔接资金", "茶叶产业发展", "农村饮水安全", "城镇老旧小区改造", "义务教育薄弱环节改善", "县乡道路安全防护",
    "河道综合治理", "地质灾害避险搬迁", "医疗卫生共同体", "养老服务体系", "全域旅游基础设施", "园区标准化厂房",
    "森林防火能力", "粮食安全责任", "安全生产专项整治", "生态环境保护督察反馈问题整改", "政务服务事项", "就业创业扶持",
    "耕地保护", "污水处理设施", "电子商务公共服务", "消防救援装备", "信访积案化解", "医疗保障基金监管",
)  # fmt: skip
MATTERS = ("实施方案", "资金安排", "年度计划", "项目建设", "有关问题", "工作情况汇报", "专项规划", "管理办法")
PLACES = ("县政府二楼会议室", "县政府三楼会议室", "县政府五楼会议室")
WORKS = ("制定细化措施", "落实配套资金", "完成项目前期手续", "组织开展专项检查", "建立工作台账", "报送阶段性成果")
REASONS = ("赴市参加会议", "下乡调研", "陪同上级检查", "参加培训学习")
LAWS = ("《重大行政决策程序暂行条例》", "《中华人民共和国预算法》", "《政府投资条例》", "《中华人民共和国土地管理法》")


def title(chance: Chance, year: int) -> str:
    return f"关于{year}年{chance.one(FIELDS)}{chance.one(MATTERS)}的议题"


def paragraph(chance: Chance, sentences: int) -> str:
    """So much text as people write: about sixty characters a sentence."""
    return "".join(
        f"围绕{chance.one(FIELDS)}，由主办单位会同有关镇和部门{chance.one(WORKS)}，"
        f"按照时间节点推进，重点解决{chance.one(FIELDS)}中存在的突出问题。"
        for _ in range(sentences)
    )


def work(chance: Chance) -> str:
    """What a decision asks for."""
    return f"{chance.one(WORKS)}，抓好{chance.one(FIELDS)}各项任务落实。"
