"""Faces: MTCNN finds candidates, a second look refuses those on mugs, posters and shoes.

`detector` is what stages call; `mtcnn` and `nets` are the cascade, `canvas` the size at which it looks.
"""
