"""Tests of the notebooks as files."""
