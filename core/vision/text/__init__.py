"""Text in a picture: found and read, for the marketplaces' rule "no text".

`reader` runs PP-OCRv4 by the rapidocr package.
"""
