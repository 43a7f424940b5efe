"""Proving a book: our totals by account and period against the source's own, and what its own figures tell."""
