"""Maintenance: products, stores, users, settings."""
