"""Webhooks at a real receiver: signed so that the standard's own library believes them, in order, again until they arrive, nowhere else."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import psycopg
import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from api import accounts
from api.databases import Databases
from api.jobs import running as clocks
from api.jobs.clocks import CLOCKS
from api.jobs.worker import Pace, Worker
from api.settings import Settings
from api.webhooks import delivery, sending, signing, subscriptions
from api.webhooks.sending import AddressForbidden, NotDelivered, Reach
from domain.ids import CommunityId
from tests.api.conftest import Site, running
from tests.api.feed.test_pages import rename
from tests.people import approver_wang, auditor_zhou, desk_chen, reporter_xu

HERE, S = "321111009001", "/api/feed/subscriptions"
WEBHOOKS = CLOCKS["webhooks"]


@dataclass
class Receiver:
    """answers: of the next calls; then 204. calls: (headers, body) of all of them."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?from=minqing"

    def read(self, *secrets: str) -> list[dict[str, Any]]:
        """What came, each believed by the library under each secret."""
        return [Webhook(secret).verify(body, headers) for headers, body in self.calls for secret in secrets]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    known = Receiver()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            known.calls.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            status = known.answers.pop(0) if known.answers else 204
            self.send_response(status)
            if status == 302:
                self.send_header("Location", known.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        known.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield known
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def site(new_database: Callable[[], AbstractContextManager[Databases]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    allowed = {"webhook_hosts": ("127.0.0.1",), "webhook_private": True}
    with running(new_database(), tmp_path_factory.mktemp("home"), **allowed) as opened:
        rename(opened, HERE)
        yield opened


def subscribe(site: Site, receiver: Receiver, **asked: Any) -> dict[str, Any]:
    site.office.freshen()
    answer = site.as_(auditor_zhou).post(S, {"url": receiver.url} | asked)
    assert answer.status_code == 201, answer.text
    return answer.json()


def act(site: Site, subscription: dict[str, Any]) -> Any:
    return clocks.act(site.office, WEBHOOKS, CommunityId(subscription["subscription"]))


def fails(site: Site, subscription: dict[str, Any]) -> None:
    with pytest.raises(clocks.ClockFailed):
        act(site, subscription)


def standing(site: Site, subscription: dict[str, Any]) -> dict[str, Any]:
    return site.as_(auditor_zhou).get(f"{S}/{subscription['subscription']}").json()


def named(receiver: Receiver) -> list[str]:
    return [json.loads(body)["data"]["name"] for _, body in receiver.calls]


def test_what_happens_is_brought_in_order_and_signed(site: Site, receiver: Receiver) -> None:
    made = subscribe(site, receiver, names=["community."], communities=[HERE])
    rename(site, HERE, "东", "西")
    rename(site, "321111009008")
    last = rename(site, HERE, "南")
    act(site, made)
    assert [one["data"]["name"] for one in receiver.read(made["secret"])] == ["东", "西", "南"]
    headers, body = receiver.calls[-1]
    assert headers["Content-Type"] == "application/cloudevents+json" and json.loads(body)["id"] == str(last)
    assert headers["webhook-id"] == f"{made['subscription']}.{last}"
    with pytest.raises(WebhookVerificationError):
        Webhook(made["secret"]).verify(body.replace("南".encode(), "北".encode()), headers)
    act(site, made)
    assert len(receiver.calls) == 3 and standing(site, made)["position"] == site.office.journal.head()
    assert "secret" not in standing(site, made)


def test_what_does_not_arrive_holds_up_what_is_behind_it(site: Site, receiver: Receiver) -> None:
    made = subscribe(site, receiver)
    rename(site, HERE, "甲", "乙")
    receiver.answers = [500, 302]
    fails(site, made)
    fails(site, made)
    assert (standing(site, made)["failures"], standing(site, made)["last_error"]) == (2, "HTTP 302")
    act(site, made)
    assert named(receiver) == ["甲", "甲", "甲", "乙"]
    assert len({headers["webhook-id"] for headers, _ in receiver.calls[:3]}) == 1, "the same id however often it is sent"
    assert (standing(site, made)["failures"], standing(site, made)["last_error"]) == (0, None)


def test_the_queue_tries_again_by_itself(site: Site, receiver: Receiver) -> None:
    made = subscribe(site, receiver)
    receiver.answers = [503]
    with Worker(site.office, {"webhooks": WEBHOOKS}, Pace(tick=0.05, look=0.5)):
        rename(site, HERE, "一", "二")
        until = time.monotonic() + 20
        while standing(site, made)["position"] < site.office.journal.head() and time.monotonic() < until:
            time.sleep(0.1)
    assert named(receiver) == ["一", "一", "二"]


def test_after_so_many_attempts_it_is_a_dead_letter(site: Site, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "DEAD_AFTER", 2)
    made, zhou = subscribe(site, receiver), site.as_(auditor_zhou)
    of_it = f"{S}/{made['subscription']}"
    first = rename(site, HERE, "坏", "好") - 1
    receiver.answers = [422, 422]
    fails(site, made)
    act(site, made)
    assert named(receiver) == ["坏", "坏", "好"]
    (letter,) = zhou.get(f"{of_it}/dead").json()["dead"]
    assert (letter["position"], letter["attempts"], letter["error"], letter["is_wanted"]) == (first, 2, "HTTP 422", False)
    assert zhou.post(f"{of_it}/dead/retry", {"positions": [first + 99]}).json()["code"] == "webhook.not_dead"
    receiver.answers = [422]
    assert zhou.post(f"{of_it}/dead/retry", {}).json() == {"letters": 1}
    act(site, made)
    assert [one["attempts"] for one in zhou.get(f"{of_it}/dead").json()["dead"]] == [3]
    assert zhou.post(f"{of_it}/dead/retry", {"positions": [first]}).json() == {"letters": 1}
    act(site, made)
    assert zhou.get(f"{of_it}/dead").json()["dead"] == [] and named(receiver)[-1] == "坏"
    assert len({headers["webhook-id"] for headers, body in receiver.calls if "坏" in body.decode()}) == 1


def test_a_receiver_that_is_away_or_gone_is_left_alone(site: Site, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "DEAD_AFTER", 1)
    made, zhou = subscribe(site, receiver), site.as_(auditor_zhou)
    rename(site, HERE, "一", "二", "三", "四")
    receiver.answers = [500] * 4
    act(site, made)
    assert standing(site, made)["paused_why"] == "HTTP 500" and named(receiver) == ["一", "二", "三"]
    act(site, made)
    assert len(receiver.calls) == 3, "nothing more is sent"
    of_it = f"{S}/{made['subscription']}"
    assert zhou.post(f"{of_it}/dead/removal", {"positions": None}).json() == {"letters": 3}
    receiver.answers = [410]
    assert zhou.post(f"{of_it}/resumption", {}).json()["paused_why"] is None
    act(site, made)
    assert standing(site, made)["paused_why"] == "gone" and standing(site, made)["dead"] == 0
    zhou.post(f"{of_it}/resumption", {})
    act(site, made)
    assert named(receiver)[-2:] == ["四", "四"], "it goes on where it stood"


WAITING = """
insert into jobs.procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, scheduled_at, attempts)
values ('clocks', 'clock', %(named)s, %(named)s, '{}', now() + interval '1 hour', 7)
returning id
"""


@pytest.mark.parametrize("step", ["resumption", "dead/retry"])
def test_who_says_that_it_is_well_again_does_not_wait_for_the_next_attempt(site: Site, receiver: Receiver, step: str) -> None:
    made, zhou = subscribe(site, receiver), site.as_(auditor_zhou)
    with psycopg.connect(site.office.databases.owner, autocommit=True) as connection:
        connection.execute("set search_path = jobs")  # its triggers name no schema
        (job,) = connection.execute(WAITING, {"named": f"webhooks/{made['subscription']}"}).fetchone() or (0,)
        letter = "insert into feed.dead_letter (subscription, position, attempts, error, failed_at) values (%s, 1, 8, 'HTTP 500', now())"
        connection.execute(letter, (made["subscription"],))
        done = zhou.post(f"{S}/{made['subscription']}/{step}", {})
        assert done.status_code == 200, done.text
        due = connection.execute("delete from jobs.procrastinate_jobs where id = %s returning scheduled_at <= now()", (job,)).fetchone()
    assert due == (True,)


def test_a_secret_is_replaced_without_a_break(site: Site, receiver: Receiver) -> None:
    own = signing.made()
    made, zhou = subscribe(site, receiver, secret=own), site.as_(auditor_zhou)
    assert made["secret"] == own
    new = zhou.post(f"{S}/{made['subscription']}/secret", {}).json()["secret"]
    rename(site, HERE, "换")
    act(site, made)
    assert len(receiver.read(own, new)) == 2 and own != new
    with psycopg.connect(site.office.databases.owner) as connection:
        stored = str(connection.execute("select secret from feed.subscription").fetchall())
    assert own not in stored and new not in stored
    for weak in ("whsec_", "abc", "whsec_MTIz", "whsec_%%%%"):
        assert zhou.post(S, {"url": receiver.url, "secret": weak}).json()["code"] == "webhook.secret_unsound"


def test_it_is_told_what_its_account_may_read_as_long_as_it_may(site: Site, receiver: Receiver) -> None:
    with site.office.app_pool.connection() as connection:
        bound = (f"com-{HERE}",)
        accounts.open_account(connection, "neighbour", "desk", None, site.office.clock(), communities=bound)
        reader = accounts.find(connection, "neighbour")
    made = subscriptions.subscribe(site.office.ctx(reader), subscriptions.Asked(receiver.url))
    rename(site, "321111009008", "别处")
    rename(site, HERE, "此处")
    act(site, made)
    assert named(receiver) == ["此处"]
    with site.office.app_pool.connection() as connection:
        connection.execute("update accounts.account set is_open = false where account = 'neighbour'")
    rename(site, HERE, "之后")
    act(site, made)
    assert named(receiver) == ["此处"]
    assert subscriptions.one(site.office, made["subscription"]).paused_why == "account"
    assert site.as_(auditor_zhou).get(f"{S}/{made['subscription']}").json()["code"] == "webhook.subscription_unknown"


def test_who_may_subscribe_to_what(site: Site, receiver: Receiver) -> None:
    asked = {"url": receiver.url, "purpose": "核对"}
    assert site.as_(reporter_xu).post(S, asked).json()["code"] == "auth.role"
    assert site.as_(approver_wang).post(S, asked).json()["code"] == "auth.role", "it opens nothing"
    made = site.as_(desk_chen).post(S, asked)
    assert made.status_code == 201
    assert site.as_(desk_chen).client.delete(f"{S}/{made.json()['subscription']}", headers=site.as_(desk_chen).headers).status_code == 204


REACH = Reach.of(Settings(webhook_hosts=("hooks.example.org", ".city.gov.cn", "localhost")))


@pytest.mark.parametrize("url", ["https://hooks.example.org/a", "https://HOOKS.example.org:8443/", "https://a.b.city.gov.cn/x?y=1"])
def test_where_it_may_go(url: str) -> None:
    REACH.require(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/",
        "https://hooks.example.org.evil.example/",
        "https://evil.example/hooks.example.org",
        "https://hooks.example.org@evil.example/",
        "https://user:word@hooks.example.org/",
        "https://city.gov.cn.evil/",
        "https://evilcity.gov.cn/",
        "file:///etc/passwd",
        "https://",
        "https://[::1/",
        "https://hooks.example.org:99999/",
        "https://169.254.169.254/latest",
    ],
)
def test_where_it_may_not(url: str) -> None:
    with pytest.raises(AddressForbidden):
        REACH.require(url)


def test_a_name_that_leads_inside_leads_nowhere(receiver: Receiver) -> None:
    with pytest.raises(NotDelivered, match="a private address"):
        sending.post(REACH, f"https://localhost:{receiver.port}/", b"{}", {})
    assert receiver.calls == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:4700::6810:84e5", True),
        ("64:ff9b::5db8:d822", True),  # NAT64 to a public address
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::10.0.0.1", False),
        ("::ffff:0:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b:1::a00:1", False),
        ("2002:a00:1::", False),
        ("2002:7f00:1::", False),
        ("fec0::1", False),
        ("fd00::1", False),
        ("ff0e::1", False),
        ("::1", False),
        ("::", False),
    ],
)
def test_an_address_inside_another_is_seen(address: str, expected: bool) -> None:
    assert sending.is_public(address) is expected


def test_a_receiver_that_answers_drop_by_drop_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each drop comes in time, the answer never: the line is cut."""
    monkeypatch.setattr(sending, "ALL_S", 0.3)
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            line, _ = listening.accept()
            with line, suppress(OSError):
                line.sendall(b"HTTP/1.1 200 OK\r\n")
                while not done.wait(0.02):
                    line.sendall(b"X: y\r\n"[:1])

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            with pytest.raises(NotDelivered):
                sending.post(Reach(("127.0.0.1",), private=True), f"http://127.0.0.1:{listening.getsockname()[1]}/", b"{}", {})
        finally:
            done.set()
            dripping.join()
