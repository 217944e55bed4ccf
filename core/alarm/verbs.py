"""What a user can want of this room: find alarms, look at what was not looked at, answer, take the list away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import IO, Any

from core import analyze, audits, similar
from core.alarm.evidence import STAGES, Evidence, Part
from core.alarm.making import NAME
from core.alarm.other_sku import SKU
from core.alarm.work import KIND as SKU_JOB
from core.catalog import corrections
from core.errors import Misuse, NotFound
from core.jobs.board import open_board
from core.nouns.alarm import ANSWERS, Alarm
from core.nouns.correction import WITHDRAWN, Correction
from core.nouns.product import Candidate
from core.site import Site
from core.words.csv_cells import write_csv
from core.words.wrong_pictures import reason

OPEN = "open"  # the answer that takes an earlier one back
_SHOWN = ("sku", "title", "number", "uri", "picture_id")
COLUMNS = ("alarm", "confidence", "kind", "reason", "answer", *_SHOWN, *(f"other_{name}" for name in _SHOWN),
           "other_products", "claimed", "colors", "tags", "words", "score", "barcode", "likeness_other", "likeness_own")


@dataclass(frozen=True)
class WrongPictures:
    """The alarms of an audit.

    Attributes
    ----------
    job_id : str
    alarms : tuple of Alarm
        The surest first, answered ones too.
    parts : tuple of Part
        How much of the audit each kind of alarm has looked at.
    left_out : dict of str to int
        Kind -> alarms beyond the first 1,000 of it.
    """

    job_id: str
    alarms: tuple[Alarm, ...]
    parts: tuple[Part, ...]
    left_out: dict[str, int]

    def answered(self, answer: str) -> list[Alarm]:
        """Those with this answer; "" for those that wait for one."""
        return [alarm for alarm in self.alarms if alarm.answer == answer]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON; each alarm with its reason in words."""
        return {"job_id": self.job_id, "alarms": [alarm.to_dict() | {"reason": reason(alarm)} for alarm in self.alarms],
                "parts": [asdict(part) for part in self.parts], "left_out": self.left_out}


def find(site: Site, job_id: str) -> WrongPictures:
    """The pictures of an audit that probably show the wrong product, the surest first.

    Parameters
    ----------
    site : Site
        Its catalog holds the audit, what stages found, and the index of pictures.
    job_id : str
        Of the audit.

    Raises
    ------
    NotFound
        No such audit.
    """
    job = audits.job(site, job_id)
    alarms, parts, left_out = site.part(Evidence).of(job)
    with site.store.reading() as connection:
        said = corrections.latest(connection, NAME)
    answered = tuple(replace(alarm, answer=_answer(alarm, said)) for alarm in alarms)
    return WrongPictures(job_id, answered, parts, left_out)


def answer(site: Site, job_id: str, alarm_id: str, said: str, *, author: str = "") -> Alarm:
    """Say of an alarm whether the picture is wrong; it counts in every audit that shows it so.

    Parameters
    ----------
    site : Site
    job_id : str
        Of the audit.
    alarm_id : str
        From `find`.
    said : {"wrong", "fine", "open"}
        "open" takes an earlier answer back.
    author : str
        Who says so.

    Returns
    -------
    Alarm
        With its answer.

    Raises
    ------
    Misuse
        No such answer.
    NotFound
        No such audit or alarm.
    """
    if said not in (*ANSWERS, OPEN):
        raise Misuse(f"{said[:40]!r} is no answer to an alarm.", f"Answer with {', '.join(ANSWERS)} or {OPEN}.")
    alarm, value = _alarm(site, job_id, alarm_id), WITHDRAWN if said == OPEN else said
    with site.store.writing() as connection:
        before = corrections.latest(connection, NAME)
        now = datetime.now(UTC)
        corrections.add(connection, [
            Correction(picture_id, key, value, before.get((picture_id, key), ""), author.strip(), now)
            for picture_id, key in alarm.keys if before.get((picture_id, key), WITHDRAWN) != value])
    return replace(alarm, answer="" if said == OPEN else said)


def history(site: Site, job_id: str, alarm_id: str) -> list[Correction]:
    """What people said of an alarm, the newest first; errors as of `answer`."""
    picture_id, key = _alarm(site, job_id, alarm_id).keys[0]
    with site.store.reading() as connection:
        return corrections.history(connection, picture_id, key)


def look(site: Site, job_id: str) -> list[str]:
    """Begin to look at what was not looked at: stages over the audit's pictures, the index, barcodes and looks.
    Nothing is fetched.

    Returns
    -------
    list of str
        Ids of the jobs; none where everything was looked at.

    Raises
    ------
    NotFound
        No such audit.
    """
    lacking = {part.name for part in find(site, job_id).parts if part.looked_at < part.pictures and not part.job_id}
    stages = tuple(dict.fromkeys(stage for kind, stage in STAGES.items() if kind in lacking))
    jobs = [analyze.recognize(site, stages, job_id)] if stages else []
    jobs += [similar.start_index(site)] if "near" in lacking else []
    return [*jobs, *([site.part(open_board).start(job_id, "job", kind=SKU_JOB, offers=[
        Candidate("barcodes and looks", origin="catalog")])] if SKU in lacking else [])]


def write_table(site: Site, job_id: str, out: IO[bytes], *, answers: tuple[str, ...] = ("", *ANSWERS),
                shown: Callable[[dict[str, Any]], dict[str, Any]] = dict) -> int:
    """Write the alarms as CSV that no spreadsheet runs.

    Parameters
    ----------
    site : Site
    job_id : str
        Of the audit.
    out : binary file
        Stays open.
    answers : tuple of str
        Only alarms with one of these answers.
    shown : callable
        Gives a row as the reader may see it.

    Returns
    -------
    int
        Number of alarms.
    """
    rows = (shown(_cells(alarm)) for alarm in find(site, job_id).alarms if alarm.answer in answers)
    return write_csv(COLUMNS, rows, out)


def _alarm(site: Site, job_id: str, alarm_id: str) -> Alarm:
    for alarm in find(site, job_id).alarms:
        if alarm.alarm_id == alarm_id:
            return alarm
    raise NotFound(f"This audit has no alarm {alarm_id[:40]!r}.", "Ask for its wrong pictures again.")


def _answer(alarm: Alarm, said: dict[tuple[str, str], str]) -> str:
    """Wrong where somebody says so of any of its products; fine where that was said of each."""
    values = [said.get(key, "") for key in alarm.keys]
    return "wrong" if "wrong" in values else "fine" if all(values) else ""


def _cells(alarm: Alarm) -> dict[str, Any]:
    cells: dict[str, Any] = {name: getattr(alarm.shown, name) for name in _SHOWN}
    if alarm.others:
        cells |= {f"other_{name}": getattr(alarm.others[0], name) for name in _SHOWN}
    return cells | {
        "alarm": alarm.alarm_id, "confidence": alarm.confidence, "kind": alarm.kind, "reason": reason(alarm),
        "answer": alarm.answer, "other_products": alarm.products, "claimed": ", ".join(alarm.claimed),
        "colors": ", ".join(f"{name} {share:.2f}" for name, share in alarm.colors),
        "tags": ", ".join(f"{name} {score:.2f}" for name, score in alarm.tags),
        "words": ", ".join(word.text for word in alarm.words), "barcode": alarm.code,
        "score": "" if alarm.score is None else round(alarm.score, 3),
        **({"likeness_other": round(alarm.likeness.other, 3), "likeness_own":
            "" if alarm.likeness.own is None else round(alarm.likeness.own, 3)} if alarm.likeness else {})}
