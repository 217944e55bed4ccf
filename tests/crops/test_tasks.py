"""What a worker process measures, renders and judges."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core import analyze
from core.crops import tasks
from core.crops.pictures import file_of
from core.errors import NotFound
from core.nouns.crop import Rendering
from core.nouns.measures import MADE_BY_AI
from core.rules import fix
from core.rules.measures.disclosure import source_type
from tests.crops.small_site import PRODUCT, Photos


def test_measure_and_render(photos_site: Photos) -> None:
    site, packshot = photos_site.site, photos_site.packshot
    path = str(file_of(site, packshot))
    measured = tasks.measure(site.settings, path, analyze.analysis_of(site, packshot))
    assert measured.product == pytest.approx(PRODUCT, abs=4) and measured.text == ()
    files = tasks.render(site.settings, path, packshot, (Rendering((0, 0, 400, 200), (100, 50)),
                                                         Rendering((100, 150, 300, 250), (200, 100), "webp")))
    assert [Image.open(io.BytesIO(data)).size for data in files] == [(100, 50), (200, 100)]
    with pytest.raises(NotFound, match="changed"):
        tasks.render(site.settings, path, "f" * 64, ())


def test_a_jpeg_keeps_what_its_file_declares_of_ai(photos_site: Photos, tmp_path: Path) -> None:
    drawn = fix.jpeg(np.full((60, 60, 3), 200, np.uint8), source_type=MADE_BY_AI)
    (tmp_path / "drawn.jpg").write_bytes(drawn)
    windows = (Rendering((0, 0, 50, 50), (50, 50)), Rendering((0, 0, 50, 50), (50, 50), "webp"))
    file, other = tasks.render(photos_site.site.settings, str(tmp_path / "drawn.jpg"),
                               hashlib.sha256(drawn).hexdigest(), windows)
    assert source_type(file, "jpeg") == MADE_BY_AI and source_type(other, "webp") == ""


@pytest.mark.slow
def test_the_label_is_judged_again(photos_site: Photos, photos: dict) -> None:
    settings = photos_site.site.settings
    whole, part = tasks.rescore(settings, str(photos["coffee"]), "", ((0, 0, 600, 400), (0, 0, 100, 100)))
    assert whole.kept and whole.before == whole.after
    assert part.label == whole.label and part.before == whole.before != part.after
