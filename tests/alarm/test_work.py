"""What was seen on an audit's pictures is kept in one file; a damaged one is nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from core import alarm, audits, jobs
from core.alarm.looks import Alike
from core.alarm.other_sku import Seen
from core.alarm.work import _write, file_of_audit, read_seen
from core.jobs.board import open_board
from core.settings import ROOT, Settings
from core.site import Site

PICTURES = ROOT / "demo" / "shop" / "pictures"


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
    """Two products with three photos each; the third photos have changed places."""
    goods = sorted({path.name.split("_")[0] for path in PICTURES.glob("*_3.jpg")})[:6]
    rows = [(name.upper(), name, f"{name}_{number}.jpg") for name in goods for number in (1, 2, 3)]
    one, two = goods[0], goods[-1]
    swap = {f"{one}_3.jpg": f"{two}_3.jpg", f"{two}_3.jpg": f"{one}_3.jpg"}
    feed = tmp_path / "feed.csv"
    with feed.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "title", "image_link"))
        writer.writerows((sku, f"Thing {sku}", str(PICTURES / swap.get(name, name))) for sku, _, name in rows)
    with Site(Settings(data_dir=tmp_path / "data", workers=1)) as site:
        job_id = audits.start(site, str(feed))
        assert site.part(open_board).wait(job_id, 300).state == "done"
        for begun in alarm.look(site, job_id):
            if jobs.find(site, begun).kind == "wrong-skus":
                assert site.part(open_board).wait(begun, 300).state == "done"
            else:
                jobs.cancel(site, begun)
        found = [one for one in alarm.find(site, job_id).alarms if one.kind == "sku"]
        parts = {part.name: part for part in alarm.find(site, job_id).parts}
    assert parts["sku"].looked_at == parts["sku"].pictures == len(rows)
    assert {alarm.shown.uri.rsplit("/")[-1] for alarm in found} & set(swap), "one of the swapped photos at least"
    assert all(one.likeness and one.others and one.score for one in found)
