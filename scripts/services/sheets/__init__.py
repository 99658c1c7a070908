"""The question bank as sheets (CSV, XLSX): read, checked, compared with the bank, imported, exported."""
