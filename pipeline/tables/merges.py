def recover_merges(tables, rows, vocabulary):
    from dataclasses import replace
    return {t.number: replace(t, cells=tuple(c for c in t.cells if c.row<=t.header_rows)+tuple(c for r in rows[t.number] for c in r)) for t in tables}
