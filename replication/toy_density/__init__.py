"""toy_density."""
