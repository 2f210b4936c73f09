"""The words of the directory: what a unit, a post, an absence and a 委托 may be."""

from services.kernel.labels import Labelled


class UnitKind(Labelled):
    """Kinds of bodies (机构类别; DC-2, GZ-31)."""

    TOWN = "TOWN", "镇人民政府"
    DEPARTMENT = "DEPARTMENT", "县政府工作部门"
    DIRECT_BODY = "DIRECT_BODY", "直属机构"
    SUBORDINATE_BODY = "SUBORDINATE_BODY", "部门管理机构、派出机构、事业单位"
    OFFICE = "OFFICE", "县政府办公室"
    SECTION = "SECTION", "县政府办公室内设股室"
    LEADERSHIP = "LEADERSHIP", "县政府领导"
    PARTY_BODY = "PARTY_BODY", "县委部门"
    OUTSIDE = "OUTSIDE", "人大、政协、司法机关、人民团体、驻平单位"


OUTSIDE_THE_GOVERNMENT = frozenset({UnitKind.PARTY_BODY, UnitKind.OUTSIDE})  # internal minutes do not go there


class UnitRole(Labelled):
    """What the regulations ask of one particular body, whatever its name (机构职责标记)."""

    JUSTICE_BUREAU = "JUSTICE_BUREAU", "县司法局"
    ASSESSMENT_OFFICE = "ASSESSMENT_OFFICE", "县考核办"
    ESTABLISHMENT_OFFICE = "ESTABLISHMENT_OFFICE", "县编委办"
    VETO = "VETO", "“一票否决”部门"
    SUPERVISION_OFFICE = "SUPERVISION_OFFICE", "督查室"
    LIAISON_SECTION = "LIAISON_SECTION", "口股室"
    PARTY_OFFICE = "PARTY_OFFICE", "县委办"
    CONGRESS_OFFICE = "CONGRESS_OFFICE", "县人大办"
    CPPCC_OFFICE = "CPPCC_OFFICE", "县政协办"
    DISCIPLINE = "DISCIPLINE", "县纪委监委"
    MEDIA_CENTER = "MEDIA_CENTER", "县融媒体中心"


class PostCode(Labelled):
    """Posts that carry authority (职务); a person may hold several. R-numbers: the roles of the authority matrix."""

    COUNTY_HEAD = "COUNTY_HEAD", "县长"  # R01
    EXECUTIVE_DEPUTY_HEAD = "EXECUTIVE_DEPUTY_HEAD", "常务副县长"  # R02; its holder holds DEPUTY_HEAD as well (AMB-32)
    DEPUTY_HEAD = "DEPUTY_HEAD", "副县长"  # R03
    PARTY_GROUP_MEMBER = "PARTY_GROUP_MEMBER", "县政府党组成员"  # R04
    PARK_PARTY_SECRETARY = "PARK_PARTY_SECRETARY", "经开区（工业集中区）党工委书记"  # R05
    PARK_DIRECTOR = "PARK_DIRECTOR", "经开区（工业集中区）管委会主任"  # R05
    OFFICE_DIRECTOR = "OFFICE_DIRECTOR", "县政府办公室主任"  # R06
    DEPUTY_DIRECTOR = "DEPUTY_DIRECTOR", "县政府办公室副主任"  # R07
    OFFICE_CLERK = "OFFICE_CLERK", "县政府办公室会务文秘人员"  # R08
    SUPERVISION_CHIEF = "SUPERVISION_CHIEF", "督查室主任"  # R09
    SUPERVISION_CLERK = "SUPERVISION_CLERK", "督查室工作人员"  # R09
    SECTION_HEAD = "SECTION_HEAD", "口股室负责人"  # R10
    SECTION_CLERK = "SECTION_CLERK", "口股室工作人员"  # R10
    LEGALITY_REVIEWER = "LEGALITY_REVIEWER", "合法性审查人员"  # R11; its head is UNIT_HEAD of the JUSTICE_BUREAU
    UNIT_HEAD = "UNIT_HEAD", "单位主要负责人"  # R13; of a VETO unit R12
    UNIT_CLERK = "UNIT_CLERK", "单位联络员"  # R14
    ASSESSMENT_CLERK = "ASSESSMENT_CLERK", "考核办工作人员"  # R15
    SUPERVISOR = "SUPERVISOR", "政务督查员"  # R16
    INVITED_LEADER = "INVITED_LEADER", "县委、人大、政协分管领导"  # R17
    CONGRESS_DEPUTY = "CONGRESS_DEPUTY", "人大代表"  # R18
    CPPCC_MEMBER = "CPPCC_MEMBER", "政协委员"  # R18
    LEGAL_ADVISER = "LEGAL_ADVISER", "法律顾问"  # R19
    DISCIPLINE_OFFICER = "DISCIPLINE_OFFICER", "执纪执法部门"  # R20
    PUBLISHER = "PUBLISHER", "发布员"  # R21
    ADMINISTRATOR = "ADMINISTRATOR", "系统管理员"  # R22
    AUDITOR = "AUDITOR", "审计查阅人员"  # R23


class DelegationScope(Labelled):
    """What a 委托 allows, and nothing beside it (AMB-38)."""

    PRESIDE = "PRESIDE", "主持工作"
    CONVENE_STANDING = "CONVENE_STANDING", "召集主持常务会议"
    PRESIDE_STUDY = "PRESIDE_STUDY", "主持学习"
    DECIDE_TOPICS = "DECIDE_TOPICS", "审定议题"
    SIGN = "SIGN", "签发"
    ENFORCE_SUPERVISION = "ENFORCE_SUPERVISION", "督查处置"
    COMMISSIONED_TASK = "COMMISSIONED_TASK", "受县长委托的专项任务"  # GZ-6.1, ZT-2.5
    OFFICE_DIRECTION = "OFFICE_DIRECTION", "受办主任委托主持办公室工作"  # AMB-32


class AbsenceKind(Labelled):
    """Why a leader or head is away (外出、休假; GZ-28.2). Only the first two open the AB window (GZ-6.2)."""

    OFFICIAL_TRIP = "OFFICIAL_TRIP", "公务外出"
    VACATION = "VACATION", "休假"
    PRIVATE = "PRIVATE", "因私请假"
