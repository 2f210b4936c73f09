"""One LibreOffice for all tests of rendering, and the papers they look at."""

import copy
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from deploy.local import office
from services.documents.rendering.pdf import PdfWorker
from services.documents.rendering.samples import samples

FONTS = Path(__file__).resolve().parents[3] / office.STATE


@pytest.fixture(scope="session")
def fontconfig() -> Path:
    """The installer's fontconfig file; papers judged with other faces would prove nothing."""
    lacking = office.missing(FONTS)
    if lacking:
        pytest.fail(f"缺少 {'、'.join(lacking)}；请执行：python -m deploy.local.office", pytrace=False)
    return office.write_fontconfig(FONTS)


@pytest.fixture(scope="session")
async def worker(fontconfig: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[PdfWorker]:
    started = PdfWorker(tmp_path_factory.mktemp("office"), fontconfig)
    yield started
    await started.stop()


@pytest.fixture
def long_notice() -> dict[str, Any]:
    """A notice of four pages of plain text: full pages to count lines and characters on."""
    data = copy.deepcopy(samples()["notice"].data)
    sentence = (
        "各镇、各部门要切实提高认识，落实主要负责人责任，细化工作措施，严格时限要求，确保各项制度落到实处、见到实效。"
    )
    data |= {"annexes": [], "blocks": [{"kind": "p", "text": sentence * 2}] * 15}
    return data
