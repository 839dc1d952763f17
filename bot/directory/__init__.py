"""Who can help: contact points with their sources and dates, and the way from a place, a role and a need to three of them."""
