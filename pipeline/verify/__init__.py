"""Replay: each published value read again at its place in the raw document, each file held to the others."""
