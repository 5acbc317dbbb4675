"""Who changed what decides where figures go."""
