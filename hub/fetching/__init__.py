"""Reading sources that answer in pages: what is still to be asked lies in the database, and loops ask for it."""
