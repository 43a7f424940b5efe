"""What the sandbox remembers between two starts, in one SQLite file: one module for each subject."""
