"""The page that says how far a company's books are proved."""
