"""lossy_autoencoder_score."""
