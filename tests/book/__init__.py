"""Tests of the book and its extensions."""
