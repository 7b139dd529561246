"""langevin_sampling."""
