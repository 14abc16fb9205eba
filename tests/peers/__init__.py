"""The real servers that tests talk to: each starts when first asked for and ends with the test run."""
