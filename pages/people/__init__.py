"""Parts of the page People: the switch, the groups, one person's faces, the gallery."""
