"""The same picture on several SKUs is found by its content, once for each picture."""

from hashlib import sha256

from core.audits.report.shared_pictures import SharedTally, shared_pictures
from core.nouns.audit_row import AuditRow
from core.nouns.product import Product


def row(number: int, sku: str, hash_: str, picture: str = "") -> AuditRow:
    measures = {"hash": hash_} if hash_ else {}
    return AuditRow(number, f"{number}.jpg", product=Product(sku=sku), picture_id=picture or f"{number:064x}",
                    measures=measures)


def found(rows: list[AuditRow]):
    tally = SharedTally()
    for item in rows:
        tally.add(item)
    return shared_pictures(tally.groups(), {item.number: item for item in rows})


def test_a_picture_on_two_skus_is_found_although_its_bytes_differ() -> None:
    near = f"{0xF0F0F0F0F0F0F0F1:016x}"
    groups = found([row(1, "A", "f0f0f0f0f0f0f0f0"), row(2, "B", "0123456789abcdef"), row(3, "C", near)])
    assert [[item.number for item in group.rows] for group in groups] == [[1, 3]]
    assert groups[0].reason == "2 products share this photo: A, C."


def test_several_pictures_of_one_sku_are_no_alarm() -> None:
    assert found([row(1, "A", "f0f0f0f0f0f0f0f0"), row(2, "A", "f0f0f0f0f0f0f0f0")]) == ()


def test_without_measures_equal_bytes_are_equal_pictures() -> None:
    groups = found([row(1, "A", "", "a" * 64), row(2, "B", "", "a" * 64), row(3, "C", "", "b" * 64)])
    assert [group.skus for group in groups] == [("A", "B")]


def test_failures_and_pictures_without_a_sku_are_left_out() -> None:
    rows = [AuditRow(1, "x", error="NotFound"), row(2, "", "f0f0f0f0f0f0f0f0"), row(3, "B", "f0f0f0f0f0f0f0f0")]
    assert found(rows) == ()


def test_of_many_shared_pictures_the_first_are_kept_and_all_are_counted() -> None:
    rows = [row(2 * n + k, f"S{2 * n + k}", "", sha256(b"%d" % n).hexdigest()) for n in range(130) for k in (0, 1)]
    tally = SharedTally()
    for item in rows:
        tally.add(item)
    assert len(tally.groups()) == 130 and len(found(rows)) == 100


def test_a_placeholder_of_a_whole_shop_keeps_some_rows_and_counts_all_products() -> None:
    group = found([row(n, f"S{n}", "", "a" * 64) for n in range(1, 301)])[0]
    assert len(group.rows) == 50 and group.products == 300
    assert group.reason == "300 products share this photo: S1, S2, S3, S4, S5, S6 and 294 more."
