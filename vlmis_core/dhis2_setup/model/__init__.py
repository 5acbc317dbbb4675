"""The pure core of the set-up: what is needed, how it differs, which rules it breaks."""
