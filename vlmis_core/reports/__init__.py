"""The reports that people read: one service each for every door."""
