"""What a person sees: the store, signing in, activating, and a company's own settings."""
