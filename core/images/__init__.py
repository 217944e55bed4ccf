"""Pixels and picture files: decode, draw, compare. Runs in worker processes only, where a crash costs one picture.

`formats` and `icc` read headers and color profiles, `decode` turns bytes into an upright RGB image or refuses them,
`draw` returns new images, `perceptual_hash` and `near_duplicates` find pictures that look the same.
"""
