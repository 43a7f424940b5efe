"""How fast reports are at any size of the ledger, and every file they leave as, held against what others need."""
