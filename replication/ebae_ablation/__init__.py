"""ebae_ablation."""
