"""Imports: archives of others, written here with every oddity that such files have."""
