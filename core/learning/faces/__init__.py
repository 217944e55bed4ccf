"""Training of the second look at faces: which candidates of MTCNN are faces of persons.

`data` collects candidates with their features, `train` fits and evaluates, `card` writes the model card.
"""
