"""What builds files of the repository from its code; no part of the product."""
