"""Counters for /metrics: calls by route, projection lag, the journal's head. Names and numbers only."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
CALLS = Counter("minqing_http_calls", "HTTP calls", ("method", "route", "status"), registry=REGISTRY)
SECONDS = Histogram("minqing_http_seconds", "Time to answer a call", ("route",), registry=REGISTRY)
HEAD = Gauge("minqing_journal_head", "Position of the newest event", registry=REGISTRY)
LAG = Gauge("minqing_projection_lag", "Events a read model is behind", ("view",), registry=REGISTRY)
PARKED = Gauge("minqing_projection_parked", "Streams parked because an event could not be read", ("view",), registry=REGISTRY)
CLOCK_ALARMS = Gauge("minqing_clock_alarms", "Clocks that keep failing or whose jobs nobody takes up", registry=REGISTRY)
CLOCK_WORKERS = Gauge("minqing_clock_workers", "Programs in which the clocks run", registry=REGISTRY)

SIGNED = Gauge("minqing_notary_size", "Events under the newest signed checkpoint", registry=REGISTRY)
BENT = Gauge("minqing_notary_alarm", "1 where the journal is not what was signed", registry=REGISTRY)
BULK = Counter("minqing_bulk_reads", "Accounts that opened the personal data of many people within a day", registry=REGISTRY)


def observe(method: str, route: str, status: int, seconds: float) -> None:
    CALLS.labels(method, route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)
