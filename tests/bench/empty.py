"""Routes that do nothing, and one that asks the database for nothing: what is left of a call when the product is taken out of it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Response

from api.databases import pooled

BODY = bytes(12_000)
DSN = "MINQING_BENCH_READ"


def create_app() -> FastAPI:
    pool = pooled(os.environ[DSN], opened=False)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        pool.open(wait=True)
        yield
        pool.close()

    app = FastAPI(lifespan=lifespan)

    @app.get("/empty")
    def empty() -> Response:
        return Response(BODY)

    @app.get("/asked")
    def asked() -> Response:
        with pool.connection() as connection:
            connection.execute("select 1").fetchone()
        return Response(BODY)

    return app
