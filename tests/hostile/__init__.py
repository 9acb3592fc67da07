"""Hostile inputs and deeds, and what is promised whatever they are. README.md says which is where."""
