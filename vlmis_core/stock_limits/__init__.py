"""Minimum and maximum stock: in months for a level of the supply tree, in units for one store."""
