"""Printed names to parts, normalised values and identities. Pure functions over the text of cells."""
