from pathlib import Path
from tests.app.editor.hands import Hands

def test_probe(editor, driver):
    h = Hands(editor, driver)
    driver.key("ctrl+0")
    m = h.add("load model", (200, 300))
    s = h.add("schedule", (400, 300))
    p = h.add("prompt", (600, 300))
    h.wire("load_model.out", "schedule.model")
    h.fill("prompt", "text", "a dog")
    driver.screenshot(Path("/tmp/w/t/p1.png"))
    x, y = h.field("schedule", "rule")
    driver.click((x, y))
    driver.screenshot(Path("/tmp/w/t/p2.png"))
    driver.key("Escape")
    h.number("schedule", "steps", "4")
    print(editor.session.document.graph.nodes)
    driver.screenshot(Path("/tmp/w/t/p3.png"))
    print(x,y)
    assert 0
