"""What worker processes do for this room: describe faces of a picture, cut out a face to show it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.analyze.tasks import analyze_picture
from core.catalog import face_opt_in
from core.errors import Misuse
from core.images.decode import read_picture
from core.images.draw import preview_jpeg
from core.models.manifest import Entry
from core.nouns.detections import DescribedFace, Detections
from core.settings import Settings
from core.vision.face_descriptor.model import describe

ROOM = 0.35  # of a face's longer side, shown around it


def faces_on(settings: Settings, path: str, size_wh: tuple[int, int], found: tuple[Detections, Entry]
             ) -> list[DescribedFace]:
    """Descriptors of the faces that the chain saw on a picture.

    Parameters
    ----------
    settings : Settings
    path : str
        The picture's own file, or its preview, on which faces lie at the same shares.
    size_wh : tuple of int
        Of the picture that the faces are given in.
    found : (faces, model)

    Returns
    -------
    list of DescribedFace
        Boxes as they were given.
    """
    face_opt_in.check(settings.data_dir)
    image, (faces, entry) = read_picture(Path(path), path, settings).image, found
    scale = np.array([image.shape[1] / size_wh[0], image.shape[0] / size_wh[1]], np.float32)
    points = None if faces.landmarks is None else faces.landmarks * scale
    here = Detections(faces.label, faces.xyxy * np.tile(scale, 2), faces.scores, points)
    back = np.tile(1 / scale, 2)
    return [DescribedFace((float(box[0]), float(box[1]), float(box[2]), float(box[3])), face.values)
            for face in describe(entry, image, here) for box in (np.array(face.xyxy) * back,)]


def cut_out(settings: Settings, path: str, size_wh: tuple[int, int], place: tuple[tuple[float, ...], int]) -> bytes:
    """A face as JPEG.

    Parameters
    ----------
    settings : Settings
    path : str
        The picture's own file, or its preview.
    size_wh : tuple of int
        Of the picture that the box is given in.
    place : (box, side)
        xyxy, and the most pixels of the result's sides.
    """
    image, (box, side) = read_picture(Path(path), path, settings).image, place
    scale = np.tile([image.shape[1] / size_wh[0], image.shape[0] / size_wh[1]], 2)
    left, top, right, bottom = (np.array(box) * scale).tolist()
    half = max(right - left, bottom - top) * (0.5 + ROOM)
    x, y = (left + right) / 2, (top + bottom) / 2
    half = min(half, image.shape[1] / 2, image.shape[0] / 2)
    x, y = min(max(x, half), image.shape[1] - half), min(max(y, half), image.shape[0] - half)
    rows, columns = (slice(int(at - half), max(int(at + half), int(at - half) + 1)) for at in (y, x))
    return preview_jpeg(np.ascontiguousarray(image[rows, columns]), side=side)


def one_face(settings: Settings, path: str, entry: Entry) -> DescribedFace:
    """The descriptor of the one face on a photo, which is not kept.

    Raises
    ------
    Misuse
        There is no face, one that is too small, or several.
    """
    face_opt_in.check(settings.data_dir)
    picture = read_picture(Path(path), path, settings)
    faces = analyze_picture(settings, picture).faces
    if len(faces) != 1:
        what = "no face" if not len(faces) else f"{len(faces)} faces"
        raise Misuse(f"There is {what} on this photo; a photo of the gallery has one.",
                     "Choose a photo of this person alone, or cut it.")
    found = describe(entry, picture.image, faces)
    if not found:
        raise Misuse(f"The face on this photo is smaller than {entry.input['least_side']} pixels.",
                     "Choose a larger photo.")
    return found[0]
