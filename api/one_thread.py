"""Routes that only read and are asked by the dozen: parameters, caller and answer on one thread, there and back once.

Such a route answers with a Response, and takes of a call its path and query, the request, and what plain functions make of these. Whatever
is wrong with a parameter is told by the framework's own way, which such a call takes from its beginning.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from inspect import iscoroutinefunction, isgeneratorfunction
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from api.databases import CONNECTIONS

Told = dict[str, Any]
"""The values of a function's own parameters."""
THREADS = ThreadPoolExecutor(CONNECTIONS, "one-thread")
"""No more than can be at the database together: whoever comes later waits here in the order of coming."""


class NotPlain(TypeError):
    """A route declared so that it cannot be answered on one thread."""


class OneThread(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        told_wrong, self.solve = super().get_route_handler(), _Solved(self.dependant)

        async def answered(request: Request) -> Response:
            return await self.answer(request) or await told_wrong(request)

        return answered

    async def answer(self, request: Request) -> Response | None:
        """None where a parameter is wrong or missing."""
        values = self.solve.read(request)
        return None if values is None else await asyncio.get_running_loop().run_in_executor(THREADS, self.solve.call, request, values)


class Ahead:
    """Takes such calls to their routes before the router looks for them among all: the way there costs more than an answer that is kept.

    Whatever they raise is told by who stands around this."""

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute]) -> None:
        self._app = app
        self._routes = [route for route in routes if isinstance(route, OneThread)]
        self._begin = tuple({route.path.partition("{")[0] for route in self._routes})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(self._begin) and not scope.get("root_path"):
            for route in self._routes:
                if (found := route.path_regex.match(scope["path"])) and scope["method"] in (route.methods or ()):
                    scope |= {"route": route, "endpoint": route.endpoint, "path_params": found.groupdict()}
                    if (answer := await route.answer(Request(scope, receive))) is not None:
                        return await answer(scope, receive, send)
                    break
        await self._app(scope, receive, send)


class _Solved:
    """A function of a route with those it depends on, in the order in which they are called: dependencies first."""

    def __init__(self, dependant: Dependant) -> None:
        _require_plain(dependant)
        assert dependant.call is not None
        self._function, self._request = dependant.call, dependant.request_param_name
        self._before = {str(each.name): _Solved(each) for each in dependant.dependencies}
        self._fields = [(field.alias, field) for field in (*dependant.path_params, *dependant.query_params)]

    def read(self, request: Request) -> list[Told] | None:
        """Values in the order of `_all`; None where one is wrong or missing."""
        texts = {**request.query_params, **request.path_params}
        values = [one._own(texts) for one in self._all()]
        return None if None in values else values  # type: ignore[return-value]

    def call(self, request: Request, values: list[Told]) -> Any:
        return self._call(request, iter(values))

    def _all(self) -> Iterator[_Solved]:
        for each in self._before.values():
            yield from each._all()
        yield self

    def _own(self, texts: Mapping[str, str]) -> Told | None:
        found: Told = {}
        for alias, field in self._fields:
            if alias not in texts and field.field_info.is_required():
                return None
            found[field.name], wrong = field.validate(texts[alias]) if alias in texts else (field.get_default(), None)
            if wrong:
                return None
        return found

    def _call(self, request: Request, values: Iterator[Told]) -> Any:
        given = {name: each._call(request, values) for name, each in self._before.items()} | next(values)
        if self._request is not None:
            given[self._request] = request
        return self._function(**given)


def _require_plain(dependant: Dependant) -> None:
    """Raises NotPlain."""
    call = dependant.call
    taken = (dependant.header_params, dependant.cookie_params, dependant.body_params, dependant.response_param_name)
    if any(taken) or dependant.background_tasks_param_name or iscoroutinefunction(call) or isgeneratorfunction(call):
        raise NotPlain(f"{call}: takes or gives more than a route on one thread has")
