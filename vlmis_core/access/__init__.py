"""Who may do what: one matrix of roles and actions, and the person it is asked about. Pure."""
