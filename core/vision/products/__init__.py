"""Role "products": every product on a shelf, counter or hand, and the price tags, with their boxes.

`tiles` runs the network over a photo at the scale that fits what is on it, `detector` opens the model.
"""
