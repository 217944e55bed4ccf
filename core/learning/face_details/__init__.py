"""Rules and the glasses head of the stage "face_details": fitted and measured by one command, `measure`.

`labels.csv` says what one reader saw on 390 portraits of the picture pack; the pictures are not part of Merchlens.
"""
