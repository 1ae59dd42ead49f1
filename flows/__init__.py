"""Prefect flows: thin wrappers around the stages of pipeline.refresh."""
