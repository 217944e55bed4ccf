"""Moving a photo to another role over REST."""

from __future__ import annotations

from dataclasses import replace

from tests.audits.finished_audit import finished_audit
from tests.audits.made_up_rows import failed_row, made_row


def test_a_photo_is_moved_found_by_its_role_and_counted(light, light_site):
    rows = [replace(made_row(number), number=number, picture_id=f"c{number}" * 32) for number in (1, 2)]
    job_id = finished_audit(light_site.store, [*rows, replace(failed_row(3), number=3)], "https://roles.example/")
    moved = light.post(f"/jobs/{job_id}/results/2/role", json={"role": "banner", "author": "Ada"}).json()
    assert (moved["role"], moved["number"]) == ("banner", 2) and "moved" in moved["role_reason"]
    assert [(word["before"], word["value"], word["author"]) for word in moved["history"]] == [
        ("product", "banner", "Ada")]
    listed = light.get(f"/jobs/{job_id}/results", params={"fact": "role:banner"}).json()
    assert [row["number"] for row in listed["rows"]] == [2]
    assert light.get(f"/jobs/{job_id}").json()["counts"]["role"] == {"banner": 1}
    report = light.get(f"/jobs/{job_id}/report").json()
    assert (report["opportunity"]["analyzed"], report["summary"]["roles"]["banner"]) == (1, 1)


def test_strange_moves_are_refused(light, light_site):
    row = replace(made_row(1), number=1, picture_id="d1" * 32)
    job_id = finished_audit(light_site.store, [row], "https://moves.example/")
    for path, body, status in ((f"{job_id}/results/1", {"role": "hero"}, 422), (f"{job_id}/results/1", {}, 422),
                               (f"{job_id}/results/9", {"role": "banner"}, 404),
                               ("none/results/1", {"role": "banner"}, 404)):
        answer = light.post(f"/jobs/{path}/role", json=body)
        assert answer.status_code == status and answer.json()["hint"], answer.text
