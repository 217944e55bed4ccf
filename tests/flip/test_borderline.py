"""Which photos are borderline: near the threshold of either score, products only, each once."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from core.catalog.store import Store
from core.catalog.tables import item_facts
from core.flip.borderline import borderline
from core.nouns.role import ROLE
from core.settings import Settings
from tests.audits.finished_audit import finished_audit
from tests.audits.made_up_rows import failed_row, made_row

SCORES = {1: (0.36, 0.0), 2: (0.34, 0.0), 3: (0.64, 0.1), 4: (0.66, 0.1), 5: (0.95, 0.6), 6: (0.95, 0.9),
          7: (0.49, 0.0), 8: (0.49, 0.0), 9: (0.48, 0.0)}  # shoppable and sensitive


def test_near_the_threshold_of_either_score_those_that_miss_it_first(tmp_path: Path) -> None:
    site: Any = SimpleNamespace(settings=Settings(data_dir=tmp_path), store=Store(Settings(data_dir=tmp_path).database))
    rows = [made_row(number, picture_id=f"p{number}", shoppable_score=score, sensitive_score=sensitive)
            for number, (score, sensitive) in SCORES.items()]
    rows.append(made_row(10, picture_id="p7", shoppable_score=0.49))  # the same photo under another name
    job_id = finished_audit(site.store, [*rows, failed_row(11)])
    with site.store.writing() as connection:
        connection.execute(item_facts.insert(), [
            {"job_id": job_id, "name": ROLE, "value": value, "number": number, "score": 0.5}
            for number, value in ((8, "banner"), (9, "product"))])
    near = borderline(site, job_id)
    assert [(picture.picture_id, picture.gap) for picture in near] == [
        ("p7", -0.01), ("p9", -0.02), ("p5", -0.1), ("p1", -0.14), ("p3", 0.14)]
    site.store.close()
