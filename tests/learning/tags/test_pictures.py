"""Pictures with tags, and only some of those without a product."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.learning.tags import pictures as module
from core.learning.tags.pictures import TAG_COLUMNS, tag_pictures

MANIFEST = "path,block,source,split,intent,sensitive,background,label,group\n"


def test_pictures_without_a_product_are_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"n{place}.jpg,negative,s,train,negative,0,white,,g{place}" for place in range(9)]
    lines += ["a.jpg,fashion,s,train,apparel,0,white,,g", "b.jpg,coco,s,val,,0,white,,h"]
    (tmp_path / "manifest.csv").write_text(MANIFEST + "\n".join(lines))
    (tmp_path / "tags_products.csv").write_text(",".join(["path", *TAG_COLUMNS]) + "\na.jpg,fashion,shoes,,,,,,,eye\n")
    monkeypatch.setattr(module, "NO_PRODUCT", 3)
    found = tag_pictures(tmp_path)
    assert len(found) == 4 and (found["domain"] == "fashion").sum() == 1, "b shows something nobody named"
    assert found["path"].tolist() == tag_pictures(tmp_path)["path"].tolist()
