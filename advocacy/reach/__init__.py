"""What came of it: measures with their definitions, and the report that a director can believe."""
