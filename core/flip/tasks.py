"""What worker processes do for this room: search the smallest edit that flips a picture, make the edited picture."""

from __future__ import annotations

import time
from pathlib import Path

import cv2
import numpy as np

from core.analyze import tasks as analyze_tasks
from core.errors import Misuse
from core.flip.edits import TABLE, Scene, apply, scaled, why_not
from core.flip.search import Candidate, Search
from core.images import draw
from core.images.decode import read_picture
from core.nouns.flip import MARGIN, Edit, Flip, FlipSearch, Kind, Reading, State
from core.nouns.intent import INTENT_LABELS, Intent
from core.nouns.picture import Picture
from core.rules import tasks as rules_tasks
from core.settings import Settings

SEARCH_SIDE = 448  # pixels: twice the model's input, so that crops stay sharp
LEAST_SIDE = 16  # pixels; a smaller picture has nothing to crop
CONFIRMATIONS = 8  # runs of the whole chain
LETTERING = Edit("remove_lettering", 1.0)
GROWTH = (1.0, 1.1, 1.25)  # of the amount, where the re-encoded picture falls short of the margin


def flip(settings: Settings, path: str, picture_id: str, request: tuple[str, int]) -> FlipSearch:
    """Search the smallest edit that changes one file's verdict.

    Parameters
    ----------
    settings : Settings
        Names the models.
    path : str
        The picture's file.
    picture_id : str
        sha256 that it must have; "" for any.
    request : tuple of (str, int)
        The label that is to become the top one ("" for the other verdict on shoppable), and the budget: most
        evaluations of the intent model.

    Returns
    -------
    FlipSearch
        Each flip is confirmed: the edited picture was encoded as JPEG and analyzed by the whole chain.

    Raises
    ------
    NotFound
        When the file is no longer the picture that was analyzed.
    Misuse
        For a target that is no label.
    """
    start, (target, budget) = time.perf_counter(), request
    if target not in ("", *INTENT_LABELS):
        raise Misuse(f"The target must be one of {', '.join(INTENT_LABELS)}, not {target[:40]!r}.",
                     "Leave it out for the other verdict.")
    picture = read_picture(Path(path), path, settings, picture_id=picture_id)
    one = _One(settings, picture, target)
    state = _state(picture.image, one.before, target, budget)
    flips, near, skipped, used = one.search(budget) if state == "none" else ((), None, (), 0)
    return FlipSearch(picture.picture_id, target, "flipped" if flips else state, one.before, flips, near, skipped,
                      used + 1, time.perf_counter() - start)


def edit(settings: Settings, path: str, picture_id: str, edits: tuple[Edit, ...]) -> bytes:
    """The edited picture at full size (JPEG), the same bytes that a search has scored."""
    return _jpeg(_edited(settings, path, picture_id, edits))


def thumbnail(settings: Settings, path: str, picture_id: str, edits: tuple[Edit, ...]) -> bytes:
    """The edited picture as small as the thumbnails of analyzed pictures (JPEG)."""
    return draw.preview_jpeg(_edited(settings, path, picture_id, edits), side=analyze_tasks.THUMBNAIL_SIDE)


def preview(settings: Settings, path: str, picture_id: str, edits: tuple[Edit, ...]) -> bytes:
    """The edited picture as small as the previews of analyzed pictures (JPEG)."""
    return draw.preview_jpeg(_edited(settings, path, picture_id, edits), side=analyze_tasks.PREVIEW_SIDE)


def _edited(settings: Settings, path: str, picture_id: str, edits: tuple[Edit, ...]) -> np.ndarray:
    picture = read_picture(Path(path), path, settings, picture_id=picture_id)
    return apply(picture.image, edits, _scene(settings, picture.image, lettering=LETTERING in edits))


