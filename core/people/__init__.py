"""People: who is the same person in the user's own pictures, and who of a gallery is on them; off until switched on.

`grouping` decides who is the same, `gallery` takes photos of people who agreed, `work` and `tasks` do it as a job,
`verbs` is what doors call. Nothing leaves the machine, and `erase` deletes all of it.
"""

from core.catalog.people import Consent, FaceRow
from core.people.gallery import Brought, bring_folder, bring_person, bring_uploads
from core.people.verbs import (
    STAGE,
    PeopleState,
    Person,
    as_plain,
    checked_consent,
    erase,
    errors,
    everybody,
    face_image,
    faces_of,
    forget,
    merge,
    mistakes,
    name,
    split,
    start,
    state,
    switch_off,
    switch_on,
    wait,
)

__all__ = ["STAGE", "Brought", "Consent", "FaceRow", "PeopleState", "Person", "as_plain", "bring_folder",
           "bring_person", "bring_uploads", "checked_consent", "erase", "errors", "everybody", "face_image", "faces_of",
           "forget", "merge", "mistakes", "name", "split", "start", "state", "switch_off", "switch_on", "wait"]
