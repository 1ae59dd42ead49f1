"""The fault bench: what would slip through if documents, readings, tables or published files were damaged."""
