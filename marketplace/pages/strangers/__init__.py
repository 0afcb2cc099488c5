"""Examples that the author of an idea cannot choose: to give one, and to judge those of others blind."""
