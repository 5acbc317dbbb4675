"""Who may enter: every route names what it needs, and a route that does not is an error.

Airflow does not protect the apps of plugins, so nothing else checks who asks.
"""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.errors import PermanentError
from vlmis_core.messages import Message, MessageClass, message
from vlmis_core.stores.find_stores import VisibleStoreIds


class NotSignedInError(PermanentError):
    """Nobody is signed in, or the session has ended."""

    def __init__(self) -> None:
        """Say what can be done, for people and for programs."""
        super().__init__(message("not_signed_in"))
        self.args = ()


class NotAllowedError(PermanentError):
    """The person is known, and may not do this."""

    _class_of_a_text = MessageClass.FORBIDDEN


async def signed_in_person(request: Request) -> Person | None:
    """The person of the session; None when there is none. Tests put their own in its place."""
    from vlmis_airflow.auth.session import person_of

    found: Any = person_of(request)
    person: Person | None = await found if inspect.isawaitable(found) else found
    return person


def signed_in(person: Annotated[Person | None, Depends(signed_in_person)]) -> Person:
    """Return the person of the session.

    Raises:
        NotSignedInError: nobody is signed in.
    """
    if person is None:
        raise NotSignedInError
    return person


SignedIn = Annotated[Person, Depends(signed_in)]


@dataclass(frozen=True, slots=True)
class Needs:
    """A dependency that lets in who may do ``action``; None: everybody who is signed in."""

    action: Action | None

    def __call__(self, request: Request, person: SignedIn) -> Person:
        """Return the person to the route.

        Raises:
            NotAllowedError: none of the person's roles may do it.
        """
        request.state.person = person  # An error page shows the menu, too.
        request.state.action = self.action
        if self.action is not None and not person.may(self.action):
            raise NotAllowedError(message("role_does_not_allow", permission=self.action))
        return person


def needs(action: Action | None) -> Any:
    """What a route writes into ``Depends``: ``Depends(needs(Action.READ_REPORTS))``."""
    return Needs(action)


def needed_actions(route: APIRoute) -> list[Action | None]:
    """What a route asks for; empty: it lets everybody in."""
    return [call.action for call in _calls(route.dependant) if isinstance(call, Needs)]


def refuse_open_routes(app: FastAPI) -> None:
    """Refuse routes that ask for nothing.

    Raises:
        RuntimeError: a route needs nobody, or cannot be examined (a mount, a plain function).
    """
    open_routes = [
        str(getattr(route, "path", route))
        for route in app.routes
        if not isinstance(route, APIRoute) or not needed_actions(route)
    ]
    if open_routes:
        raise RuntimeError(f"routes without needs(…), open to everybody: {', '.join(open_routes)}")


def _calls(dependant: Dependant) -> Iterator[Any]:
    for child in dependant.dependencies:
        yield child.call
        yield from _calls(child)


def action_of_route(request: Request, person: SignedIn) -> Action:
    """Return the action by which the route judges stores: the one that it needs.

    A route that everybody who is signed in may enter shows what a report would show them.
    """
    action: Action | None = request.state.action
    return action or Action.READ_REPORTS


RouteAction = Annotated[Action, Depends(action_of_route)]


def allowed_stores(person: SignedIn, action: RouteAction) -> VisibleStoreIds:
    """Return the stores at which the person may do what the route does; None: all."""
    return person.stores_for(action)


AllowedStores = Annotated[VisibleStoreIds, Depends(allowed_stores)]


def require_at(
    person: Person, action: Action, store_id: int, refusal: Message | None = None
) -> None:
    """Let pass who may do something at a store.

    Raises:
        NotAllowedError: none of the person's roles allows it there; with ``refusal``.
    """
    if not person.may_at(action, store_id):
        raise NotAllowedError(refusal or message("not_your_store"))
