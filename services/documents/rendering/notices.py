"""公文 of the plain kind: 通知, 函, 通报, with or without annexed texts."""

from datetime import date
from typing import Literal

from services.documents.rendering import wording
from services.documents.rendering.paper import (
    Annex,
    Block,
    Data,
    Imprint,
    Paper,
    Text,
    Texts,
    Title,
    annexed,
    attachment_lines,
    dressed,
    imprinted,
)


class Notice(Data):
    """A paper of free text: 发文机关标志, 标题, 主送, 正文, 署名; annexes follow on new pages."""

    mark: Text  # 发文机关标志
    organ: Text  # 发文机关署名
    title: Title
    addressees: Texts = []  # groups; set apart by a comma
    blocks: list[Block]
    attachments: Texts = []  # 附件说明; stays empty when the paper issues its annexes (印发)
    dated: date  # 成文日期
    sealed: bool = True
    note: Text | None = None  # 附注
    annexes: list[Annex] = []
    annexes_marked: bool = False  # 附件1 … above each annex
    urgency: Literal["特急", "加急"] | None = None
    copy_number: Text | None = None  # 份号
    imprint: Imprint | None = None


def compose(data: Notice) -> Paper:
    return Paper(
        mark=data.mark,
        title=wording.title_lines(data.title),
        addressees=wording.groups(data.addressees),
        blocks=dressed(list(data.blocks)),
        attachments=attachment_lines(data.attachments),
        note=data.note or "",
        annexes=annexed(data.annexes, marked=data.annexes_marked),
        urgency=data.urgency or "",
        copy_number=data.copy_number or "",
        imprint=imprinted(data.imprint),
    ).sign(data.organ, data.dated, sealed=data.sealed)
