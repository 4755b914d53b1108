"""Pages of the treaty status."""
