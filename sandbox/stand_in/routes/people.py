"""Who am I, who is there, tokens, and messages to people."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from sandbox.stand_in.accounts import (
    CODE_IS_MISSING_OR_WRONG,
    NO_SECOND_FACTOR,
    RefusedError,
    Token,
)
from sandbox.stand_in.answers import (
    NO_CACHE,
    RefusedRequestError,
    empty_answer,
    error_answer,
    json_answer,
    ok_message,
)
from sandbox.stand_in.dhis2 import Message
from sandbox.stand_in.fields import ALL_FIELDS, parse_fields
from sandbox.stand_in.middleware import base_url
from sandbox.stand_in.routes.context import dhis2_of, json_body, record_of, user_of, view_of
from sandbox.stand_in.schema import MetaObject
from sandbox.stand_in.uids import new_uid

router = APIRouter(prefix="/api")
pages = APIRouter()

_LOOKED_UP = ("id", "username", "firstName", "surname")
_FOUND_MAX = 25
_TOKEN_CLASS = "org.hisp.dhis.security.apikey.ApiToken"
_USER_SETTINGS = {
    "keyMessageSmsNotification": False,
    "keyDbLocale": "en",
    "keyTrackerDashboardLayout": "",
    "keyStyle": "light_blue/light_blue.css",
    "keyUiLocale": "en",
    "keyAnalysisDisplayProperty": "name",
    "keyMessageEmailNotification": False,
}

_LOGIN_STATES = {
    "Account locked": "ACCOUNT_LOCKED",
    "Account disabled": "ACCOUNT_DISABLED",
    CODE_IS_MISSING_OR_WRONG: CODE_IS_MISSING_OR_WRONG,
}


@router.get("/me")
async def me(request: Request) -> Response:
    """Return the user who asks."""
    dhis2, user = dhis2_of(request), user_of(request)
    account = dhis2.metadata.of("users")[user.uid]
    mine: MetaObject = {
        **account,
        "authorities": sorted(user.authorities),
        "settings": _USER_SETTINGS,
        "twoFactorType": account.get("twoFactorType", NO_SECOND_FACTOR),
        "emailVerified": False,
        "patTokens": [],
        "programs": [],
        "favorites": [],
        "translations": [],
        "attributeValues": [],
        "teiSearchOrganisationUnits": account.get("teiSearchOrganisationUnits", []),
        "dataSets": list(dhis2.metadata.of("dataSets")),
        "access": _my_access(is_old=dhis2.is_old_importer),
    }
    asked = request.query_params.get("fields", ALL_FIELDS)
    hidden = {"disabled", "displayName"} if asked == ALL_FIELDS else {"disabled"}
    fields = [each for each in parse_fields(asked) if each.name not in hidden]
    shown = view_of(request).project("users", mine, fields)
    if asked == ALL_FIELDS:
        shown.pop("disabled", None)
        shown |= {"access": mine["access"], "dataSets": mine["dataSets"]}
    return json_answer(shown)


@router.post("/auth/login")
async def login(request: Request) -> Response:
    """Check a password and a code given in the body, and open a session."""
    dhis2, body = dhis2_of(request), await json_body(request)
    if not dhis2.has_login_endpoint:
        return error_answer(401, "Unauthorized", headers=NO_CACHE)
    accounts, code = dhis2.accounts, str(body.get("twoFactorCode") or "")
    try:
        user = accounts.by_password_and_code(body["username"], body["password"], code)
    except RefusedError as refused:
        if status := _LOGIN_STATES.get(refused.message):
            return json_answer({"loginStatus": status})
        return error_answer(401, refused.message, headers=NO_CACHE)
    record_of(request).username = user.username
    cookie = f"JSESSIONID={accounts.new_session(user.username)}; Path=/; HttpOnly; SameSite=Lax"
    answer = {"loginStatus": "SUCCESS", "redirectUrl": "/"}
    return json_answer(answer, headers={"set-cookie": cookie})


@pages.get("/dhis-web-commons-security/logout.action")
async def log_out(request: Request) -> Response:
    """End the session of the cookie, and lead to the login page."""
    dhis2_of(request).accounts.sessions.pop(request.cookies.get("JSESSIONID", ""), None)
    return RedirectResponse("/dhis-web-login/", 302)


@router.get("/userLookup")
async def look_up_users(request: Request) -> Response:
    """Find users by a part of their name; any user may, and sees little."""
    query = request.query_params.get("query", "").lower()
    users = dhis2_of(request).metadata.of("users").values()
    found = [
        each for each in users
        if any(query in str(each.get(name, "")).lower() for name in (*_LOOKED_UP, "email"))
    ]  # fmt: skip
    shown = [
        {name: each[name] for name in _LOOKED_UP}
        | {"displayName": f"{each['firstName']} {each['surname']}"}
        for each in found[:_FOUND_MAX]
    ]
    return json_answer({"users": shown})


@router.get("/userLookup/{name}")
async def look_up_user(name: str) -> Response:
    """Answer nothing, as the real servers did for a user name."""
    assert name
    return empty_answer()


@router.get("/apiTokens")
async def list_tokens(request: Request) -> Response:
    """List the asking user's tokens, without their keys."""
    dhis2, user = dhis2_of(request), user_of(request)
    mine = [each for each in dhis2.accounts.tokens if each.username == user.username]
    pager = {"page": 1, "total": len(mine), "pageSize": 50, "pageCount": 1}
    shown = [_shown_token(request, each) for each in sorted(mine, key=lambda t: t.uid)]
    return json_answer({"pager": pager, "apiToken": shown}, headers=NO_CACHE)


