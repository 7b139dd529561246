"""Trains and scores the rows of Table 1; the same code makes both tables."""

from replication.kit.anomaly.run import run

__all__ = ["run"]
