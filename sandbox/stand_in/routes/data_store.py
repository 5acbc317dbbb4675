"""The data store: any user may keep, read and remove values."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from sandbox.stand_in.answers import NO_STORE, RefusedRequestError, json_answer, ok_message
from sandbox.stand_in.data_store import Entry, described
from sandbox.stand_in.routes.context import dhis2_of, json_body, user_of
from sandbox.stand_in.uids import new_uid

router = APIRouter(prefix="/api/dataStore")


@router.get("/{namespace}")
async def list_keys(request: Request, namespace: str) -> Response:
    """List the keys of a namespace."""
    keys = dhis2_of(request).data_store.keys(namespace)
    if not keys:
        raise RefusedRequestError(404, f"Namespace not found: '{namespace}'", "E1005")
    return json_answer(keys, headers=NO_STORE)


@router.get("/{namespace}/{key}")
async def read_value(request: Request, namespace: str, key: str) -> Response:
    """Return a value as it was given."""
    return json_answer(_entry(request, namespace, key).value)


@router.get("/{namespace}/{key}/metaData")
async def read_metadata(request: Request, namespace: str, key: str) -> Response:
    """Tell who wrote a value, and when."""
    dhis2, entry = dhis2_of(request), _entry(request, namespace, key)
    writers = {
        name: dhis2.accounts.object_of(name) or {} for name in (entry.created_by, entry.updated_by)
    }
    return json_answer(described(namespace, key, entry, writers, is_old=dhis2.is_old_importer))


@router.post("/{namespace}/{key}")
async def create_value(request: Request, namespace: str, key: str) -> Response:
    """Keep a value under a new key; a key that exists keeps its value."""
    dhis2 = dhis2_of(request)
    if dhis2.data_store.find(namespace, key):
        message = f"Key '{key}' already exists in namespace '{namespace}'"
        raise RefusedRequestError(409, message, "E1004")
    now, username = dhis2.clock.local_text(), user_of(request).username
    value = await json_body(request)
    entry = Entry(new_uid(dhis2.chance), value, now, username, now, username)
    dhis2.data_store.add(namespace, key, entry)
    return ok_message(f"Key created: '{key}'", 201)


@router.put("/{namespace}/{key}")
async def change_value(request: Request, namespace: str, key: str) -> Response:
    """Change a value."""
    entry = _entry(request, namespace, key)
    entry.value = await json_body(request)
    entry.updated, entry.updated_by = (
        dhis2_of(request).clock.local_text(),
        user_of(request).username,
    )
    return ok_message(f"Key updated: '{key}'")


@router.delete("/{namespace}/{key}")
async def remove_value(request: Request, namespace: str, key: str) -> Response:
    """Remove a value and its key."""
    _entry(request, namespace, key)
    dhis2_of(request).data_store.remove(namespace, key)
    return ok_message(f"Key '{key}' deleted from namespace '{namespace}'")


def _entry(request: Request, namespace: str, key: str) -> Entry:
    entry = dhis2_of(request).data_store.find(namespace, key)
    if entry is None:
        message = f"Key '{key}' not found in namespace '{namespace}'"
        raise RefusedRequestError(404, message, "E1005")
    return entry