@router.post("/apiTokens")
async def create_token(request: Request) -> Response:
    """Create a token for the asking user; its key is returned once."""
    body = await json_body(request)
    accounts, user = dhis2_of(request).accounts, user_of(request)
    token = accounts.new_token(user.username, body.get("attributes"), body.get("expire"))
    location = f"{base_url(request.scope)}/api/apiToken/{token.uid}"
    response = {"key": token.key, **_token_report(token.uid)}
    return ok_message(None, 201, {"location": location}, response=response)


@router.delete("/apiTokens/{uid}")
async def delete_token(request: Request, uid: str) -> Response:
    """Delete a token of the asking user."""
    accounts = dhis2_of(request).accounts
    accounts.tokens = [each for each in accounts.tokens if each.uid != uid]
    return ok_message(None, response=_token_report(uid))


@router.post("/messageConversations")
async def send_message(request: Request) -> Response:
    """Send a message to users or groups."""
    body = await json_body(request)
    users = [each["id"] for each in body.get("users", [])]
    groups = [each["id"] for each in body.get("userGroups", [])]
    if not users and not groups:
        raise RefusedRequestError(409, "No recipients selected.", "E1004")
    return _sent(request, body["subject"], body["text"], users, groups, "Message conversation")


@router.post("/messageConversations/feedback")
async def send_feedback(request: Request) -> Response:
    """Send a message to those who take feedback."""
    text = (await request.body()).decode()
    subject = request.query_params.get("subject", "")
    return _sent(request, subject, text, [], [], "Feedback")


@router.get("/messageConversations")
async def list_messages(request: Request) -> Response:
    """List the conversations in which the asking user takes part, newest last."""
    dhis2, user = dhis2_of(request), user_of(request)
    shown = [
        {
            "id": each.uid,
            "subject": each.subject,
            "lastMessage": each.sent_at,
            "messageCount": 1,
            "read": each.sender == user.username,
        }
        for each in dhis2.messages
        if user.uid in each.recipients
        or each.sender == user.username
        or not user.groups.isdisjoint(each.groups)
    ]
    return json_answer({"messageConversations": shown}, headers=NO_CACHE)


def _sent(
    request: Request, subject: str, text: str, users: list[str], groups: list[str], what: str
) -> Response:
    dhis2 = dhis2_of(request)
    uid = new_uid(dhis2.chance)
    sender, now = user_of(request).username, dhis2.clock.local_text()
    dhis2.messages.append(Message(uid, subject, text, sender, users, groups, now))
    location = f"{base_url(request.scope)}/api/messageConversations/{uid}"
    return ok_message(f"{what} created", 201, {"location": location})


def _my_access(*, is_old: bool) -> dict[str, bool]:
    names = ["manage", "write", "read", "update", "delete", *(["externalize"] if is_old else [])]
    return dict.fromkeys(names, False)


def _shown_token(request: Request, token: Token) -> dict[str, Any]:
    dhis2 = dhis2_of(request)
    user = dhis2.accounts.object_of(token.username) or {}
    name = f"{user.get('firstName')} {user.get('surname')}"
    owner = {"id": user.get("id"), "code": user.get("code"), "name": name, "displayName": name}
    owner["username"] = token.username
    shown: dict[str, Any] = {
        "id": token.uid,
        "created": token.created,
        "lastUpdated": token.created,
        "createdBy": owner,
        "lastUpdatedBy": owner,
        "user": owner,
        "version": 2,
        "type": "PERSONAL_ACCESS_TOKEN_V2",
        "expire": token.expires_at,
        "attributes": token.attributes,
        "attributeValues": [],
        "translations": [],
        "favorites": [],
        "favorite": False,
        "sharing": {"owner": owner["id"], "users": {}, "userGroups": {}, "public": "--------"},
        "access": dict.fromkeys(["manage", "write", "read", "update", "delete"], True),
        "href": f"{base_url(request.scope)}/api/apiToken/{token.uid}",
    }
    if dhis2.is_old_importer:
        shown["sharing"]["external"] = False
        shown["access"]["externalize"] = False
    return shown


def _token_report(uid: str) -> dict[str, Any]:
    return {"uid": uid, "klass": _TOKEN_CLASS, "errorReports": [], "responseType": "ObjectReport"}
