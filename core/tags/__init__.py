"""Tags of product photos: what is shown, by a taxonomy that is data, and what a listing can say from it.

`vocabulary` reads and checks taxonomies (`taxonomy/` is the product's own), `verbs` tags, corrects and explains,
`listing` writes titles and marketplace fields from tags, `tasks` runs in worker processes.
"""

from core.tags.listing import (
    Tagging,
    google_csv,
    json_ld,
    product_name,
    shopify_csv,
    tagging,
)
from core.tags.verbs import (
    ATTRIBUTES,
    BY_PEOPLE,
    OPTIONS,
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

__all__ = ["ATTRIBUTES", "BY_PEOPLE", "OPTIONS", "Attribute", "Tag", "Tagging", "Taxonomy", "bundled", "google_csv",
           "history",
           "in_order", "json_ld", "judge", "judged", "known", "parse_taxonomy", "product_name", "read_taxonomy",
           "shopify_csv", "start", "tag_now", "tagging", "tags_of", "why"]
