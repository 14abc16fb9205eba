"""How publishing is tested: a world that is small, networks that are a truth of their own, and crashes."""
