"""Renke: published lists of recognised overseas qualifications, as one traceable dataset."""

__version__ = "0.1.0"
