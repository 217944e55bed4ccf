"""Vectors of pictures, made comparable: the embedding itself is the intent model's (`core.vision.intent.embedding`),
`whitening` takes out what all pictures of a catalog have in common.
"""
