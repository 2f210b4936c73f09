"""The words of documents: legality reviews."""

from services.kernel.labels import Labelled


class ReviewConclusion(Labelled):
    """合法性审查结论 (GZ-12.2a)."""

    LEGAL = "LEGAL", "合法"
    LEGAL_AS_AMENDED = "LEGAL_AS_AMENDED", "修改后合法"
    ILLEGAL = "ILLEGAL", "不合法"


class ReviewSubjectKind(Labelled):
    """送审对象种类."""

    NORMATIVE_DOCUMENT = "NORMATIVE_DOCUMENT", "规范性文件"
    MAJOR_ADMINISTRATIVE_DECISION = "MAJOR_ADMINISTRATIVE_DECISION", "重大行政决策"
    OTHER = "OTHER", "其他涉法事项"
