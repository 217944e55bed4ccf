"""Role "quality": sharpness, brightness and contrast of a picture.

`detector` measures by image processing; the limits between the values come from the manifest's file.
"""
