"""One file per platform: its limits, quirks and errors live there and nowhere else."""
