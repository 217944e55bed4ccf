"""Parts of the page Shelf: photos in, one photo with its products, the catalog of products, what to improve."""
