"""What waits for a person: the queue, the answers, and the workbook for a colleague."""
