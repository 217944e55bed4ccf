"""What people read of faces and people, once for pages and commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.words.numerals import count

WHAT = ("Looks closer at faces in your own photos: where a head points, a smile, an open mouth; and which faces "
        "are the same person, whom you name. It is off until you switch it on.")
STORED = ("It stores 1,024 numbers for each face, the face's place in its photo, and the names and consents that you "
          "write, in this site's own database. Nothing leaves this machine. One click erases all of it.")
LAW = ("Numbers by which people are recognized are biometric data under laws such as the GDPR: ask the people in the "
       "photos, or those who have their consent, before you switch it on.")
NO_STRANGERS = ("There is no list of celebrities or strangers to compare with, and none can be downloaded: you compare "
                "your photos with each other, and with people who agreed.")
SAME_PERSON = ("Same person: measured before the model was taken, on pairs of photos of 40 volunteers (the ORL set), "
               "96 % of pairs of one person were accepted where 1 % of pairs of two people were. The threshold used "
               "here was set on sample photos; how often it takes two people for one in your photos is counted above "
               "the groups.")
ERASED = "Erased: descriptors, groups, names, consents and face details are gone, and looking closer at faces is off."
FORGOTTEN = "Forgotten. The faces that were looked at will not be looked at again; a new photo would begin a new group."
UNNAMED = "Not named"


def person_line(person: Mapping[str, Any]) -> str:
    """A person in one line of a terminal.

    Examples
    --------
    >>> person_line({"person_id": 3, "name": "", "faces": 2, "pictures": 2, "gallery": False})
    '   3  Not named: 2 photos'
    >>> person_line({"person_id": 4, "name": "Ann", "faces": 3, "pictures": 1, "gallery": True})
    '   4  Ann: 1 photo, in the gallery'
    """
    place = ", in the gallery" if person["gallery"] else ""
    return f"{person['person_id']:4d}  {person['name'] or UNNAMED}: {count(person['pictures'], 'photo')}{place}"


def state_lines(state: Mapping[str, Any]) -> list[str]:
    """The switch and what is stored.

    Examples
    --------
    >>> state_lines({"opt_in": {"on": False, "at": "", "author": ""}, "faces": 0, "groups": 0, "waiting": 0})[0]
    'Looking closer at faces is off.'
    """
    switch = state["opt_in"]
    who = f" by {switch['author']}" if switch["author"] else ""
    since = f" since {switch['at'][:10]}{who}" if switch["at"] else ""
    lines = [f"Looking closer at faces is {'on' if switch['on'] else 'off'}{since}.",
             f"Stored: {count(state['faces'], 'face')} in {count(state['groups'], 'group')}."]
    return lines + ([f"{count(state['waiting'], 'photo')} with a face not looked at yet."] if state["waiting"] else [])


def error_rows(metrics: Mapping[str, Any]) -> list[dict[str, str]]:
    """What was measured of each fact of faces, for a table: what is said, how often it is right, on what.

    Parameters
    ----------
    metrics : mapping
        Of the model of face details, as in the manifest.
    """
    street, portraits = (metrics["glasses"][name] for name in ("street_photos_left_out", "portraits_of_other_sources"))
    smile, mouth, head, emotion = (metrics[name] for name in ("smile", "mouth", "head", "emotion"))
    rows = [("Smile: yes or no", smile["right"], "portraits of a source that taught nothing"),
            ("Smile: found where there is one", smile["yes_found"], "the same"),
            ("Mouth: open or closed", mouth["right"], "portraits of a source that taught nothing"),
            ("Mouth: open found where it is open", mouth["yes_found"], "the same"),
            ("Head: turned to a side found", head["turned_found"], "portraits, labels read beside the angle"),
            ("Head: front found", head["front_found"], "the same"),
            ("Expression: smiling found", emotion["smiling_found"], "portraits that taught nothing"),
            ("Expression: neutral, where nobody smiles", emotion["neutral_of_not_smiling"], "the same"),
            ("Sunglasses found", street["sunglasses"]["found"], "street photos left out, faces of about 23 pixels"),
            ("Sunglasses said and right", street["sunglasses"]["right"], "the same"),
            ("Glasses found", street["glasses"]["found"], "the same"),
            ("Glasses said and right", street["glasses"]["right"], "the same"),
            ("Glasses found", portraits["glasses"]["found"], "portraits of other sources"),
            ("No glasses found", portraits["none"]["found"], "the same")]
    return [{"What": what, "Right": share_word(share), "Measured on": on} for what, share, on in rows]


def share_word(share: Mapping[str, Any]) -> str:
    """A share with its 95 % interval.

    Examples
    --------
    >>> share_word({"count": 153, "of": 158, "interval": [0.9281, 0.9864]})
    '153 of 158, 97 % (93 - 99)'
    """
    low, high = (f"{100 * value:.0f}" for value in share["interval"])
    return f"{share['count']:,} of {share['of']:,}, {100 * share['count'] / share['of']:.0f} % ({low} - {high})"


def mistakes_line(mistakes: int, pairs: int) -> str:
    """What the user's own photos say of the threshold.

    Examples
    --------
    >>> mistakes_line(1, 40)
    'In your photos, 1 of 40 pairs of faces on one photo, which are two people, would be taken for one person.'
    """
    if not pairs:
        return "No photo of yours shows two faces yet: it cannot be said how often two people are taken for one."
    return (f"In your photos, {mistakes:,} of {count(pairs, 'pair')} of faces on one photo, which are two people, "
            "would be taken for one person.")
