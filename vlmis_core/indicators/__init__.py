"""The national picture: the stock status of each frozen day, months of figures, indicators."""
