"""Who can help: contact points with their sources and dates, and the way from place, role and need to three of them."""
