"""What is asked of each kind of groundwork (前置程序材料), side by side with the clause that asks it."""

from dataclasses import dataclass
from typing import Final

from services.meetings.topics.groundwork.model import GroundworkKind as K


@dataclass(frozen=True)
class Asked:
    """What a record of this kind must bring."""

    clause: str
    waivable: bool = False  # may be declared not applicable with a reason that the office approves (AMB-23, AMB-45)
    proof: bool = False  # a report or other paper is attached
    heard: bool = False  # says who was heard
    reference: bool = False  # says its 文号
    of_the_office: bool = False  # the office records it, nobody else


ASKED: Final[dict[K, Asked]] = {
    K.FEASIBILITY: Asked("GZ-10.1", waivable=True, proof=True),
    K.PARTICIPATION: Asked("GZ-9.1", waivable=True, proof=True),
    K.EXPERT: Asked("GZ-9.1", waivable=True, proof=True),
    K.RISK: Asked("GZ-9.1", waivable=True, proof=True),
    K.STABILITY: Asked("GZ-10.4", proof=True),
    K.HEARING: Asked("GZ-10.4", heard=True),
    K.LISTENING: Asked("GZ-9.2", heard=True),
    K.PLAN: Asked("BG-4", proof=True),
    K.EVALUATION: Asked("GZ-9.3", proof=True),
    K.PARTY_DECISION: Asked("GZ-3", reference=True, of_the_office=True),
}
