"""Sales studies: a sales table in, the effect of each photo type with its confidence interval and grade out.

`start` and `results` hold the verbs that doors call. `table/` reads the table, `effects/` estimates, `experiments/`
plans and reads picture tests, `report/` writes and draws; `tasks` runs in a child process, `studies` stores studies.
"""

from core.sales.report.charts import (
    CHARTS,
    Chart,
    Curve,
    CurveChart,
    Interval,
    IntervalChart,
    chart,
    detectable_effects,
    product_names,
)
from core.sales.report.sentences import (
    headline,
    improvement,
    main_effects,
    regressor_word,
    sensitivity_sentence,
    summary,
    what_if_sentence,
)
from core.sales.results import (
    EXPORTS,
    SalesStudy,
    check_export,
    export,
    list_studies,
    plan_test,
    read_history,
    read_test,
    report_values,
    study,
    what_if_of,
)
from core.sales.start import (
    COMPARED,
    SIMULATED,
    UPLOADS,
    StudyRequest,
    TableColumns,
    analyze_folder,
    audit_kinds,
    cancel,
    forget,
    match_pictures,
    read_columns,
    save_upload,
    start,
)
from core.sales.studies import Study

__all__ = [
    "CHARTS", "COMPARED", "EXPORTS", "SIMULATED", "UPLOADS", "Chart", "Curve", "CurveChart", "Interval",
    "IntervalChart", "SalesStudy", "Study", "StudyRequest", "TableColumns", "analyze_folder", "audit_kinds", "cancel",
    "chart", "check_export", "detectable_effects", "export", "forget", "headline", "improvement", "list_studies",
    "main_effects", "match_pictures", "plan_test", "product_names", "read_columns", "read_history", "read_test",
    "regressor_word", "report_values", "save_upload", "sensitivity_sentence", "start", "study", "summary", "what_if_of",
    "what_if_sentence",
]
