"""Pages on which store keepers record what happened."""
