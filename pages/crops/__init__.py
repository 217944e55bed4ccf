"""Parts of the page Crops."""
