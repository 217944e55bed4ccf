"""Crops of many pictures as a job: start it, read what it has made, take the ZIP."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.crops.bulk import Bulk, CropRow
from core.crops.verbs import read_request
from core.errors import Misuse, NotFound
from core.jobs.board import open_board
from core.nouns.product import Candidate
from core.site import Site

KIND = "crop"  # of job
MOST_CROPS = 12  # of one picture in a job
MOST_PICTURES = 10_000  # that a job names


def start_crops(site: Site, crops: Sequence[str], *, job: str = "", pictures: Sequence[str] = (),
                rescore: bool = True) -> str:
    """Begin to crop many pictures in the background.

    Parameters
    ----------
    site : Site
    crops : sequence of str
        What to make of each picture: options such as `aspect=1:1,width=1000` or `$amazon$`.
    job : str
        Id of an analysis or audit, whose analyzed pictures are cropped;
    pictures : sequence of str
        or ids of analyzed pictures, such as those that were selected in the catalog.
    rescore : bool
        Whether the model of shopping intent judges each crop again.

    Returns
    -------
    str
        The id of the job; watch it by `core.jobs`, then read it by `crop_rows` and `crop_archive`.

    Raises
    ------
    Misuse, NotFound
        Options that cannot be read, no pictures, an unknown job, or the same job is being cropped already.
    """
    asked = list(dict.fromkeys(text.strip() for text in crops if text.strip()))
    if not 1 <= len(asked) <= MOST_CROPS:
        raise Misuse(f"A picture is cropped in 1 to {MOST_CROPS} ways, not {len(asked)}.",
                     "Name aspects or templates, such as aspect=1:1 or $amazon$.")
    for text in asked:
        read_request(site, text)
    if bool(job) == bool(pictures):
        raise Misuse("Crops are made of the pictures of a job, or of named pictures.", "Give one of the two.")
    if len(pictures) > MOST_PICTURES:
        raise Misuse(f"At most {MOST_PICTURES:,} named pictures are cropped at once, not {len(pictures):,}.",
                     "Narrow the selection down, or crop the pictures of a job.")
    if job and site.store.job(job).kind not in ("analyze", "audit"):
        raise Misuse("Only analyses and audits have pictures to crop.", "Name one of them.")
    options = {"crops": asked, "job": job, "pictures": list(pictures), "rescore": rescore}
    return site.part(open_board).start(job, "crops", options, kind=KIND, offers=[Candidate(KIND, origin="job")])


def crop_rows(site: Site, job_id: str) -> list[CropRow]:
    """What a job has made so far; raises NotFound for another kind of job."""
    return _bulk(site, job_id).rows()


def crop_archive(site: Site, job_id: str) -> Path:
    """The ZIP of a job that has ended; raises NotFound."""
    return _bulk(site, job_id).archive()


def _bulk(site: Site, job_id: str) -> Bulk:
    if site.store.job(job_id).kind != KIND:
        raise NotFound(f"{job_id[:40]!r} makes no crops.", "List those that do: GET /api/jobs?kind=crop.")
    return Bulk(site, job_id)
