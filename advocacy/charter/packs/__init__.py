"""Rules that a charter can take over by name, one file a pack."""
