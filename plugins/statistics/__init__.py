"""What the logs of servers and CDNs say of a site: counts, and nothing of anybody who asked for it."""
