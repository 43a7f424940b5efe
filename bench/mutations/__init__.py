"""Whether the proof finds what can go wrong between a source and our ledger, and nothing where all is right.

Seeded made-up companies are stored in a real PostgreSQL as the plugin maps them, held against totals worked out from
the true books, and then changed in one of the ways in which ledgers have been found wrong. A mutation counts as
reported when exactly the accounts, months and amounts are named that it moved.
"""
