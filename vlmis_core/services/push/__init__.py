"""The delivery to DHIS2: guard, snapshot, plan, send, read back, explain."""
