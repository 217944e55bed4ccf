"""Training of the second look at faces: which candidates of MTCNN are faces of persons.

`candidates` collects them with their features, `train` fits and evaluates, `card` writes the model card.
Command: `train`.
"""
