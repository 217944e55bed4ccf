"""Role "mask": where the product is in a picture: the border threshold on a plain ground, else a network for salient
objects.
"""
