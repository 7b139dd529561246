"""Anomaly detection as RaDOGAGA's Tables 1 and 4 have it, and what else is run on their splits."""
