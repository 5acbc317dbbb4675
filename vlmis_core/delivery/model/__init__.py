"""The pure core of the delivery: records, payloads, answers, outcomes."""
