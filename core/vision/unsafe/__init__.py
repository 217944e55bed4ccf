"""Role "unsafe": bare body parts, by a detector and a second opinion.

Nothing is blocked on the detector's word alone: it is "doubtful" until skin and a person are seen at that place.
"""
