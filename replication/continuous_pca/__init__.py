"""continuous_pca."""
