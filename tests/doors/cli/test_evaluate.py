"""The actions `models evaluate` and `models compare`: what they print, the table, and the exit codes."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from core.doors.cli import evaluate
from core.doors.cli.main import main
from tests.cards.two_models import FIRST, SECOND, open_site, two_shops


def test_models_are_measured_and_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                          capsys: pytest.CaptureFixture[str]) -> None:
    with open_site(tmp_path / "site") as site:
        made = two_shops(site, tmp_path / "shops")
        monkeypatch.setattr(evaluate, "open_site", lambda settings, say: nullcontext(site))
        dataset = ["--dataset", made.dataset_id[:12]]
        assert main(["models", "evaluate", FIRST, *dataset]) == 0
        text = capsys.readouterr().out
        assert "n = 16) top labels are right" in text and "Over sources" in text and "source      shop_1" in text
        second = site.settings.models_dir / f"{SECOND}.tflite"  # a file by its path
        assert main(["models", "compare", FIRST, str(second), *dataset, "--speed", "--out",
                     str(tmp_path / "models.csv")]) == 0
        assert " ms" in capsys.readouterr().out
        assert (tmp_path / "models.csv").read_text("utf-8-sig").splitlines()[0].startswith("model,right,photos")
        assert main(["models", "compare", FIRST, *dataset]) == 2
        assert "two different models" in capsys.readouterr().err
        Path(made.samples[0].path).write_bytes(b"altered")
        third = tmp_path / "copy.tflite"
        third.write_bytes(second.read_bytes() + b"\0")  # another checksum, so that it has seen nothing yet
        assert main(["models", "evaluate", str(third), *dataset]) == 1
        assert "Left out: " in capsys.readouterr().err
