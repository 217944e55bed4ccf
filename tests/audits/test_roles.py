"""Moving a picture to another role: the report counts it or no longer does; strange requests are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core import audits
from core.errors import Misuse, NotFound
from core.settings import Settings
from core.site import Site
from tests.audits.finished_audit import finished_audit
from tests.audits.made_up_rows import failed_row, made_row


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path)) as opened:
        yield opened


def audit(site: Site) -> str:
    rows = [replace(made_row(number), number=number, picture_id=f"{number}" * 64) for number in (1, 2, 3)]
    return finished_audit(site.store, [*rows, replace(failed_row(4), number=4)])


def test_a_moved_picture_counts_no_longer_and_counts_again(site: Site) -> None:
    job_id = audit(site)
    assert audits.read_report(site, job_id).opportunity.analyzed == 3
    row = audits.move_picture(site, job_id, 2, "banner", author="Ada")
    report = audits.read_report(site, job_id)
    assert (row.role, report.opportunity.analyzed, report.summary.roles["banner"], report.summary.analyzed) == (
        "banner", 2, 1, 3)
    assert " of 2 product photos " in report.sentence
    assert report.summary.counted == "Counted: 2 product photos. Not counted: 1 banner."
    audits.move_picture(site, job_id, 2, "product")
    assert audits.read_report(site, job_id).opportunity.analyzed == 3
    assert [(word.before, word.value) for word in audits.role_history(site, row.picture_id)] == [
        ("banner", "product"), ("product", "banner")]


def test_a_move_to_the_same_role_is_no_correction(site: Site) -> None:
    job_id = audit(site)
    row = audits.move_picture(site, job_id, 1, "product")
    assert row.role == "product" and audits.role_history(site, row.picture_id) == []


def test_strange_requests_are_refused(site: Site) -> None:
    job_id = audit(site)
    with pytest.raises(Misuse, match="no role of a photo"):
        audits.move_picture(site, job_id, 1, "hero")
    with pytest.raises(Misuse, match="could not be analyzed"):
        audits.move_picture(site, job_id, 4, "banner")
    with pytest.raises(NotFound, match="no photo number 9"):
        audits.move_picture(site, job_id, 9, "banner")
    with pytest.raises(NotFound):
        audits.move_picture(site, "none", 1, "banner")
