"""Looking a word up: an ordered chain of policies, and the terms that an index keeps of what they find."""
