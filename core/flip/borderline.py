"""Which pictures of a job are borderline, from stored scores."""

from __future__ import annotations

from sqlalchemy import or_, select

from core.catalog.tables import item_facts, items, results
from core.models import store
from core.nouns.flip_set import BORDERLINE, BorderlinePicture
from core.nouns.role import ROLE
from core.site import Site

ROUNDING = 1e-4  # scores are stored with four decimals


def borderline(site: Site, job_id: str) -> list[BorderlinePicture]:
    """Pictures whose score is near the threshold, each once: first those that miss it, the nearest first.

    The gap of a picture is the smaller of two distances: of the best label's score to its threshold, and of the
    sensitive score to its own. Of an audit only pictures in the role of a product count, as in its report.

    Parameters
    ----------
    site : Site
        Its intent model has the thresholds.
    job_id : str
        Of an analysis or audit.
    """
    model = store.entry(site.settings.models_dir, "intent", site.settings.intent_model)
    least, limit = model.threshold("shoppable"), model.threshold("sensitive")
    width = BORDERLINE + ROUNDING
    score, sensitive = items.c.score, results.c.sensitive_score
    others = select(item_facts.c.number).where(item_facts.c.job_id == job_id, item_facts.c.name == ROLE,
                                               item_facts.c.value != "product")
    query = (
        select(items.c.uri, items.c.picture_id, score, sensitive)
        .select_from(items.join(results, results.c.result_id == items.c.result_id))
        .where(items.c.job_id == job_id, items.c.shown == 1, items.c.error == "",
               score >= least - width, sensitive <= limit + width,
               or_(score <= least + width, sensitive >= limit - width),
               items.c.number.not_in(others))  # read once: a look-up for each picture would walk all roles each time
        .order_by(items.c.number))
    near: dict[str, BorderlinePicture] = {}
    with site.store.reading() as connection:
        for uri, picture_id, its_score, its_sensitive in connection.execute(query):
            gap = round(min(its_score - least, limit - its_sensitive), 4)
            if abs(gap) <= BORDERLINE:
                near.setdefault(picture_id, BorderlinePicture(uri, picture_id, gap))
    return sorted(near.values(), key=lambda picture: (picture.gap > 0, abs(picture.gap)))
