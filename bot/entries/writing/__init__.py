"""Templates filled for a paper: items, rows of tables, headings with lines below."""
