"""Who sends a request: for the plugin's own routes, which Airflow does not protect."""

from airflow.api_fastapi.core_api.security import bearer_scheme, get_user
from fastapi import HTTPException, Request

from vlmis_airflow.auth.user import VlmisUser
from vlmis_core.accounts.person import Person


async def person_of(request: Request) -> Person | None:
    """The person of the Bearer token, else of the cookie; None: nobody is logged in.

    Exactly as Airflow's own routes decide it: signature, age, revocation, and the account.
    """
    try:
        user = await get_user(request, None, await bearer_scheme(request))
    except HTTPException:
        return None
    return user.person if isinstance(user, VlmisUser) else None
