"""Role "face_descriptor": numbers by which faces of the user's own pictures are compared.

Only where the site has switched it on; `model` opens the network and describes the faces of one picture.
"""
