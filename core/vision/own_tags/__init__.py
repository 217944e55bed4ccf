"""Role "own_tags": tags that a site learned from a few examples, each a direction of the features that the tags model
reads; `directions` is their file, `detector` the stage.
"""
