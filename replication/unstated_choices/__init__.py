"""unstated_choices."""
