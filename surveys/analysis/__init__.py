"""What is measured and what may be said: pure functions over counts and rows."""
