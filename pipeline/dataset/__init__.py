"""Entries, validation, lineage, versions and publication."""
