import re
from pathlib import Path

from app.reference import own_pack, reference
from nodegraph.registry import Registry

ROOT = Path(__file__).parents[2]


def test_the_committed_reference_is_what_the_hints_say() -> None:
    assert (ROOT / "docs" / "nodes.md").read_text(encoding="utf-8") == reference(own_pack()), "run `make docs`"


def test_every_node_has_its_section_with_its_settings(letters: Registry) -> None:
    text = reference(letters)
    assert all(f"### {kind.label}\n\n`{kind.name}`" in text for kind in letters)
    assert "| `times` | whole number | 1 to 9 | `2` |  |" in text
    assert "| `text` | text | What to say. |" not in text
    assert "| `text` | text |  | required | What to say. |" in text
    assert "| `parts[0]`, … | text |  |" in text


def test_both_ends_of_a_loop_name_each_other(letters: Registry) -> None:
    text = reference(letters)
    assert "`letters_begin`, opens a loop that `letters_end` closes" in text
    assert "`letters_end`, closes the loop that `letters_begin` opens" in text


def test_every_link_of_the_contents_leads_to_a_heading_of_its_own() -> None:
    text = reference(own_pack())
    headings = re.findall(r"^##+ (.+)$", text, re.MULTILINE)
    anchors = [heading.lower().replace(" ", "-") for heading in headings]
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= set(anchors)
