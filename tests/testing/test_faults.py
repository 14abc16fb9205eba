from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from advocacy.errors import ConfigurationError, InvalidInput
from advocacy.testing import Fault, FaultKind, FaultProxy, seeded
from peers.mastodon import Mastodon


class Server:
    """Remembers what reached it and answers with its number."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        seen = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                seen.bodies.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                answer = f"number {len(seen.bodies)}".encode()
                self.send_response(201)
                self.send_header("Content-Length", str(len(answer)))
                self.send_header("X-From", "server")
                self.end_headers()
                self.wfile.write(answer)

            def do_HEAD(self) -> None:
                self.send_response(200)
                self.send_header("Content-Length", "1234")
                self.end_headers()

            def do_GET(self) -> None:
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.http.shutdown()
    server.http.server_close()
    thread.join()


@pytest.fixture
def proxy(server: Server) -> Iterator[FaultProxy]:
    with FaultProxy(server.url) as proxy:
        yield proxy


def post(proxy: FaultProxy, text: str, session: requests.Session | None = None) -> requests.Response:
    with session or requests.Session() as chosen:
        chosen.trust_env = False
        return chosen.post(proxy.url, data=text, timeout=10)


def test_without_a_fault_the_answer_is_the_servers(server: Server, proxy: FaultProxy) -> None:
    answer = post(proxy, "Bonjour")
    assert (answer.status_code, answer.text, answer.headers["X-From"]) == (201, "number 1", "server")
    assert server.bodies == ["Bonjour"]
    assert proxy.counts == {FaultKind.PASS: 1}


def test_many_requests_share_one_connection(server: Server, proxy: FaultProxy) -> None:
    connection = HTTPConnection("127.0.0.1", int(proxy.url.split(":")[-1]))
    with closing(connection):
        connection.connect()
        socket_at_first = connection.sock
        for number in range(5):
            connection.request("POST", "/", str(number))
            assert connection.getresponse().read() == f"number {number + 1}".encode()
        connection.request("HEAD", "/")
        head = connection.getresponse()
        assert (head.headers["Content-Length"], head.read()) == ("1234", b"")
        connection.request("GET", "/")
        nothing = connection.getresponse()
        assert (nothing.status, nothing.read()) == (204, b"")
        connection.request("POST", "/", iter([b"in ", b"chunks"]))
        assert connection.getresponse().read() == b"number 6"
        assert connection.sock is socket_at_first
    assert server.bodies == ["0", "1", "2", "3", "4", "in chunks"]


def test_a_lost_request_and_a_lost_answer_look_the_same_to_the_client(
    server: Server, proxy: FaultProxy
) -> None:
    proxy.strike(Fault.lose_request())
    with pytest.raises(requests.ConnectionError) as request_lost:
        post(proxy, "never arrives")
    proxy.strike(Fault.lose_answer())
    with pytest.raises(requests.ConnectionError) as answer_lost:
        post(proxy, "arrives")
    assert str(request_lost.value) == str(answer_lost.value)
    assert server.bodies == ["arrives"]


def test_a_connection_that_the_client_wants_closed_is_said_to_be_closed(proxy: FaultProxy) -> None:
    for fault in (Fault.pass_on(), Fault.answer(503)):
        proxy.strike(fault)
        answer = requests.get(f"{proxy.url}/", headers={"Connection": "close"}, timeout=5)
        assert answer.headers["Connection"] == "close"


def test_a_made_up_answer_never_reaches_the_server(server: Server, proxy: FaultProxy) -> None:
    proxy.strike(Fault.answer(503, headers={"Retry-After": "7"}, body=b"{}"), times=2)
    answers = [post(proxy, "Bonjour") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 201]
    assert (answers[0].headers["Retry-After"], answers[0].text) == ("7", "{}")
    assert len(server.bodies) == 1


def test_a_truncated_answer_breaks_off_after_the_server_did_it(server: Server, proxy: FaultProxy) -> None:
    proxy.strike(Fault.truncate())
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        post(proxy, "Bonjour")
    assert server.bodies == ["Bonjour"]


def test_an_answer_without_a_body_breaks_off_in_its_first_line(proxy: FaultProxy) -> None:
    proxy.strike(Fault.truncate())
    with pytest.raises(requests.ConnectionError):
        requests.get(proxy.url, timeout=10).raise_for_status()


def test_twice_is_done_twice_and_the_second_answer_counts(server: Server, proxy: FaultProxy) -> None:
    proxy.strike(Fault.twice())
    assert post(proxy, "Bonjour").text == "number 2"
    assert server.bodies == ["Bonjour", "Bonjour"]
    assert (proxy.counts[FaultKind.TWICE], proxy.forwarded) == (1, 2)


def test_a_late_request_arrives_after_a_later_one(server: Server, proxy: FaultProxy) -> None:
    proxy.strike(Fault.late())
    with pytest.raises(requests.ConnectionError):
        post(proxy, "first")
    post(proxy, "second")
    assert server.bodies == ["second"]
    proxy.deliver_late()
    assert server.bodies == ["second", "first"]


def test_closing_delivers_what_is_late(server: Server) -> None:
    with FaultProxy(server.url, plan=[Fault.late()]) as proxy, pytest.raises(requests.ConnectionError):
        post(proxy, "first")
    assert server.bodies == ["first"]


def test_a_delayed_answer_outlasts_the_clients_patience(server: Server) -> None:
    with FaultProxy(server.url, plan=[Fault.delay(1000)]) as proxy, pytest.raises(requests.ReadTimeout):
        requests.post(proxy.url, data="Bonjour", timeout=0.2)
    assert server.bodies == ["Bonjour"]  # closing waits for what is under way, and cuts the delay short


def test_while_refusing_nobody_gets_in_and_afterwards_everybody(server: Server, proxy: FaultProxy) -> None:
    with requests.Session() as session:
        session.trust_env = False
        session.post(proxy.url, data="before", timeout=10)
        with proxy.refusing(), pytest.raises(requests.ConnectionError):
            session.post(proxy.url, data="during", timeout=10)
        with proxy.refusing(), pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(proxy.url.split(":")[-1])))
        session.post(proxy.url, data="after", timeout=10)
    assert server.bodies == ["before", "after"]


def test_a_planned_refusal_shuts_the_door_before_the_client_hears_of_it(server: Server) -> None:
    proxy = FaultProxy(server.url, plan=[Fault.refuse(60)])
    with pytest.raises(requests.ConnectionError):
        post(proxy, "lost")
    with pytest.raises(requests.ConnectionError, match="refused"):
        post(proxy, "refused")
    proxy.close()
    assert server.bodies == []


def test_a_planned_refusal_ends(server: Server) -> None:
    with FaultProxy(server.url, plan=[Fault.refuse(0)]) as proxy:
        with pytest.raises(requests.ConnectionError):
            post(proxy, "lost")
        while True:
            try:
                post(proxy, "again")
            except requests.ConnectionError:
                continue
            break
    assert server.bodies == ["again"]


def test_a_server_that_is_gone_gives_no_answer(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        gone = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    with FaultProxy(gone) as proxy, pytest.raises(requests.ConnectionError):
        post(proxy, "Bonjour")


def test_half_a_request_is_not_delivered(server: Server, proxy: FaultProxy) -> None:
    with socket.create_connection(("127.0.0.1", int(proxy.url.split(":")[-1]))) as client:
        client.sendall(b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nonly this")
        client.shutdown(socket.SHUT_WR)
        assert client.recv(1) == b""
    assert server.bodies == []


def test_what_is_no_http_is_let_go(server: Server, proxy: FaultProxy) -> None:
    with socket.create_connection(("127.0.0.1", int(proxy.url.split(":")[-1]))) as client:
        client.sendall(b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n")
        assert client.recv(1) == b""
    assert server.bodies == []


def test_only_chosen_requests_meet_the_plan(server: Server) -> None:
    plan = [Fault.answer(500)]
    with FaultProxy(server.url, plan=plan, where=lambda method, _path: method == "POST") as proxy:
        assert requests.get(proxy.url, timeout=10).status_code == 204
        assert post(proxy, "Bonjour").status_code == 500
        assert post(proxy, "Bonjour").status_code == 201


def test_a_seeded_plan_under_many_threads_is_counted_to_the_last(server: Server) -> None:
    chances = {Fault.lose_answer(): 0.3, Fault.lose_request(): 0.2, Fault.twice(): 0.1}
    with FaultProxy(server.url, plan=seeded(1, chances)) as proxy:

        def send(number: int) -> None:
            for turn in range(10):
                with suppress(requests.ConnectionError):
                    post(proxy, f"{number}.{turn}")

        threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        counts, forwarded = proxy.counts, proxy.forwarded
    assert counts.total() == 80
    assert len(server.bodies) == forwarded == 80 - counts[FaultKind.LOSE_REQUEST] + counts[FaultKind.TWICE]
    plan = seeded(1, chances)
    assert counts == Counter(next(plan).kind for _ in range(80))


@given(seed=st.integers(), chance=st.floats(0, 1))
def test_the_same_seed_gives_the_same_faults(seed: int, chance: float) -> None:
    first, second = (seeded(seed, {Fault.lose_answer(): chance}) for _ in range(2))
    assert [next(first) for _ in range(20)] == [next(second) for _ in range(20)]


@pytest.mark.parametrize("chances", [{Fault.twice(): 1.1}, {Fault.twice(): -0.1, Fault.truncate(): 0.5}])
def test_impossible_chances_are_refused(chances: dict[Fault, float]) -> None:
    with pytest.raises(InvalidInput, match="at most 1"):
        seeded(1, chances)


@pytest.mark.parametrize("upstream", ["https://mastodon.social", "http://192.0.2.1", "127.0.0.1:80", ""])
def test_only_a_server_on_this_machine_is_accepted(upstream: str) -> None:
    with pytest.raises(ConfigurationError, match="on this machine"):
        FaultProxy(upstream)


@pytest.mark.mastodon
def test_five_statuses_whose_answers_are_lost_are_on_the_server_once_each(mastodon: Mastodon) -> None:
    ada = mastodon.create_account()
    lost = 0
    with FaultProxy(mastodon.base_url) as proxy:
        for number in range(5):
            headers = {"Authorization": f"Bearer {ada.token}", "Idempotency-Key": f"share-{number}"}
            proxy.strike(Fault.lose_answer())
            for _ in range(2):
                try:
                    asked = {"status": f"Bonjour {number}"}
                    requests.post(f"{proxy.url}/api/v1/statuses", data=asked, headers=headers, timeout=10)
                except requests.ConnectionError:
                    lost += 1
        assert proxy.counts == {FaultKind.LOSE_ANSWER: 5, FaultKind.PASS: 5}
    assert lost == 5
    assert len(mastodon.statuses(ada)) == 5
