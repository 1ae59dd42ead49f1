"""Bringing documents in: what sources point to is fetched politely and kept in raw/, never overwritten."""
