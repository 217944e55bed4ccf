"""A picture of a page is the row of the audit with the same address, or the same picture in another size."""

from __future__ import annotations

from core.audits.page_shown import Rows, page_image
from core.nouns.audit_row import AuditRow

SHOE = AuditRow(1, "https://shop.example/shoe.jpg?width=900", width=900, height=600, shoppable_score=0.8)
ROWS = Rows([SHOE, AuditRow(2, "https://shop.example/hat.jpg", error="NotFound")],
            [AuditRow(3, "https://shop.example/logo.svg", message="a drawing")])


def test_rows_are_known_by_address_by_picture_and_among_the_skipped() -> None:
    assert ROWS.of(("https://shop.example/shoe.jpg?width=200",)) is SHOE
    assert ROWS.of(("https://shop.example/none.jpg", "https://shop.example/hat.jpg")).number == 2
    assert ROWS.of(("https://shop.example/logo.svg",)).message == "a drawing"
    assert ROWS.of(("https://shop.example/other.jpg",)) is None and ROWS.of(()) is None


def test_the_rules_look_at_the_scores_of_the_audit() -> None:
    image = page_image(SHOE, (0, 0, 10, 10))
    assert (image.uri, image.original_wh, image.shopping_score) == (SHOE.uri, (900, 600), 0.8)
    for row in (None, AuditRow(2, "b.jpg", error="NotFound")):
        assert page_image(row, (0, 0, 10, 10), uri="shown.jpg").shopping_score is None
