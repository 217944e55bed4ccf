"""Audit every picture of a source: a page, sitemap, feed, list, folder, zip or store.

`verbs` is what doors call, `work` what the job board asks of this room, `tasks` runs in worker processes, `report/`
says what to fix first; `looking` has the closer looks at one product and at one page.
"""

from core.audits.looking import (
    VIEW_WORDS,
    BrowserView,
    Gallery,
    Seen,
    View,
    ViewVerdict,
    has_browser_view,
    product_gallery,
    view_as_browser,
    view_verdicts,
)
from core.audits.report.build import AuditReport, read_report
from core.audits.report.opportunity import Opportunity
from core.audits.report.queues import Item
from core.audits.request import SOURCE_KINDS, AuditRequest
from core.audits.verbs import (
    EXPORTS,
    UPLOADS,
    Change,
    RowFilter,
    cancel,
    check_export,
    compare,
    continue_unfinished,
    count,
    counts,
    export,
    job,
    jobs,
    pause,
    picture_detail,
    restart,
    resume,
    resume_source,
    rows,
    start,
    start_demo,
    start_upload,
)

__all__ = [
    "EXPORTS", "SOURCE_KINDS", "UPLOADS", "VIEW_WORDS", "AuditReport", "AuditRequest", "BrowserView", "Change",
    "Gallery", "Item", "Opportunity", "RowFilter", "Seen", "View", "ViewVerdict", "cancel",
    "check_export", "compare", "continue_unfinished", "count", "counts", "export", "has_browser_view", "job", "jobs",
    "pause", "picture_detail", "product_gallery", "read_report", "restart", "resume", "resume_source",
    "rows", "start", "start_demo", "start_upload", "view_as_browser", "view_verdicts",
]
