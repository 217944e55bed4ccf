"""Persons and visible parts of a body: a YOLO detector on OpenVINO.

`detector` is what stages call; its threshold stands in the manifest.
"""
