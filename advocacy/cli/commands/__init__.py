"""One module for each group of verbs; each registers its own."""
