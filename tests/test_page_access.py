"""Who is let in to the pages for staff, asked with raw requests: pages, Gradio's endpoints and own routes alike."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from assistant.page.access import ATTEMPT_SECONDS, ATTEMPTS, LOGIN, LOGOUT, SESSION_SECONDS, Access
from assistant.page.server import application
from assistant.page.site import Section

PASSWORD = "办理-2026"  # noqa: S105
HTML = {"Accept": "text/html"}
INSIDE = [
    "/desk",
    "/desk/",
    "/d%65sk/",
    "/desk/config",
    "/desk/gradio_api/info",
    "/desk/gradio_api/queue/data?session_hash=x",
    "/desk/gradio_api/file=/etc/passwd",
    "/desk/paper",
]
POSTED = ["/desk/gradio_api/queue/join", "/desk/gradio_api/run/predict", "/desk/gradio_api/upload", "/desk/paper"]


class Clock:
    """A clock that a test sets."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def build() -> None:
    import gradio as gr

    box = gr.Textbox("内部的事")
    gr.Button().click(lambda: "内部的话", outputs=box)


async def paper(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{request.method} 内部文件")


@pytest.fixture(scope="module")
def sections() -> list[Section]:
    route = Route("/desk/paper", paper, methods=["GET", "POST"])
    chat = Section(path="/", title="问答", build=build)
    desk = Section(path="/desk", title="内部", build=build, staff_only=True, routes=(route,), upload_bytes=1000)
    return [chat, desk]


def client_of(sections: list[Section], access: Access, address: str = "10.0.0.8", **options: object) -> TestClient:
    return TestClient(
        application(sections, access), "http://localhost", client=(address, 50000), follow_redirects=False, **options
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def far(sections: list[Section], clock: Clock) -> TestClient:
    return client_of(sections, Access(PASSWORD, clock))


def log_in(client: TestClient, password: str = PASSWORD, headers: Mapping[str, str] = HTML) -> int:
    return client.post(LOGIN, data={"password": password, "next": "/desk/"}, headers=headers).status_code


@pytest.mark.parametrize("path", INSIDE)
def test_nothing_is_served_without_the_password(far: TestClient, path: str) -> None:
    answer = far.get(path)
    assert (answer.status_code, answer.text) == (401, "请先登录。")
    assert "内部" not in far.get(path, headers=HTML).text


@pytest.mark.parametrize("path", POSTED)
def test_nothing_is_done_without_the_password(far: TestClient, path: str) -> None:
    event = {"data": [], "fn_index": 0, "session_hash": "x"}
    assert far.post(path, json=event).status_code == 401
    assert far.post(path, files={"files": b"x"}).status_code == 401
    forged = {"Cookie": "staff=; staff=" + "A" * 43, "X-Forwarded-For": "127.0.0.1"}
    assert far.post(path, json=event, headers=forged).status_code == 401


def test_the_password_is_asked_at_the_machine_itself_too(sections: list[Section]) -> None:
    assert client_of(sections, Access(PASSWORD), "127.0.0.1").get("/desk/").status_code == 401


def test_without_a_password_only_the_machine_itself_is_let_in(sections: list[Section]) -> None:
    near, other = client_of(sections, Access(), "127.0.0.1"), client_of(sections, Access())
    assert [near.get(path).status_code for path in ("/desk/", "/desk/config", "/desk/paper")] == [200, 200, 200]
    assert {other.get(path).status_code for path in INSIDE} == {403}
    assert {near.get(path, headers={"X-Real-IP": "::1"}).status_code for path in INSIDE} == {403}
    assert other.post(LOGIN, data={"password": ""}).status_code in {404, 405}


def test_the_password_opens_and_leaving_closes(far: TestClient) -> None:
    asked = far.get("/desk/", headers=HTML)
    assert asked.status_code == 401
    assert 'name="next" value="/desk/"' in asked.text
    answer = far.post(LOGIN, data={"password": PASSWORD, "next": "/desk/"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert PASSWORD not in cookie
    assert far.get("/desk/config").status_code == 200
    assert far.post("/desk/paper").text == "POST 内部文件"
    token = far.cookies["staff"]
    assert far.post(LOGOUT).status_code == 303
    assert far.get("/desk/", headers={"Cookie": f"staff={token}"}).status_code == 401


def test_a_session_ends_by_itself(far: TestClient, clock: Clock) -> None:
    log_in(far)
    clock.now += SESSION_SECONDS - 1
    assert far.get("/desk/paper").status_code == 200
    clock.now += 1
    assert far.get("/desk/paper").status_code == 401


def test_wrong_passwords_are_counted_by_address(far: TestClient, clock: Clock) -> None:
    assert [log_in(far, f"猜{n}") for n in range(ATTEMPTS)] == [401] * ATTEMPTS
    assert log_in(far) == 429
    elsewhere = TestClient(far.app, "http://localhost", client=("10.0.0.9", 50000), follow_redirects=False)
    assert log_in(elsewhere) == 303
    clock.now += ATTEMPT_SECONDS
    assert log_in(far) == 303


@pytest.mark.parametrize(
    "wanted", ["https://foreign.example/", "//foreign.example/", "/desk/../", "javascript:alert(1)"]
)
def test_logging_in_leads_nowhere_else(far: TestClient, wanted: str) -> None:
    answer = far.post(LOGIN, data={"password": PASSWORD, "next": wanted})
    assert answer.headers["location"] == "/desk/"
    page = far.post(LOGIN, data={"password": "x", "next": '"><script>alert(1)</script>'})
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://foreign.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    ],
)
def test_other_sites_can_change_nothing(sections: list[Section], headers: dict[str, str]) -> None:
    near = client_of(sections, Access(), "127.0.0.1")
    assert near.post("/desk/paper", headers=headers).status_code == 403
    assert near.post("/desk/gradio_api/queue/join", json={}, headers=headers).status_code == 403
    assert near.post("/desk/paper", headers={"Origin": "http://localhost"}).status_code == 200
    guarded = client_of(sections, Access(PASSWORD))
    assert log_in(guarded, headers=headers) == 403


def test_the_form_takes_only_a_form(far: TestClient) -> None:
    assert far.post(LOGIN, content=b"password=" + b"x" * 5000).status_code == 403
    assert (
        far.get("/desk/paper", headers={"Cookie": "staff=\udc00".encode("utf-8", "surrogatepass")}).status_code == 401
    )
