"""Log lines: one event, one line, with what it belongs to and without what belongs to a person."""
