"""Tests of khotin probe."""
