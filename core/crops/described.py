"""Crops of one picture with all that doors tell of them, and their files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from core.crops.addresses import signed
from core.crops.bulk import file_name
from core.crops.dialects import dialects
from core.crops.pictures import subject
from core.crops.verbs import crop, read_request, render, rendering_of, rescored, with_poi
from core.site import Site


def described(site: Site, picture_id: str, asked: Iterable[str], *, poi: str = "", rescore: bool = False
              ) -> dict[str, Any]:
    """Crops of an analyzed picture with all that doors tell of them; plain values, ready for JSON.

    Parameters
    ----------
    site : Site
    picture_id : str
    asked : iterable of str
        Options of each crop.
    poi : str
        What must stay, in place of what is remembered; "" for that.
    rescore : bool
        Whether the model of shopping intent judges each crop again.

    Returns
    -------
    dict
        `picture_id`, `subject` and `crops`.
    """
    texts = list(asked)
    requests = [with_poi(read_request(site, text), poi) for text in texts]
    of = subject(site, picture_id, requests[0].poi if poi and requests else None)
    found = [crop(subject(site, picture_id, request.poi) if request.poi else of, request) for request in requests]
    judged = rescored(site, picture_id, found) if rescore else (None,) * len(found)
    rows = []
    for text, request, one, word in zip(texts, requests, found, judged, strict=True):
        plan = rendering_of(one, request)
        services = dialects(of, one, plan.size_wh if plan else (request.width or of.size_wh[0], request.height or 1))
        rows.append({"options": text, **one.to_dict(), "file_wh": list(plan.size_wh) if plan else None,
                     "address": signed(site, picture_id, request) if plan else None,
                     "rescored": word.to_dict() if word else None,
                     "services": {item.service: {"focus": item.focus, "window": item.window} for item in services}})
    return {"picture_id": picture_id, "subject": of.to_dict(), "crops": rows}


def made_files(site: Site, picture_id: str, uri: str, rows: Iterable[dict[str, Any]], *, poi: str = ""
               ) -> list[tuple[dict[str, Any], bytes]]:
    """The files of crops that `described` gave; each row gets the name of its `file`."""
    fitting = [row for row in rows if row["window"] is not None]
    requests = [with_poi(read_request(site, row["options"]), poi) for row in fitting]
    made = [render(site, picture_id, request) for request in requests]
    return [(row | {"file": file_name(PurePath(uri).name, picture_id, file.crop, file.format)}, file.data)
            for row, file in zip(fitting, made, strict=True)]
