"""Audit every picture of a source: a page, shop, sitemap, feed, list, folder, zip or store.

`verbs` starts and steers audits, `feed_columns` shows how a feed is understood, `results` and `report/` read them,
`product_views` and `browser_view` look at one product and one web page. `work` is what the job board asks of this room,
`tasks` runs in worker processes.
"""

from core.audits.browser_view import BrowserView, PagePicture, has_browser_view, view_as_browser
from core.audits.feed_columns import FeedPreview, preview_again, preview_columns, preview_upload
from core.audits.product_views import ProductView, ProductViews, view_verdicts, views_of_product
from core.audits.report.build import AuditReport, read_report
from core.audits.report.opportunity import Opportunity
from core.audits.report.queues import QueueItem
from core.audits.request import ALL_RULES, SOURCE_KINDS, AuditRequest
from core.audits.results import (
    EXPORTS,
    check_export,
    compare,
    count,
    counts,
    export,
    picture_detail,
    rows,
    source_name,
)
from core.audits.roles import move_picture, role_history
from core.audits.verbs import (
    UPLOADS,
    job,
    jobs,
    restart,
    resume_source,
    start,
    start_upload,
    why_not_rendered,
)
from core.audits.view_demands import ViewVerdict
from core.catalog.compare import Change
from core.catalog.query import RowFilter
from core.sources.feeds.names import NO_COLUMN

__all__ = [
    "ALL_RULES", "EXPORTS", "NO_COLUMN", "SOURCE_KINDS", "UPLOADS", "AuditReport", "AuditRequest", "BrowserView",
    "Change", "FeedPreview", "Opportunity", "PagePicture", "ProductView", "ProductViews", "QueueItem", "RowFilter",
    "ViewVerdict",
    "check_export", "compare", "count", "counts", "export", "has_browser_view", "job", "jobs", "move_picture",
    "picture_detail", "preview_again", "preview_columns", "preview_upload", "read_report", "restart", "resume_source",
    "role_history", "rows", "source_name", "start", "start_upload", "view_as_browser", "view_verdicts",
    "views_of_product", "why_not_rendered",
]
