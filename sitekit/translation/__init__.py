"""Keep French pages beside their translations."""
