"""A process that runs tasks has them without the room's verbs, and the verbs when it asks for them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.processes.pool import Pool
from core.settings import ROOT, Settings

LATE = "import sys\nfrom core.processes.rooms import import_verbs_late\nimport_verbs_late()\nimport_verbs_late()\n"
DATABASE = "[name for name in ('sqlalchemy', 'httpx') if name in sys.modules]"
VERBS = "[name for name in ('core.analyze.verbs', 'core.rules.verbs') if name in sys.modules]"


def said(code: str) -> list[str]:
    """What a fresh process prints."""
    done = subprocess.run([sys.executable, "-c", LATE + code], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def loaded(settings: Settings) -> list[str]:
    """A task: which packages its process has."""
    return [name for name in ("sqlalchemy", "httpx", "numpy", "core.analyze.verbs") if name in sys.modules]


def test_tasks_do_without_the_database_and_the_http_client() -> None:
    assert said(f"import core.audits.tasks, core.analyze.tasks\nprint({DATABASE})") == ["[]"]


def test_a_warm_worker_has_neither(tmp_path: Path) -> None:
    pool = Pool(Settings(data_dir=tmp_path, workers=1), warm_up="core.analyze.tasks:open_models")
    try:
        assert pool.submit(f"{__name__}:loaded").result(120) == ["numpy"]
    finally:
        pool.close()


def test_a_verb_is_there_when_it_is_asked_for_and_goes_before_a_module_of_its_name() -> None:
    lines = said(
        "import core.analyze.results\nfrom core import analyze, rules\n"
        f"print({VERBS})\nprint(type(analyze.pipeline).__name__, {VERBS})\n"
        "print(type(analyze.results).__name__, type(rules.packs).__name__, rules.packs.__module__)\n"
        f"print(analyze.OPTIONAL is not None, len(analyze.__all__) > 20, {VERBS})\n"
        "from core.search import search\nfrom core.images import draw\nprint(type(search).__name__, draw.__name__)")
    assert lines == ["[]", "module []", "function function core.rules.verbs",
                     "True True ['core.analyze.verbs', 'core.rules.verbs']",
                     "function core.images.draw"]


def test_a_name_that_nothing_has_is_an_error_as_ever() -> None:
    assert said("from core import analyze\ntry:\n    analyze.nothing\nexcept AttributeError as error:\n    print(error)"
                ) == ["module 'core.analyze' has no attribute 'nothing'"]
    with pytest.raises(subprocess.CalledProcessError):
        said("from core.analyze import nothing")
