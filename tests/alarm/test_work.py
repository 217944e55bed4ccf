"""What was seen on an audit's pictures is kept in one file; a damaged one is nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import alarm, audits, jobs
from core.alarm.looks import Alike
from core.alarm.other_sku import Seen
from core.alarm.work import _write, file_of_audit, read_seen
from core.jobs.board import open_board
from core.settings import Settings
from core.site import Site
from tests.alarm.several_views import GOODS, PARTS, SWAPPED, several_views


def test_what_was_seen_comes_back(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path, workers=1)) as site:
        path = file_of_audit(site, "a" * 16)
        seen = Seen({"p": [4006381333931], "q": []}, {1: (Alike(2, 0.5, 0.25, 7), None), 2: (None, None)})
        assert read_seen(site, "a" * 16) == Seen({}, {})
        _write(path, seen)
        assert read_seen(site, "a" * 16) == seen
        path.write_text("{")
        assert read_seen(site, "a" * 16) == Seen({}, {})


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_swapped_photo_of_the_demo_shop_is_found_by_its_look(tmp_path: Path) -> None:
    feed = several_views(tmp_path / "shop")
    with Site(Settings(data_dir=tmp_path / "data", workers=1)) as site:
        job_id = audits.start(site, str(feed), audits.AuditRequest())
        assert site.part(open_board).wait(job_id, 300).state == "done"
        for begun in alarm.look(site, job_id):
            if jobs.find(site, begun).kind == "wrong-skus":
                assert site.part(open_board).wait(begun, 300).state == "done"
            else:
                jobs.cancel(site, begun)
        found = [one for one in alarm.find(site, job_id).alarms if one.kind == "sku"]
        parts = {part.name: part for part in alarm.find(site, job_id).parts}
    assert parts["sku"].looked_at == parts["sku"].pictures == len(GOODS) * len(PARTS)
    assert sorted(one.shown.uri for one in found) == sorted(SWAPPED), "both swapped photos, and no other"
    assert all(one.likeness and one.likeness.own < one.likeness.other and one.score > 0.5 for one in found)
    assert {one.others[0].sku for one in found} == {"CAP-03", "JAR-01"}
