"""Dominant colors of the product and of the background in a picture: pixels, the product mask and a palette.

`detector` opens the palette that the manifest names (`models/colors_2.json`) and returns the stage's function.
"""
