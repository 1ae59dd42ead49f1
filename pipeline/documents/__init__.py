"""The model that every stage lives on: places, cells, fragments, tables, documents, findings."""
