"""Known faults of public DAGMM code: what each does, what it costs, and what F1 sees of it."""
