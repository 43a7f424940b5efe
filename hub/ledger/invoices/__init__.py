"""Invoices beside the ledger: what is open of them at a day, and whose it is."""
