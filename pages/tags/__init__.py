"""Parts of the page Tags."""
