"""Role "scenes": where a picture was taken, such as a kitchen or a studio, by a linear head on the intent model's
embedding.
"""
