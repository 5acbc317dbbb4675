"""Stores: who holds stock, and who supplies whom."""
