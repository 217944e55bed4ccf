"""Role "tags": what product a picture shows, with its parents, gender, usage, pattern and material, by a head on the
feature map of the intent model.
"""
