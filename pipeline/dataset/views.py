"""Views that answer the usual questions, in SQL that SQLite and PostgreSQL both read."""

VIEWS: dict[str, tuple[str, str]] = {
    "entries_in_force": (
        "entries of the notices that are in force",
        "SELECT e.* FROM entries e JOIN notices n ON n.notice_id = e.notice_id WHERE n.status = 'in force'",
    ),
    "recognised_in_force": (
        "where each qualification is recognised now, with its names and conditions",
        "SELECT q.name_zh, q.name_en, c.* FROM crosswalk c "
        "JOIN qualifications q ON q.qualification_id = c.qualification_id WHERE c.status = 'in force'",
    ),
    "entry_lineage": (
        "each printed value of each entry with the place it was read from",
        "SELECT l.entry_id, l.role, l.header, l.value, l.raw_text, l.places, l.steps, l.readings, "
        "l.confidence, l.document, l.document_sha256, e.notice_id, e.list_printed, n.title, "
        "n.document_number, n.source_address FROM lineage l "
        "JOIN entries e ON e.entry_id = l.entry_id JOIN notices n ON n.notice_id = e.notice_id",
    ),
    "doubtful_values": (
        "findings of severity warning or error about a value, with the value",
        "SELECT f.severity, f.code, f.entry_id, f.role, l.value, l.raw_text, f.message, f.remedy, "
        "f.document, f.places FROM findings f "
        "LEFT JOIN lineage l ON l.entry_id = f.entry_id AND l.role = f.role "
        "WHERE f.entry_id IS NOT NULL AND f.severity <> 'info'",
    ),
}
"""Name of the view to what it shows and the query that it stands for."""
