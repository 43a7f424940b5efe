"""What happens in an activation, by subject: arriving, proving, deciding, confirming, finishing, expiring."""
