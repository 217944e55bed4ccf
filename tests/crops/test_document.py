"""The document's own example: one portrait, shown as 3:1, 2:1, 16:9 and 1:1, with the face always inside.

"Dynamic Media uses the co-ordinates of the face detected to ensure it remains in the crop" (Image Recognition in a
DAM). Here with real models on the demo shop's photos, and the face looked for again in each crop.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from core import analyze, crops
from core.analyze import tasks as analyze_tasks
from core.doors.opening import open_site
from core.settings import ROOT, Settings
from core.site import Site

pytestmark = pytest.mark.slow
PHOTOS = ("por-01_1", "por-02_1")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(Settings(data_dir=tmp_path_factory.mktemp("document"), workers=1, picture_seconds=300)) as opened:
        yield opened


def test_the_face_stays_in_every_layout(site: Site) -> None:
    for name in PHOTOS:
        path = str(ROOT / "demo" / "photos" / f"{name}.jpg")
        analysis = analyze.analyze_now(site, analyze.sources_from_paths(site, [path])[0])
        assert len(analysis.faces) == 1, f"{name} is a portrait"
        left, top, right, bottom = analysis.faces.xyxy[0].tolist()
        for aspect in crops.LAYOUTS.values():
            file = crops.render(site, analysis.picture_id, crops.read_request(site, f"$facePOI$,aspect={aspect}"))
            window = file.crop.window
            assert window and window[0] <= left and window[1] <= top and window[2] >= right and window[3] >= bottom
            again = analyze_tasks.analyze_bytes(site.settings, file.data)
            assert len(again.faces) == 1, f"{name} {aspect}: the detector finds the face in the crop too"
            seen = again.faces.xyxy[0] + np.array([*window[:2], *window[:2]])
            assert np.abs(seen - analysis.faces.xyxy[0]).max() < 0.35 * (bottom - top), f"{name} {aspect}"
            assert Image.open(io.BytesIO(file.data)).size == file.size_wh
