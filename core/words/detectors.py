"""Words for what the steps of the face and the person detector saw, and for why boxes fell."""

from __future__ import annotations

import numpy as np

from core.nouns.detector_trace import NETS, DetectorTrace, FaceCandidate
from core.nouns.saliency import Saliency
from core.nouns.thresholds import is_face, is_person
from core.words.labels import OUTLINE_WORDS
from core.words.numerals import count

STEPS = ("pyramid", *NETS, "second_look")
STEP_NAMES = {"pyramid": "Sizes", "pnet": "P-Net", "rnet": "R-Net", "onet": "O-Net", "second_look": "Second look"}
STEP_TEXTS = {
    "pyramid": "MTCNN searches the photo at several sizes, so that one small net finds small and large faces. The "
               "sizes lie side by side on one canvas, as the net sees them; bright places score high for a face.",
    "pnet": "The first net (proposal net) scores every window of 12 x 12 pixels at every size, and corrects the box "
            "of those above its threshold. It is quick and generous: most of its boxes are no faces.",
    "rnet": "The second net (refinement net) sees each remaining box as a square of 24 x 24 pixels, scores it again "
            "and corrects its box.",
    "onet": "The third net (output net) sees what is left as squares of 48 x 48 pixels. It scores and corrects the "
            "box and places five landmarks: eyes, nose and the ends of the mouth.",
    "second_look": "MTCNN also fires on mugs and shoes. So Merchlens runs its third net on five more squares around "
                   "each candidate: mirrored, from the left, from above, tighter and wider. A face remains one in all "
                   "of them; a logistic rule over the scores decides. A face on a shirt, a bag or a book is a face "
                   "too, but printed: no person box goes on below its chin, and it does not fill the photo. A second "
                   "rule, over the person boxes around it, refuses such faces; the lower score counts.",
}
FATE_WORDS = {
    "kept": "Kept",
    "suppressed": "Suppressed by a better box nearby",
    "other_size": "Suppressed by a better box at another size",
    "low": "Score not above the threshold",
}
LOOK_WORDS = ("Candidate", "Mirrored", "From the left", "From above", "Tighter", "Wider")
LANDMARK_WORDS = ("left eye", "right eye", "nose", "left end of the mouth", "right end of the mouth")
PART_WORDS = {
    "score": "Third net's score", "near": "Nearby squares, mean", "worst": "Nearby squares, lowest",
    "mirrored": "Mirrored", "close": "Tighter", "wide": "Wider",
}
PERSON_TEXT = (
    "One YOLO network scores the whole photo at once and returns thousands of boxes. The best 300 are kept; a box that "
    "overlaps a better one by more than {overlap:.2f} (IoU) is suppressed, and those at or above the threshold are "
    "persons. Parts of a body count too."
)
WHY_BOX = (
    "D-RISE hides random parts of the box and of as much around it, {masks} times, runs the whole detector on each "
    "result, and sees how well its boxes still confirm this one. Bright parts are those that the box needs."
)
NO_BOX = ("Neither a face nor a person comes close enough to be explained. See Faces and Persons for the closest "
          "candidates.")
STORED = "The slider reads stored candidates; no model runs. What if shows what the thresholds change for the verdict."


def faces_words(trace: DetectorTrace) -> str:
    """What the face detector found; without a face, how close the photo came to one.

    Parameters
    ----------
    trace : DetectorTrace
    """
    if trace.faces.scores.size:
        return f"{count(len(trace.faces), 'face')}. {_way(trace)}"
    return f"No face. {_closest(trace)}"


def persons_words(trace: DetectorTrace, threshold: float) -> str:
    """How many persons there are at a threshold; without one, how close the photo came.

    Parameters
    ----------
    trace : DetectorTrace
    threshold : float
        In [0, 1].
    """
    kept = trace.bodies.scores[trace.bodies.of("kept")]
    number = int((kept >= threshold).sum())
    if number:
        return f"{count(number, 'person')} at the threshold {threshold:.2f}."
    best = float(kept.max(initial=0.0))
    return f"No person. The closest candidate scores {best:.2f}, below the threshold {threshold:.2f}."


def candidate_words(candidate: FaceCandidate, threshold: float) -> str:
    """Score and outcome of the second look at one candidate."""
    if candidate.is_face:
        return f"Face: {candidate.score:.2f}, above {threshold:.2f}"
    return f"Refused: {candidate.score:.2f}, not above {threshold:.2f}; {candidate.reason}"


