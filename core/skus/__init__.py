"""The product catalog: import it, index how its products look, and say which SKU a crop shows.

`bringing` imports; `work` and `tasks` build the index as a job, `views` are looks that wait for it or were confirmed,
`alike` finds pairs that it cannot tell apart, and `verbs` is what doors call. The matcher is `core.vision.skus`.
"""

from core.skus.bringing import (
    Imported,
    add_product,
    check_products,
    import_products,
    imported,
    imported_answer,
    packshots_in,
)
from core.skus.gain import Gain
from core.skus.verbs import (
    SkuIndexState,
    confirm_views,
    expected_gain,
    index_folder,
    index_state,
    match,
    models,
    packshot_of,
    product,
    products,
    products_answer,
    start_index,
    twins,
    wait_for_index,
    withdraw_views,
)
from core.vision.skus.gtin import number_of as gtin_number
from core.vision.skus.gtin import problem as gtin_problem

__all__ = ["Gain", "Imported", "SkuIndexState", "add_product", "check_products", "confirm_views", "expected_gain",
           "gtin_number", "gtin_problem", "import_products", "imported", "imported_answer", "index_folder",
           "index_state", "match", "models", "packshot_of", "packshots_in", "product", "products", "products_answer",
           "start_index", "twins", "wait_for_index", "withdraw_views"]
