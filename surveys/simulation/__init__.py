"""A synthetic year of the centre whose truth is known: who came, what they think, what they do."""
