"""The API as one application."""

from __future__ import annotations


def test_the_documentation_lists_every_door(light):
    paths = light.get("/openapi.json").json()["paths"]
    assert {"/analyses", "/jobs", "/jobs/{job_id}", "/jobs/{job_id}/results", "/jobs/{job_id}/export",
            "/jobs/{job_id}/{order}", "/pictures/{picture_id}/preview"} <= set(paths)
