"""Made-up photos of printed faces: no source teaches and tests, and the print lies inside."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.learning.data.pack import read_pack
from core.learning.faces import printed


def test_no_source_teaches_and_tests(pack: Path) -> None:
    table = read_pack(pack)
    for subject in printed.TEACHING:
        parts = [set(printed.of_part(table, subject, part)["source"]) for part in printed.PARTS]
        assert parts[0] and parts[1] and not parts[0] & parts[1]


def test_made_up_photos_hold_a_print_inside(pack: Path) -> None:
    table = read_pack(pack)
    goods = printed.bare_goods(table, "test")[:12]
    made = list(printed.on_goods(pack, table, "test", goods))
    person = ("magento/" + sorted(path.name for path in (pack / "magento").glob("*.jpg"))[0],
              (0.2, 0.0, 0.8, 1.0), (0.4, 0.05, 0.6, 0.2))
    made += printed.on_people(pack, table, "test", [person, person])
    assert len(made) >= 8 and {one.kind for one in made} >= {"worn", "headless"}
    for one in made:
        height, width = one.image.shape[:2]
        left, top, right, bottom = one.xyxy
        assert one.image.dtype == np.uint8 and 0 <= left < right <= width and 0 <= top < bottom <= height
