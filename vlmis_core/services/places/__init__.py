"""Stores and their supply tree."""
