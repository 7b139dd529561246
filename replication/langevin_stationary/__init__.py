"""langevin_stationary."""
