"""Dominant colors of the product in a picture: pixels and a palette, no network.

`detector` opens the palette that the manifest names (`models/colors_1.json`) and returns the stage's function.
"""
