"""The view of an audit with wrong pictures: the evidence, what was not looked at, and answers that stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.nouns.product import Product
from tests.alarm.made_up_audit import audit_of
from tests.pages.made_up_audits import Shop, open_shop
from tests.pages.made_up_site import html, page

PRODUCTS = [Product("J1", "Glass <jar>"), Product("P1", "Plant pot"), Product("D1", "Red dress"), Product("C1", "Cup"),
            Product("K1", "Kettle", brand="Nordbergen")]
SAID = {3: [("color", "blue", 0.92)], 4: [("text", "NORDBERGEN", 0.9)]}


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Shop]:
    found = open_shop(monkeypatch, tmp_path)
    yield found
    found.audits.close()
    found.store.close()


def test_alarms_are_shown_with_their_evidence_and_answers_stay(shop: Shop) -> None:
    job_id = audit_of(shop.store, PRODUCTS, pictures_of={2: 1}, said=SAID)
    test = page("pages/audits.py", job=job_id, view="wrong")
    assert not test.exception
    words = html(test)
    assert "Very likely wrong" in words and "Glass &lt;jar&gt; (J1)" in words and "<jar>" not in words
    assert "Blue: 0.92" in words and "“NORDBERGEN”" in words and "left:10.0%" in words
    assert "(1 of 4 photos)" in test.warning[0].value and "colors" in test.warning[0].value
    states = next(control for control in test.segmented_control if control.label == "Alarms")
    assert states.options == ["To answer (3)", "Wrong (0)", "Fine (0)"]
    fine = next(button for button in test.button if button.key.startswith("fine-"))
    fine.click().run()
    assert not test.exception and "Very likely wrong" not in html(test), "the surest was answered"
    answered = page("pages/audits.py", job=job_id, view="wrong", answer="fine")
    assert "Glass &lt;jar&gt;" in html(answered) and "Red dress" not in html(answered)
    next(button for button in answered.button if button.key.startswith("open-")).click().run()
    assert "Very likely wrong" in html(page("pages/audits.py", job=job_id, view="wrong"))
