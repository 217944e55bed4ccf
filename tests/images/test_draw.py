"""What drawings must mean: boxes lie where they were found, the deciding one stands out, cold places show the photo."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.images import draw
from core.nouns.analysis import Analysis, Decision
from core.nouns.detections import Detections
from core.nouns.intent import INTENT_LABELS, Classification, Intent
from core.nouns.saliency import Saliency
from core.words import colors

FACE, REFUSED = colors.rgb(colors.OUTLINE_COLORS["face"]), colors.rgb(colors.OUTLINE_COLORS["refused"])
GRAY = 120
SIZE_WH = (640, 480)
FACES = np.array([[300, 200, 380, 300], [80, 90, 140, 160]], np.float32)
POINTS = np.array([[[325, 235], [355, 235], [340, 255], [328, 275], [352, 275]],
                   [[95, 115], [125, 115], [110, 128], [98, 145], [122, 145]]], np.float32)
PERSONS = np.array([[250, 150, 450, 470], [40, 60, 200, 470]], np.float32)


def flat(size_wh: tuple[int, int] = SIZE_WH, level: int = GRAY) -> np.ndarray:
    return np.full((size_wh[1], size_wh[0], 3), level, np.uint8)


def analysis(stage: str = "faces", index: int | None = 0, *, faces: int = 2, persons: int | None = 2,
             refused: tuple = ()) -> Analysis:
    kind = {"faces": "model_face", "persons": "worn_no_face", "none": "product_only"}[stage]
    found_faces = Detections(
        "face", FACES[:faces].copy(), np.array([0.987, 0.9], np.float32)[:faces], POINTS[:faces].copy())
    found_persons = None if persons is None else Detections(
        "person", PERSONS[:persons], np.array([0.9, 0.8], np.float32)[:persons])
    intent = Intent(Classification(INTENT_LABELS, np.full(4, 0.25, np.float32)), 0.0, False, 0.25)
    return Analysis("made up", "0" * 64, SIZE_WH, Decision(kind, stage, index, 0.9, 0.5, 0.4, refused),
                    found_faces, found_persons, intent)


def changed(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    return (before != after).any(axis=2)


def saliency(heat: np.ndarray) -> Saliency:
    return Saliency(heat.astype(np.float32), heat[:7, :7].astype(np.float32), "apparel", 0.9, "grad-cam", "last")


def left_half(size_wh: tuple[int, int] = SIZE_WH) -> np.ndarray:
    return np.repeat(np.linspace(1, 0, size_wh[0])[None] ** 3, size_wh[1], axis=0)


class TestBoxes:
    def test_returns_a_new_picture(self) -> None:
        image = flat()
        image.flags.writeable = False
        drawn = draw.boxes(image, analysis(refused=({"xyxy": [1, 2, 30, 40], "score": 0.8, "reason": "flat"},)))
        assert (image == GRAY).all()
        assert drawn.shape == image.shape
        assert drawn.dtype == np.uint8

    def test_a_box_is_drawn_inside_its_coordinates_and_nowhere_else(self) -> None:
        image = flat()
        marks = changed(image, draw.boxes(image, analysis("none", None, faces=0, persons=1)))
        rows, columns = np.nonzero(marks)
        left, top, right, bottom = PERSONS[0]
        assert abs(columns.min() - left) <= 2 and abs(columns.max() - right) <= 2
        assert abs(rows.min() - top) <= 2 and abs(rows.max() - bottom) <= 2
        assert not marks[200:420, 300:400].any(), "the inside of the box stays free"

    @pytest.mark.parametrize("index", [0, 1])
    def test_the_deciding_box_is_thicker(self, index: int) -> None:
        image = flat()
        drawn = draw.boxes(image, analysis("faces", index, persons=None))
        middle = [int(box[[1, 3]].mean()) for box in FACES]
        widths = [changed(image, drawn)[middle[k], int(FACES[k, 0]) - 6: int(FACES[k, 0]) + 8].sum() for k in (0, 1)]
        assert widths[index] > widths[1 - index]

    def test_the_deciding_box_is_labeled_and_no_other(self) -> None:
        image = flat()
        above = slice(int(FACES[0, 1]) - 18, int(FACES[0, 1]) - 4), slice(int(FACES[0, 0]), int(FACES[0, 2]))
        decided = draw.boxes(image, analysis("faces", 0, persons=0))
        undecided = draw.boxes(image, analysis("none", None, persons=0))
        assert (decided[above] == FACE).all(axis=2).mean() > 0.3
        assert not changed(image, undecided)[above].any()

    def test_faces_and_persons_differ_in_color_and_in_stroke(self) -> None:
        assert colors.OUTLINE_COLORS["face"] != colors.OUTLINE_COLORS["person"]
        person = draw.boxes(flat(), analysis("none", None, faces=0, persons=1))
        side = person[160:460, 250:256].astype(int).sum(axis=(1, 2))
        assert side.max() > 2 * side.min(), "a dashed line alternates"
        face = draw.boxes(flat(), analysis("none", None, faces=1, persons=0))
        side = face[210:290, 300:306].astype(int).sum(axis=(1, 2))
        assert side.max() == side.min(), "a solid line does not"

    def test_landmarks_are_five_dots(self) -> None:
        drawn = draw.boxes(flat(), analysis("none", None, faces=1, persons=0))
        for x, y in POINTS[0].astype(int):
            assert tuple(drawn[y, x]) == FACE

    def test_refused_candidates_are_dotted_in_gray(self) -> None:
        image = flat(level=20)
        refused = ({"xyxy": [400, 300, 480, 380], "score": 0.86, "reason": "flat"},)
        drawn = draw.boxes(image, analysis("none", None, faces=0, persons=0, refused=refused))
        side = changed(image, drawn)[300:380, 399:406].any(axis=1)
        assert 0.2 < side.mean() < 0.9
        assert (drawn == REFUSED).all(axis=2).any()
        assert not (drawn == FACE).all(axis=2).any()

    @pytest.mark.parametrize("box", [(0, 0, 60, 60), (590, 0, 640, 50), (0, 440, 30, 480), (0, 0, 640, 480),
                                     (630, 470, 640, 480)])
    def test_the_label_is_never_cut_off(self, box: tuple) -> None:
        found = analysis("faces", 0, faces=1, persons=0)
        found.faces.xyxy[0] = box
        found.faces.landmarks[0] = np.array(box[:2]) + 5
        drawn = draw.boxes(flat(), found)
        middle = draw.boxes(flat(), analysis("faces", 0, faces=1, persons=0))
        ink = (drawn == 0).all(axis=2).sum()
        assert ink == pytest.approx((middle == 0).all(axis=2).sum(), rel=0.05), "the same letters, all of them"

    @pytest.mark.parametrize("size_wh", [(1, 1), (3, 200), (20, 15), (150, 112), (4000, 3000)])
    def test_any_size_of_the_picture(self, size_wh: tuple[int, int]) -> None:
        image = flat(size_wh)
        assert changed(image, draw.boxes(image, analysis())).any()
        if min(size_wh) >= 112:
            marks = changed(image, draw.boxes(image, analysis("none", None)))
            columns = np.nonzero(marks)[1]
            factor = size_wh[0] / SIZE_WH[0]
            assert columns.max() / factor == pytest.approx(450, abs=6), "coordinates follow the copy's size"
            assert marks.mean() < 0.25

    def test_on_a_real_photo(self, photos: dict) -> None:
        image = cv2.cvtColor(cv2.imread(str(photos["bus"])), cv2.COLOR_BGR2RGB)
        drawn = draw.boxes(image, analysis("persons", 0, faces=0))
        assert 0.005 < changed(image, drawn).mean() < 0.1


class TestHeat:
    @pytest.mark.parametrize("name", colors.COLOR_MAPS)
    def test_hotter_is_brighter(self, name: str) -> None:
        heat = np.repeat(np.linspace(0, 1, 256)[None], 8, axis=0)
        luminance = draw.heatmap(heat, name).astype(float) @ [0.2126, 0.7152, 0.0722]
        assert (np.diff(luminance[0]) >= -0.5).all()
        assert luminance[0, 0] < 40 and luminance[0, -1] > 200

    @pytest.mark.parametrize("name", colors.COLOR_MAPS)
    def test_the_legend_has_the_colors_of_the_drawing(self, name: str) -> None:
        stops = colors.COLOR_MAPS[name]
        drawn = draw.heatmap(np.linspace(0, 1, len(stops))[None], name)[0]
        assert drawn.tolist() == [list(colors.rgb(color)) for color in stops]

    def test_red_comes_first(self) -> None:
        middle = draw.heatmap(np.full((8, 8), 0.6))[0, 0]
        assert middle[0] > 2 * middle[2], "inferno's middle is red, not blue"

    def test_cold_places_show_the_photo(self) -> None:
        image = flat()
        laid = draw.overlay(image, saliency(left_half()), opacity=0.5)
        assert (laid[:, -40:] == image[:, -40:]).all()
        expected = (image[0, 0] + draw.heatmap(left_half())[0, 0].astype(int)) / 2
        assert laid[0, 0] == pytest.approx(expected, abs=1)
        assert (image == GRAY).all()

    @pytest.mark.parametrize("opacity", [0.0, 1.0])
    def test_opacity_goes_from_the_photo_to_the_heatmap(self, opacity: float) -> None:
        hot = saliency(np.ones((480, 640)))
        expected = draw.heatmap(hot.map) if opacity else flat()
        assert (draw.overlay(flat(), hot, opacity=opacity) == expected).all()

    def test_a_smaller_copy_of_the_picture_will_do(self) -> None:
        whole = draw.overlay(flat(), saliency(left_half()))
        copy = draw.overlay(flat((320, 240)), saliency(left_half()))
        outline = int(np.argmax(left_half()[0] < 0.5))
        apart = np.abs(whole[::2, ::2].astype(int) - copy)
        assert np.delete(apart, range(outline // 2 - 4, outline // 2 + 4), axis=1).max() <= 4

    def test_an_outline_goes_round_half_of_the_evidence_and_not_along_the_edges(self) -> None:
        heat = np.zeros((480, 640))
        heat[100:200, 300:400], heat[:60, :80], heat[300:400, 300:400] = 1, 0.9, 0.4
        laid = draw.overlay(flat(), saliency(heat), opacity=1e-6)
        rows, columns = np.nonzero(changed(flat(), laid))
        assert laid[rows, columns].max() > 200 and laid[rows, columns].min() < 50, "light in a dark casing"
        near = np.zeros(len(rows), bool)
        for place, edges in ((rows, (60, 100, 200)), (columns, (80, 300, 400))):
            for edge in edges:
                near |= np.abs(place - edge) < 6
        assert near.all(), "round both regions, none round the weak one's middle"
        assert not changed(flat(), laid)[296:404, 296:404].any()
        assert not changed(flat(), laid)[:50, :70].any(), "open at the picture's edge"

    def test_no_evidence_is_the_photo_with_a_caption(self) -> None:
        image = flat()
        laid = draw.overlay(image, saliency(np.zeros((480, 640))))
        marks = changed(image, laid)
        assert 0.005 < marks.mean() < 0.1
        assert not marks[:400].any()
        assert (laid == 255).all(axis=2).any(), "letters"


class TestEncoding:
    def test_preview_has_no_longer_side_and_keeps_the_colors(self) -> None:
        image = flat((1280, 320))
        image[:, :640] = (220, 30, 40)
        read = cv2.cvtColor(cv2.imdecode(np.frombuffer(draw.preview_jpeg(image), np.uint8), 1), cv2.COLOR_BGR2RGB)
        assert read.shape == (160, 640, 3)
        assert read[80, 100] == pytest.approx([220, 30, 40], abs=6)

    def test_a_reduced_copy_keeps_the_aspect_and_the_mean(self) -> None:
        image = np.random.default_rng(0).integers(0, 256, (300, 900, 3)).astype(np.uint8)
        copy = draw.downscale(image, side=90)
        assert copy.shape == (30, 90, 3)
        assert copy.mean() == pytest.approx(image.mean(), abs=1)
        assert copy.std() < image.std() / 3, "noise averages out, so nothing flickers"
        whole = draw.downscale(image, side=900)
        assert (whole == image).all() and whole is not image

    def test_preview_never_enlarges(self) -> None:
        read = cv2.imdecode(np.frombuffer(draw.preview_jpeg(flat((30, 20)), side=640), np.uint8), 1)
        assert read.shape == (20, 30, 3)

    def test_a_very_long_picture_keeps_a_row(self) -> None:
        read = cv2.imdecode(np.frombuffer(draw.preview_jpeg(flat((5000, 2)), side=100), np.uint8), 1)
        assert read.shape == (1, 100, 3)

    def test_png_is_exact(self) -> None:
        image = np.random.default_rng(0).integers(0, 256, (20, 30, 3)).astype(np.uint8)
        read = cv2.cvtColor(cv2.imdecode(np.frombuffer(draw.png(image), np.uint8), 1), cv2.COLOR_BGR2RGB)
        assert (read == image).all()


class TestColors:
    def test_every_meaning_has_its_own_color(self) -> None:
        used = [*colors.INTENT_COLORS.values(), *colors.KIND_COLORS.values(),
                colors.OUTLINE_COLORS["face"], colors.OUTLINE_COLORS["person"]]
        assert len(set(used)) == len(used)

    @pytest.mark.parametrize("color", [*colors.INTENT_COLORS.values(), *colors.KIND_COLORS.values(),
                                        *colors.OUTLINE_COLORS.values()])
    def test_text_can_be_read_on_every_color(self, color: str) -> None:
        def luminance(text: str) -> float:
            parts = np.array(colors.rgb(text)) / 255
            return float(np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
                         @ [0.2126, 0.7152, 0.0722])

        light, dark = sorted((luminance(color), luminance(colors.text_on(color))), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5
