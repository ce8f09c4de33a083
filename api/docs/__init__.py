"""The files of the page of the API's documentation; swagger-ui itself comes with fastapi-offline."""

from __future__ import annotations
