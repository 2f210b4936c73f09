"""The regulations' texts as the library holds them, and as a paper prints them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from services.contracts.county import Block, BlockKind, Regulation, read_regulations


@cache
def regulations(county: Path) -> Mapping[str, Regulation]:
    """The county's regulations by id, in the order of the notice that issued them."""
    return {regulation.id: regulation for regulation in read_regulations(county).regulations}


def _printed(block: Block) -> dict[str, Any]:
    match block.kind:
        case BlockKind.HEADING:
            return {"kind": "h1", "text": f"{block.label}{block.text}"}
        case BlockKind.ARTICLE:
            return {"kind": "runin", "lead": block.label, "text": block.text}
        case _:
            return {"kind": "p", "text": f"{block.label}{block.text}"}


def printed(regulation: Regulation) -> list[dict[str, Any]]:
    """The regulation in the blocks of a paper's annex."""
    return [_printed(block) for block in regulation.blocks]
