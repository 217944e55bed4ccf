"""Crops of named pictures as a job, from its start to its ZIP; and what is refused before it begins."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from core import crops, jobs
from core.errors import Misuse, NotFound
from core.jobs.board import open_board
from tests.crops.small_site import small_site

ASKED = ("$facePOI$,aspect=3:1,width=300", "aspect=20:1")


def test_a_job_crops_named_pictures(tmp_path: Path) -> None:
    with small_site(tmp_path) as photos:
        site, named = photos.site, [photos.portrait, photos.packshot, "f" * 64, photos.portrait]
        job_id = crops.start_crops(site, ASKED, pictures=named, rescore=False)
        job = site.part(open_board).wait(job_id, 120)
        assert job.state == "done" and job.kind == "crop", f"{job.message} {job.hint}"
        rows = {(row.picture_id, row.options): row for row in crops.crop_rows(site, job_id)}
        assert len(rows) == 6
        wide = rows[photos.portrait, ASKED[0]]
        assert wide.crop and wide.crop["holds"] == "faces" and wide.size_wh == (300, 100) and not wide.message
        assert "takes" in rows[photos.packshot, ASKED[1]].message and "analyzed" in rows["f" * 64, ASKED[0]].message
        with zipfile.ZipFile(crops.crop_archive(site, job_id)) as archive:
            assert "crops.csv" in archive.namelist() and wide.file in archive.namelist()
            assert Image.open(io.BytesIO(archive.read(wide.file))).size == (300, 100)
        file = crops.render(site, photos.portrait, crops.read_request(site, ASKED[0]))
        assert file.crop.to_dict() == wide.crop, "the same numbers through every door"


def test_what_is_refused(tmp_path: Path) -> None:
    with small_site(tmp_path) as photos:
        site = photos.site
        for asked, more, words in (((), {}, "1 to 12"), (("aspect=1:1",), {}, "or of named"),
                                   (("aspect=1:1",) * 2 + ("",), {"job": "a", "pictures": ["b"]}, "one of the two"),
                                   (("color=red",), {"pictures": ["b"]}, "unknown")):
            with pytest.raises(Misuse) as error:
                crops.start_crops(site, asked, **more)
            assert words in str(error.value)
        with pytest.raises(NotFound):
            crops.start_crops(site, ("$none$",), pictures=["b"])
        with pytest.raises(NotFound):
            crops.start_crops(site, ("aspect=1:1",), job="0" * 16)
        study = site.store.create_job("s", "table", {}, "study")
        for ask in (crops.crop_rows, crops.crop_archive):
            with pytest.raises(NotFound, match="makes no crops"):
                ask(site, study)
        with pytest.raises(Misuse, match="Only analyses and audits"):
            crops.start_crops(site, ("aspect=1:1",), job=study)
        assert jobs.list_jobs(site, "crop") == []
