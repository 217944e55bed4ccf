"""Tags of product photos: what is shown, by a taxonomy that is data, and what a listing can say from it.

`vocabulary` reads and checks taxonomies (`taxonomy/` is the product's own), `verbs` tags, corrects and explains,
`listing` writes titles and marketplace fields from tags, `evaluation` measures on labeled photos, `own` learns tags of
a site from examples (`prototype` the arithmetic), `tasks` runs in worker processes.
"""

from core.tags.evaluation import evaluation, read_label
from core.tags.evidence import METHODS, Evidence
from core.tags.listing import (
    Item,
    Tagging,
    google_csv,
    json_ld,
    product_name,
    shopify_csv,
    tagging,
)
from core.tags.own import ITEMS, OwnTag, add_own_tag, options, own_tags, remove_own_tag, taxonomy_of
from core.tags.verbs import (
    ATTRIBUTES,
    BY_PEOPLE,
    history,
    in_order,
    judge,
    judged,
    known,
    start,
    tag_now,
    tags_of,
    why,
)
from core.tags.vocabulary import Attribute, Tag, Taxonomy, bundled, parse_taxonomy, read_taxonomy

__all__ = [
    "ATTRIBUTES", "BY_PEOPLE", "ITEMS", "METHODS", "Attribute", "Evidence", "Item", "OwnTag", "Tag", "Tagging",
    "Taxonomy", "add_own_tag", "bundled", "evaluation", "google_csv", "history", "in_order", "json_ld", "judge",
    "judged", "known", "options", "own_tags", "parse_taxonomy", "product_name", "read_label", "read_taxonomy",
    "remove_own_tag", "shopify_csv", "start", "tag_now", "tagging", "tags_of", "taxonomy_of", "why",
]
