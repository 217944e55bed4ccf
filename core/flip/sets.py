"""What a user can ask for a whole set: one edit that helps many of a job's borderline photos."""

from __future__ import annotations

from dataclasses import dataclass

from core import analyze
from core.errors import Misuse, NotFound
from core.flip.borderline import borderline
from core.flip.searches import Searches
from core.flip.summary import COLUMNS, row_values, summarize
from core.jobs.board import open_board
from core.models import store
from core.nouns.flip import Flip
from core.nouns.flip_set import BORDERLINE, BorderlinePicture, FlipSummary
from core.nouns.job import ENDED, Job
from core.nouns.product import Candidate
from core.site import Site
from core.words.csv_cells import csv_bytes

KIND = "flip"
WITH_PICTURES = ("analyze", "audit")  # kinds of jobs whose items are analyzed pictures


@dataclass(frozen=True)
class FlipSet:
    """The searches of a job's borderline pictures.

    Attributes
    ----------
    job : Job or None
        The newest job that searches, with state, progress and time left; None before the first.
    summary : FlipSummary
        Of what is searched so far.
    """

    job: Job | None
    summary: FlipSummary


def start_flips(site: Site, job_id: str) -> str:
    """Begin to search edits for the borderline pictures of an analysis or audit, in the background.

    What an earlier search of the same job has found is kept: a search that was canceled goes on from there.

    Parameters
    ----------
    site : Site
        Open, with its models.
    job_id : str
        Of an analysis or audit that has ended.

    Returns
    -------
    str
        The id of the job that searches; of the present one where it is under way already.

    Raises
    ------
    Misuse
        The job goes on, has no borderline picture, or was done with another model than this site has.
    NotFound
        Unknown job.
    """
    analysis = _analysis(site, job_id)
    if analysis.state not in ENDED:
        raise Misuse("This job has not ended: more borderline photos may come.", "Wait until it has ended.")
    near = borderline(site, job_id)
    if not near:
        raise Misuse(f"No photo of this job has a score within {BORDERLINE} of the threshold.",
                     "Search edits of single photos instead.")
    _check_model(site, near[0])
    job = _newest(site, job_id)
    if job is not None and job.state not in ENDED:
        return job.job_id
    offers = [Candidate("edits", origin="analysis")]
    return site.part(open_board).start(job_id, "analysis", {}, kind=KIND, offers=offers)


def flips_of(site: Site, job_id: str) -> FlipSet:
    """How far the search over an analysis or audit is, and which edits help how many; raises NotFound."""
    return FlipSet(flips_job(site, job_id), flips_summary(site, job_id))


def flips_summary(site: Site, job_id: str) -> FlipSummary:
    """Which edits help how many of the borderline pictures that are searched so far; raises NotFound."""
    _analysis(site, job_id)
    rows, failures = Searches(site, job_id).read()
    return summarize(rows, failures, len(borderline(site, job_id)))


def flips_job(site: Site, job_id: str) -> Job | None:
    """The newest job that searches the borderline pictures of an analysis or audit; None before the first."""
    _analysis(site, job_id)
    job = _newest(site, job_id)
    return site.part(open_board).job(job.job_id) if job else None


def flips_csv(site: Site, job_id: str) -> bytes:
    """A row for each picture that was searched, safe to open in a spreadsheet (UTF-8 with BOM); raises NotFound."""
    _analysis(site, job_id)
    return csv_bytes(COLUMNS, map(row_values, Searches(site, job_id).read()[0]))


def smallest_edits(site: Site, job_id: str) -> dict[str, Flip]:
    """picture_id -> the smallest edit, of pictures of an analysis or audit that one was found for."""
    return {row.search.picture_id: row.smallest for row in Searches(site, job_id).read()[0] if row.smallest}


def wait_for_flips(site: Site, job_id: str, timeout: float | None = None) -> None:
    """Wait until the search over an analysis or audit has ended, or `timeout` seconds passed."""
    if (job := _newest(site, job_id)) is not None:
        site.part(open_board).wait(job.job_id, timeout)


def cancel_flips(site: Site, job_id: str) -> None:
    """End the search over an analysis or audit; what is searched stays, and a new start goes on from there."""
    _analysis(site, job_id)
    if (job := _newest(site, job_id)) is not None:
        site.part(open_board).cancel(job.job_id)


def _analysis(site: Site, job_id: str) -> Job:
    job = site.store.job(job_id)
    if job.kind not in WITH_PICTURES:
        raise NotFound("This job has no analyzed photos.", "Choose an analysis or an audit.")
    return job


def _newest(site: Site, job_id: str) -> Job | None:
    return next((job for job in site.store.jobs(KIND) if job.source == job_id), None)


def _check_model(site: Site, picture: BorderlinePicture) -> None:
    settings = site.settings
    model = store.entry(settings.models_dir, "intent", settings.intent_model).name
    earlier = analyze.analysis_of(site, picture.picture_id).models.get("intent", model)
    if earlier != model:
        raise Misuse(f"These photos were analyzed by the model {earlier}; this site has {model}.",
                     "Run the audit or analysis again, then search edits.")
