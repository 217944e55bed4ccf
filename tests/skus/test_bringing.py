"""What is wrong with an import is told in a sentence each, and the rest goes on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import NotFound
from core.nouns.job import Job
from core.nouns.product import Candidate, Product
from core.skus import bringing

JOB = Job("a" * 16, "", "feed", {}, "done", 1, 1, 1, 0, 0, datetime.now(UTC))


def came_of(monkeypatch: pytest.MonkeyPatch, *rows: tuple[Product | None, str, str]) -> bringing.Imported:
    monkeypatch.setattr(bringing.audits, "job", lambda site, job_id: JOB)
    monkeypatch.setattr(bringing, "_rows", lambda site, job_id: iter(
        (Candidate(f"{number}.jpg", product=product), picture, message, "") for number, (product, picture, message)
        in enumerate(rows)))
    return bringing.imported(None, "a" * 16)


def test_each_problem_has_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    came = came_of(monkeypatch, (Product(sku="A", title="Juice", gtin="4006381333932"), "1", ""),
                   (Product(sku="A", title="Milk"), "2", ""), (Product(sku="B"), "2", ""),
                   (Product(sku="C"), "", "The file is no picture."), (None, "3", ""))
    assert (came.products, came.pictures) == (2, 3)
    told = [(problem.sku, problem.message) for problem in came.problems]
    assert [sku for sku, _ in told] == ["C", "4.jpg", "A", "A", "A"]
    for (_, message), says in zip(told, ("no picture", "belong to no product", "must be 1, but is 2",
                                         "different titles have this SKU: Juice, Milk", "shown by B too"), strict=True):
        assert says in message


def test_a_good_import_has_no_problem_and_an_empty_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    good = came_of(monkeypatch, (Product(sku="A", gtin="4006381333931"), "1", ""), (Product(sku="B"), "2", ""))
    assert good.problems == () and bringing.check_products(good) is None
    with pytest.raises(NotFound, match="brought no product.*No picture"):
        bringing.check_products(came_of(monkeypatch, (Product(sku="A"), "", "No picture.")))


def test_packshots_are_called_by_file_or_by_subfolder(tmp_path: Path) -> None:
    for name in ("A-1.jpg", "B_2/front.jpg", "B_2/deep/back.png", "notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = [(one.product.sku, one.product.title) for one in bringing.packshots_in(tmp_path)]
    assert sorted(found) == [("A-1", "A 1"), ("B_2", "B 2"), ("B_2", "B 2")]
    with pytest.raises(NotFound, match="no pictures"):
        bringing.packshots_in(_empty(tmp_path))


def _empty(tmp_path: Path) -> Path:
    (tmp_path / "none").mkdir()
    return tmp_path / "none"
