"""The REST API at ``/vlmis/api/v1``: recording and reading for programs. See ``docs/api.md``."""
