"""No window cuts what it must keep: on 10,000 random pictures, and in each case that has a name."""

from __future__ import annotations

import numpy as np
import pytest

from core.crops.solve import main_faces, poi, solve, with_headroom
from core.errors import Misuse
from core.nouns.crop import Box, Crop, Subject, Window, read_aspect

ASPECTS = ("3:1", "2:1", "16:9", "1.91:1", "1:1", "4:5", "0.6944", "9:16")
PORTRAIT = Subject((800, 1200), faces=((350, 200, 450, 320),), product=(200, 150, 600, 1150))


def inside(box: Box, window: Window) -> bool:
    return box[0] >= window[0] and box[1] >= window[1] and box[2] <= window[2] and box[3] <= window[3]


def apart(box: Box, window: Window) -> bool:
    return box[2] <= window[0] or box[0] >= window[2] or box[3] <= window[1] or box[1] >= window[3]


def violations(subject: Subject, crop: Crop) -> list[str]:
    """What a crop breaks of its promises."""
    if crop.window is None:
        return [] if crop.message and crop.hint and not crop.holds else ["no window and no reason"]
    left, top, right, bottom = crop.window
    width, height = right - left, bottom - top
    found = [] if left >= 0 and top >= 0 and right <= subject.size_wh[0] and bottom <= subject.size_wh[1] else ["out"]
    found += [] if width > 0 and height > 0 else ["empty"]
    ratio = read_aspect(crop.aspect)  # within the rounding of either side
    near = abs(width - height * ratio) <= 1 + ratio or abs(height - width / ratio) <= 1 + 1 / ratio
    found += [] if near else ["ratio"]
    found += ["cuts a face" for face in subject.faces if not inside(face, crop.window) and not apart(face, crop.window)]
    must: dict[str, list[Box]] = {
        "own": [subject.own] if subject.own else [], "faces": list(main_faces(subject)),
        "product": [subject.product] if subject.product else [],
        "faces_product": [*main_faces(subject), subject.product] if subject.product else [], "part": [],
        "center": []}
    return found + [f"{crop.holds} outside" for box in must[crop.holds] if not inside(box, crop.window)]


def random_box(random: np.random.Generator, size_wh: tuple[int, int], most: float) -> Box:
    sides = random.uniform(0.02, most, 2) * size_wh
    left, top = random.uniform(0, np.array(size_wh) - sides)
    return float(left), float(top), float(left + sides[0]), float(top + sides[1])


def random_subject(random: np.random.Generator) -> Subject:
    size_wh = (int(random.integers(40, 3000)), int(random.integers(40, 3000)))
    faces = tuple(random_box(random, size_wh, 0.4) for _ in range(random.choice([0, 1, 1, 1, 2, 3])))
    own = None
    if random.random() < 0.3:
        own = random_box(random, size_wh, 0.6)
        own = (*own[:2], *own[:2]) if random.random() < 0.5 else own
    has_person = bool(random.random() < 0.5)
    return Subject(size_wh, faces, random_box(random, size_wh, 0.95) if random.random() < 0.7 else None,
                   tuple(random_box(random, size_wh, 0.3) for _ in range(random.choice([0, 0, 1, 3]))), own, has_person)


