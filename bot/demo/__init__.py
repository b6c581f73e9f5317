"""`koe demo`: a term played through the real bot; only the channel is in memory."""
