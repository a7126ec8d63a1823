"""Files that schools and banks make with whatever they have: rows of text out of CSV and XLSX."""
