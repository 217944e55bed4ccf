"""Role "face_details": what the largest faces of a picture show: head pose, smile, eyes, mouth, emotion, glasses.

`crops` turns faces upright, `geometry` measures their landmarks, `detector` is the stage. Nobody is told from anybody
else here; that is `core.vision.face_descriptor`.
"""
