"""`--run ray`: the same pool of workers, its processes lent by a Ray cluster (here one of this machine)."""

import os
import signal

import pytest

from core import analyze
from core.doors.opening import open_site
from core.errors import NotAPicture, WorkFailed
from core.nouns.analysis import Analysis
from core.processes.pool import Pool
from core.settings import read_settings

ray = pytest.importorskip("ray", reason="Ray is not installed: pip install -r requirements-ray.txt")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def cluster():
    """A cluster of this machine alone, ended afterwards."""
    os.environ.pop("RAY_ADDRESS", None)
    yield
    ray.shutdown()


@pytest.fixture
def pool(cluster, tmp_path):
    workers = Pool(read_settings(data_dir=tmp_path, workers=1, runner="ray"), warm_up="core.analyze.tasks:open_models")
    assert workers.wait_until_warm(240)
    yield workers
    workers.close()


def test_an_audit_by_ray_has_the_rows_of_a_local_one(cluster, photos, tmp_path):
    results = {}
    for runner in ("local", "ray"):
        with open_site(read_settings(data_dir=tmp_path / runner, workers=1, runner=runner)) as site:
            torn = tmp_path / "torn.jpg"
            torn.write_bytes(photos["bus"].read_bytes()[:9000])
            sources = analyze.sources_from_paths(site, [str(photos["bus"]), str(photos["zidane"]), str(torn)])
            job_id = analyze.start(site, sources)
            assert analyze.wait(site, job_id, 240).state == "done"
            results[runner] = [result.to_dict() | {"seconds": None} for result in analyze.results(site, job_id)]
            assert isinstance(analyze.results(site, job_id)[0], Analysis)
    assert results["ray"] == results["local"]
    assert results["ray"][2]["error"] == NotAPicture.__name__


def test_a_killed_actor_costs_one_picture(pool, photos):
    pid = pool.pids[0]
    assert pid != os.getpid()
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(WorkFailed, match="crashed"):
        pool.submit("core.analyze.tasks:analyze", str(photos["bus"]), "bus").result(240)
    assert pool.submit("core.analyze.tasks:analyze", str(photos["bus"]), "bus").result(240).uri == "bus"
    assert pool.pids != [pid]
