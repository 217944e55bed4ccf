"""Routes of wrong pictures for what does not exist: a sentence and the right status. With an audit: tests/doors/cli."""

from __future__ import annotations


def test_what_does_not_exist_is_told(light):
    assert light.get("/audits/none/wrong-pictures").status_code == 404
    assert light.post("/audits/none/wrong-pictures/look").status_code == 404
    assert light.post("/audits/none/wrong-pictures/f00", json={"answer": "fine"}).status_code == 404
    wrong = light.get("/audits/none/wrong-pictures", params={"answer": "perhaps"})
    assert wrong.status_code == 422 and "open, wrong, fine" in wrong.text
