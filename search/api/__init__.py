"""The archive over HTTP: JSON for programs."""
