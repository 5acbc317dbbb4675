"""Is this deployment sound, and what must be mended?"""
