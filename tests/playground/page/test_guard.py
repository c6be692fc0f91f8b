"""Who may speak to the page: this machine's own browser, from the page itself."""

import pytest

from tests.playground.page.setting import ADDRESS, Setting


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000"])
async def test_it_answers_to_its_own_names(here: Setting, host: str) -> None:
    answer = await here.client.get(f"/as/{here.ana.id}", headers={"Host": host})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:8000",
        "127.0.0.1",
        "127.0.0.1:8001",
        "127.0.0.1.evil.example:8000",
        "evil@127.0.0.1:8000",
        "127.0.0.1:8000:8000",
        "127.0.0.1:port",
        "",
    ],
)
async def test_a_foreign_name_for_this_machine_is_refused(here: Setting, host: str) -> None:
    answer = await here.client.get(f"/as/{here.ana.id}", headers={"Host": host})
    assert answer.status_code == 403
    assert here.ana.name not in answer.text


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "http://127.0.0.1:9", "https://127.0.0.1:8000"]
)
async def test_only_the_page_itself_may_act(here: Setting, origin: str | None) -> None:
    headers = {} if origin is None else {"Origin": origin}
    body = {"channel": here.general.id, "text": "hello"}
    answer = await here.client.post(f"/as/{here.ana.id}/say", json=body, headers=headers)
    assert answer.status_code == 403
    assert here.ana.messages() == []


@pytest.mark.parametrize("address", ["/", "/as/{}", "/as/{}/complete?kind=people", "/static/page.js", "/nowhere"])
async def test_every_answer_keeps_the_page_to_itself(here: Setting, address: str) -> None:
    answer = await here.client.get(address.format(here.ana.id))
    policy = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_nothing_stands_inline_that_the_policy_forbids(here: Setting) -> None:
    page = await here.see(f"/as/{here.ana.id}/{here.general.id}")
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    assert page.count("<script") == page.count('<script type="module" src="/static/')


async def test_nothing_is_fetched_from_elsewhere(here: Setting) -> None:
    page = await here.see(f"/as/{here.ana.id}")
    addresses = [part.split('"', 1)[0] for name in ("src", "href") for part in page.split(f'{name}="')[1:]]
    assert {address[0] for address in addresses if not address.startswith("data:")} <= {"/", "#"}
    assert ADDRESS not in page
