"""The five database roles; what each may do is in ``sql/bootstrap.sql`` and the grants."""

OWNER = "vlmis_owner"
RECORDER = "vlmis_recorder"
PIPELINE = "vlmis_pipeline"
ANALYST = "vlmis_analyst"
AUTH = "vlmis_auth"
ROLES = (OWNER, RECORDER, PIPELINE, ANALYST, AUTH)
