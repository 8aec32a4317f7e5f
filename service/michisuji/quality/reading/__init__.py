"""Reading a report: causes and what follows from them, ladder of completeness, statistics."""
