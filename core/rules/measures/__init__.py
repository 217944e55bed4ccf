"""What can be measured about a picture for marketplace rules: one module for each family of measures.

`measure` runs them all; the others look at background, border, product mask, sharpness, scaling, overlays, text and
the disclosure of AI-made pictures.
"""
