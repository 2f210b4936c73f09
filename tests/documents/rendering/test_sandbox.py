"""A template may only say what to print: it cannot reach the machine, and it cannot leave a field out."""

import pytest

from services.documents.rendering.engine import BadPaper, fill
from services.documents.rendering.ooxml import paragraph
from services.documents.rendering.package import Parts, pack, unzipped


def _filled(expression: str, **context: object) -> str:
    packed = fill(pack(Parts(paragraph("GWBody", expression))), context)
    return unzipped(packed)["word/document.xml"].decode()


@pytest.mark.parametrize(
    "expression",
    [
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ organ.__init__.__globals__ }}",
        "{{ range(10**9) | list }}",
    ],
)
def test_a_template_cannot_reach_the_machine(expression: str) -> None:
    with pytest.raises(BadPaper) as refused:
        _filled(expression, organ="平利县人民政府")
    assert refused.value.code == "TEMPLATE_FAILED"


@pytest.mark.parametrize("expression", ["{{ missing }}", "{{ imprint.cc }}", "{% for line in missing %}{% endfor %}"])
def test_a_field_that_is_not_there_is_an_error(expression: str) -> None:
    with pytest.raises(BadPaper) as refused:
        _filled(expression, imprint={})
    assert refused.value.code == "TEMPLATE_FAILED"


def test_a_broken_template_is_an_error() -> None:
    with pytest.raises(BadPaper):
        _filled("{% if organ %}")


def test_what_is_filled_in_is_escaped() -> None:
    assert "A &amp; B &lt;b&gt;" in _filled("{{ organ }}", organ="A & B <b>")
