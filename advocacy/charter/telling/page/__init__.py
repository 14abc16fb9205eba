"""The template and the style of the page that employees read."""
