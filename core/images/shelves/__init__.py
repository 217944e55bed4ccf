"""Synthetic shop shelves: rows of packshots with repeated facings, gaps and price tags, seen by a poor camera.

`layouts` says what kinds of fixture there are, `arrangement` places products, `drawing` paints them, `camera` takes the
photo, `shelf` puts it together and keeps the truth: boxes, products, rows, gaps. No model and no network needed.
"""
