"""The catalog of every picture ever judged: queries, phrases, facets, full text, smart sets, states, exports.

`query` is the language, `fields` what its terms mean, `snapshot` the facts in memory that `engine` keeps up to date,
`verbs` searches, `phrase` reads plain words, `sets` keeps named queries, `workflow` moves pictures, `export` writes a
set, `tags` gives pictures tags of people, `picture` says what lies on one picture and where it is used.
"""

from core.search.export import ENDINGS, EXPORTS, export_set
from core.search.found import Facet, Found, Hit
from core.search.phrase import Phrase, is_query, read_phrase
from core.search.picture import Overlay, Use, overlays, uses
from core.search.query import QueryError, marked, parse, quoted
from core.search.sets import SmartSet, delete_set, find_set, save_set, smart_sets_of
from core.search.tags import TagStep, tag, tag_history, tags_of
from core.search.verbs import (
    PAGE,
    asked_values,
    check,
    hits,
    picture_ids,
    sample,
    search,
    sortable,
    suggestions,
    with_value,
)
from core.search.workflow import judge_again, set_state, state_history

__all__ = ["ENDINGS", "EXPORTS", "PAGE", "Facet", "Found", "Hit", "Overlay", "Phrase", "QueryError", "SmartSet",
           "TagStep", "Use", "asked_values", "check", "delete_set", "export_set", "find_set", "hits", "is_query",
           "judge_again", "marked", "overlays", "parse", "picture_ids", "quoted", "read_phrase", "sample", "save_set",
           "search", "set_state", "smart_sets_of", "sortable", "state_history", "suggestions", "tag", "tag_history",
           "tags_of", "uses", "with_value"]
