"""Train the scene head: a linear layer on the embedding of the intent model, by pictures of the pack.

`pictures` says which picture shows which scene, `train` fits the head on whole sources, measures it on left-out ones
and writes the file; the card holds the figures.
"""
