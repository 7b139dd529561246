"""principal_plane."""