@pytest.mark.parametrize("count", [2000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_no_violation_on_random_pictures_and_aspects(count: int) -> None:
    random, held = np.random.default_rng(0), 0
    for number in range(count):
        subject = random_subject(random)
        crop = solve(subject, ASPECTS[number % len(ASPECTS)], "zoom" if random.random() < 0.5 else "keep")
        assert violations(subject, crop) == [], f"{subject} {crop}"
        held += crop.window is not None
    assert 0.4 < held / count < 1, "both outcomes are met"


def test_a_refusal_is_never_too_early() -> None:
    """Where one face alone must be kept, the answer is yes exactly when the face fits into the largest window."""
    random = np.random.default_rng(1)
    for _ in range(300):
        size_wh = (int(random.integers(50, 900)), int(random.integers(50, 900)))
        face, aspect = random_box(random, size_wh, 0.9), ASPECTS[random.integers(len(ASPECTS))]
        crop, plain = solve(Subject(size_wh, (face,)), aspect), solve(Subject(size_wh), aspect)
        assert plain.window is not None
        whole = [np.ceil(face[axis + 2]) - np.floor(face[axis]) <= plain.size_wh[axis] for axis in (0, 1)]
        assert (crop.window is not None) == all(whole)


def test_a_portrait_keeps_its_face_in_every_layout() -> None:
    for aspect in ("3:1", "2:1", "16:9", "1:1"):
        crop = solve(PORTRAIT, aspect)
        assert crop.holds == "faces" and crop.window and inside(with_headroom(PORTRAIT.faces[0], (800, 1200)),
                                                                crop.window), aspect
        assert crop.size_wh[0] == 800, "the largest crop"
    assert solve(PORTRAIT, "2:3").holds == "faces_product"


def test_zoom_is_tight_and_keep_is_large() -> None:
    small = Subject((1000, 1000), product=(450, 450, 550, 550))
    assert solve(small, "1:1").size_wh == (1000, 1000)
    zoomed = solve(small, "1:1", "zoom")
    assert zoomed.size_wh == (250, 250) and zoomed.window == (375, 375, 625, 625)
    large = Subject((1000, 1000), product=(200, 200, 700, 700))
    assert 500 < solve(large, "1:1", "zoom").size_wh[0] <= 600, "a margin around it"
    assert solve(PORTRAIT, "1:1", "zoom").size_wh == (800, 800), "the person does not fit whole: no closer to the face"
    assert solve(Subject((800, 1200), PORTRAIT.faces), "1:1", "zoom").size_wh[0] < 300


def test_lettering_is_spared_where_it_can_be() -> None:
    text = ((600.0, 100.0, 900.0, 160.0),)
    crop = solve(Subject((1000, 500), product=(100, 100, 300, 400), text=text), "1:1")
    assert crop.window and not crop.cuts_text and crop.window[2] <= 600
    text = ((300.0, 100.0, 960.0, 160.0),)
    unavoidable = solve(Subject((1000, 500), product=(400, 100, 650, 400), text=text), "1:1")
    assert unavoidable.cuts_text and unavoidable.window


def test_a_persons_own_box_wins() -> None:
    crop = solve(Subject((800, 1200), PORTRAIT.faces, PORTRAIT.product, own=(300, 900, 500, 1100)), "3:1")
    assert crop.holds == "own" and crop.window and crop.window[1] > 320, "away from the face, which is not cut"
    point = solve(Subject((800, 1200), PORTRAIT.faces, own=(400, 260, 400, 260)), "3:1")
    assert point.window and inside(PORTRAIT.faces[0], point.window)
    across = solve(Subject((800, 1200), PORTRAIT.faces, own=(300, 300, 400, 560)), "3:1")
    assert across.window is None and "would cut a face" in across.message
    assert poi(Subject((800, 1200), PORTRAIT.faces, own=(1, 2, 3, 4))) == (1, 2, 3, 4)


@pytest.mark.parametrize(("subject", "words"), [
    (Subject((1000, 400), ((50, 50, 150, 150), (800, 50, 900, 150))), "the 2 faces take 850 × 100"),
    (Subject((400, 400), product=(0, 0, 400, 400)), "the product takes 400 × 400"),
    (Subject((100, 400), faces=((0, 100, 100, 200),)), "the face takes 100 × 100")])
def test_what_does_not_fit_is_said(subject: Subject, words: str) -> None:
    crop = solve(subject, "4:5" if subject.size_wh[0] == 1000 else "3:1")
    assert crop.window is None and words in crop.message and crop.hint


def test_bystanders_may_be_left_out_but_are_never_cut() -> None:
    subject = Subject((1000, 400), ((100, 100, 300, 300), (560, 100, 600, 140)))
    crop = solve(subject, "4:5")
    assert crop.holds == "faces" and crop.window and violations(subject, crop) == [] and crop.window[2] <= 560


def test_a_person_without_a_face_may_be_shown_in_part() -> None:
    subject = Subject((675, 900), product=(94, 0, 596, 897), has_person=True)
    assert solve(subject, "3:4").holds == "product"
    crop = solve(subject, "1:1")
    assert crop.holds == "part" and crop.window == (0, 111, 675, 786), "the middle, since each place shows as much"
    assert solve(subject, "1:1", "zoom").size_wh == (675, 675)


def test_nothing_known_means_the_middle() -> None:
    crop = solve(Subject((1000, 500)), "1:1")
    assert crop.window == (250, 0, 750, 500) and crop.holds == "center"
    assert solve(Subject((1000, 500)), "1:1", "zoom").window == crop.window


def test_wrong_words() -> None:
    with pytest.raises(Misuse, match="keep or zoom"):
        solve(PORTRAIT, "1:1", "wide")  # type: ignore[arg-type]
    for text in ("", "1:0", "a:b", "99:1", "nan"):
        with pytest.raises(Misuse, match="aspect"):
            solve(PORTRAIT, text)
