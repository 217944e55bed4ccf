"""The command `role`: what a photo of an audit is for."""

from __future__ import annotations

from dataclasses import replace

from core.catalog.store import Store
from core.settings import read_settings
from tests.audits.finished_audit import finished_audit
from tests.audits.made_up_rows import made_row


def test_a_photo_is_moved(run, tmp_path):
    (tmp_path / "data").mkdir()
    store = Store(read_settings(data_dir=tmp_path / "data").database)
    job_id = finished_audit(store, [replace(made_row(1), number=1, picture_id="e" * 64)])
    done = run("role", job_id, 1, "icon")
    assert done.returncode == 0 and "Logo or icon. A person moved it from product." in done.stderr
    assert store.row(job_id, 1).role == "icon"
    wrong = run("role", job_id, 7, "icon")
    assert wrong.returncode == 1 and "no photo number 7" in wrong.stderr
    store.close()
