"""The address that clients of these tests use, and waiting for a job."""

from __future__ import annotations

import time
from typing import Any

from starlette.testclient import TestClient

HERE = "http://127.0.0.1:8501"


def wait_for(client: TestClient, job_id: str) -> dict[str, Any]:
    """The job once it has ended."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        job = client.get(f"/jobs/{job_id}").json()
        if job["state"] not in ("listing", "running"):
            return job
        time.sleep(0.1)
    raise AssertionError(f"the job did not end: {job}")
