"""ebae_2d."""