class _One:
    """The search on one picture."""

    def __init__(self, settings: Settings, picture: Picture, target: str) -> None:
        self._settings, self._picture, self._target = settings, picture, target
        self._model = analyze_tasks.open_models(settings).intent
        self._left = CONFIRMATIONS
        before = analyze_tasks.analyze_picture(settings, picture)
        self.before = self._reading(before.intent, before.kind)
        self._sign = 1 if target or not self.before.shoppable else -1

    def search(self, budget: int) -> tuple[tuple[Flip, ...], Flip | None, tuple[tuple[Kind, str], ...], int]:
        """Flips, the nearest attempt, what was skipped, and how often the intent model ran."""
        image = self._picture.image
        small, self._scene = _reduced(image), _scene(self._settings, image, lettering=False)
        why: dict[Kind, str] = {edit.kind: why_not(edit, self._scene) for edit in TABLE}
        search = Search(lambda edits: self._reading(self._model.classify(apply(small, edits, self._scene))),
                        self.before, sign=self._sign, budget=budget - 1)
        candidates = search.run(edit for edit in TABLE if not why[edit.kind])
        flips = [flip for candidate in candidates if (flip := self._confirmed(candidate))]
        search.left += 1  # kept for lettering, which is slow to read and gives nothing to publish
        why["remove_lettering"] = "not_needed"
        if not flips:
            self._scene = _scene(self._settings, image)
            why["remove_lettering"] = why_not(LETTERING, self._scene)
            candidate = Candidate((LETTERING,))
            if not why["remove_lettering"]:
                search.tried.append(candidate)
                candidate.share = float(search.look(candidate, 1.0))
            if candidate.share and (flip := self._confirmed(candidate)):
                flips = [flip]
        nearest, near = search.nearest(), None
        if not flips and nearest is not None and nearest.steps:
            near = self._flip(nearest, nearest.gain(self._sign)[1])
        used = budget - search.left + CONFIRMATIONS - self._left
        skipped = tuple((kind, reason) for kind, reason in why.items() if reason)
        return tuple(sorted(flips, key=lambda flip: flip.size)), near, skipped, used

    def _confirmed(self, candidate: Candidate) -> Flip | None:
        for growth in GROWTH:
            share = round(candidate.share * growth, 4)
            if self._left <= 0 or share > 1:
                return None
            flip = self._flip(candidate, share)
            if self._sign * flip.after.gap >= MARGIN:
                return flip
        return None

    def _flip(self, candidate: Candidate, share: float) -> Flip:
        self._left -= 1
        edits = scaled(candidate.edits, share)
        data = _jpeg(apply(self._picture.image, edits, self._scene))
        after = analyze_tasks.analyze_bytes(self._settings, data)
        return Flip(edits, min(1.0, share * len(edits)), self.before, self._reading(after.intent, after.kind),
                    candidate.curve(self.before))

    def _reading(self, intent: Intent, photo_type: str = "") -> Reading:
        score, gap = (_of_label(intent, self._target) if self._target else
                      (intent.shoppable_score, self._model.gap(intent)))
        return Reading(round(score, 4), round(gap, 4), intent.shopping.top, intent.shoppable, photo_type)


def _of_label(intent: Intent, label: str) -> tuple[float, float]:
    score = intent.shopping.score(label)
    return score, score - max(intent.shopping.score(other) for other in INTENT_LABELS if other != label)


def _state(image: np.ndarray, before: Reading, target: str, budget: int) -> State:
    if target and before.label == target:
        return "already"
    if min(image.shape[:2]) < LEAST_SIDE:
        return "too_small"
    if all(float(np.ptp(image[..., channel])) <= 2 for channel in range(3)):
        return "one_color"
    return "none" if budget > 0 else "no_budget"


def _reduced(image: np.ndarray) -> np.ndarray:
    """A copy of at most 448 px, or with a shorter side of 64 px for a very long picture."""
    height, width = image.shape[:2]
    scale = min(1.0, max(SEARCH_SIDE / max(height, width), 64 / min(height, width)))
    return np.asarray(cv2.resize(image, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA))


def _scene(settings: Settings, image: np.ndarray, *, lettering: bool = True) -> Scene:
    """Found on the reduced copy, so that the search and the full picture edit the same places."""
    small = _reduced(image)
    height, width = small.shape[:2]
    mask, color = rules_tasks.plain_background(small)
    left, top, right, bottom = rules_tasks.border_insets(small)
    boxes = tuple((box[0] / width, box[1] / height, box[2] / width, box[3] / height)
                  for box in (line.xyxy for line in (rules_tasks.text_lines(settings, small) if lettering else ())))
    border = (left / width, top / height, right / width, bottom / height)
    return Scene(mask, color if mask is not None else Scene.color, border, boxes)


def _jpeg(image: np.ndarray) -> bytes:
    return draw.preview_jpeg(image, side=max(image.shape[:2]))