def body_words(candidate: FaceCandidate) -> str:
    """How sure a body belongs to the candidate; "" where that was not looked at."""
    return "" if candidate.body is None else f"A body belongs to it: {candidate.body:.2f}"


def step_words(trace: DetectorTrace, step: str) -> str:
    """A step with the number of boxes that it leaves: "P-Net: 95"."""
    left = {"pyramid": len(trace.levels), "second_look": len(trace.faces)}
    number = left[step] if step in left else trace.nets[step].counts["kept"]
    return f"{STEP_NAMES[step]}: {number:,}"


def last_step(trace: DetectorTrace) -> str:
    """The last step that any box of the photo reached."""
    if trace.candidates:
        return "second_look"
    return next((net for net in reversed(NETS) if len(trace.nets[net])), "pyramid")


def box_words(score: float, fate: str, rival: float) -> str:
    """What became of one box.

    Examples
    --------
    >>> box_words(0.913, "suppressed", 0.98)
    '0.91: suppressed by a better box nearby (0.98)'
    """
    words = FATE_WORDS[fate]
    return f"{score:.2f}: {words[0].lower()}{words[1:]}" + (f" ({rival:.2f})" if rival else "")


def chosen_words(detector: str, number: int, score: float, threshold: float) -> str:
    """One box of a list of choices.

    Examples
    --------
    >>> chosen_words("face", 1, 0.982, 0.5), chosen_words("person", 2, 0.31, 0.49)
    ('Face 1 (0.98)', 'Person candidate 2 (0.31, below the threshold)')
    """
    above = is_face(score, threshold) if detector == "face" else is_person(score, threshold)
    word = OUTLINE_WORDS[detector]
    if above:
        return f"{word} {number} ({score:.2f})"
    return f"{word} candidate {number} ({score:.2f}, below the threshold)"


def evidence_words(saliency: Saliency, xyxy: np.ndarray, size_wh: tuple[int, int]) -> str:
    """Which share of a map lies inside its box.

    Parameters
    ----------
    saliency : Saliency
        Over a picture of `size_wh`.
    xyxy : ndarray of float, shape (4,)
        The box in pixels of that picture.
    size_wh : tuple of int

    Examples
    --------
    >>> heat = np.array([[1.0, 0.0], [0.0, 0.0]], np.float32)
    >>> evidence_words(Saliency(heat, heat, "face", 0.9, "d-rise", ""), np.array([0, 0, 5, 5]), (10, 10))
    '100 % of the evidence lies inside the box.'
    """
    if not saliency.has_evidence:
        return ("No part stands out: whatever is hidden, the detector's boxes confirm this one about as well, or not "
                "at all.")
    rows, columns = saliency.map.shape
    left, right = (int(round(x * columns / size_wh[0])) for x in (xyxy[0], xyxy[2]))
    top, bottom = (int(round(y * rows / size_wh[1])) for y in (xyxy[1], xyxy[3]))
    inside = saliency.map[top:max(bottom, top + 1), left:max(right, left + 1)].sum()
    return f"{100 * inside / saliency.map.sum():.0f} % of the evidence lies inside the box."


def _way(trace: DetectorTrace) -> str:
    windows = sum(level.windows for level in trace.levels)
    left = ", then ".join(f"{trace.nets[net].counts['kept']:,}" for net in NETS)
    return (f"{windows:,} windows at {count(len(trace.levels), 'size')} became {left} "
            f"{'box' if trace.nets['onet'].counts['kept'] == 1 else 'boxes'}; the second look accepted "
            f"{len(trace.faces)} of {len(trace.candidates)}.")


def _closest(trace: DetectorTrace) -> str:
    if trace.candidates:
        best = trace.candidates[0]
        return (f"The closest candidate scores {best.score:.2f}, not above "
                f"{trace.face_threshold:.2f}: {best.reason}.")
    if not trace.levels:
        return "The photo is too small: its shorter side needs more than 20 pixels."
    step = last_step(trace)
    boxes = trace.nets.get(step)
    if boxes is None:
        return "No window comes close to a face for the first net."
    return (f"The closest candidate ends at {STEP_NAMES[step]}, which scores it {float(boxes.scores.max()):.2f}; it "
            f"needs more than {boxes.threshold:.2f}.")
