"""Tests of what runs the archive day after day."""
