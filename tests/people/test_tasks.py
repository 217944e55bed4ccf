"""Faces are described on the file and on its preview alike, and nothing is looked at where it is switched off."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from core import analyze
from core.catalog import face_opt_in, pictures
from core.errors import Misuse
from core.models import store
from core.people.tasks import cut_out, faces_on, one_face
from core.settings import ROOT
from core.site import Site

ENTRY = store.entry(ROOT / "models", "face_descriptor")


def test_a_face_is_the_same_on_the_file_and_on_a_smaller_copy(site: Site, files: dict[str, Path],
                                                               tmp_path: Path) -> None:
    settings = site.settings
    analysis = analyze.analyze_now(site, analyze.sources_from_paths(site, [str(files["astronaut"])])[0])
    image = cv2.imread(str(files["astronaut"]))
    cv2.imwrite(str(tmp_path / "small.png"), cv2.resize(image, None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA))
    (face,), (small,) = (faces_on(settings, str(path), analysis.size_wh, (analysis.faces, ENTRY))
                         for path in (files["astronaut"], tmp_path / "small.png"))
    assert face.xyxy == pytest.approx(small.xyxy, abs=1)
    assert face.values.astype(np.float32) @ small.values.astype(np.float32) > 0.9
    assert pictures.preview(settings.data_dir, analysis.picture_id).is_file()


def test_a_face_is_cut_out_as_a_square_also_at_the_border(site: Site, files: dict[str, Path]) -> None:
    height, width = cv2.imread(str(files["astronaut"])).shape[:2]
    for box in ((100.0, 80.0, 180.0, 180.0), (-5.0, -5.0, 20.0, 20.0)):
        data = cut_out(site.settings, str(files["astronaut"]), (width, height), (box, 64))
        shape = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR).shape
        assert max(shape) <= 64 and abs(shape[0] - shape[1]) <= 1


def test_nothing_is_looked_at_where_it_is_off(site: Site, files: dict[str, Path]) -> None:
    face_opt_in.write(site.settings.data_dir, False)
    with pytest.raises(Misuse, match="off on this site"):
        one_face(site.settings, str(files["astronaut"]), ENTRY)
