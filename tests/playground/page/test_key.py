"""Whose browser it is: the page opens to who has its key, and to nobody else who finds its port."""

from urllib.parse import urlsplit

import httpx
import pytest

from playground.page.guard import LOCKED
from tests.playground.page.setting import ADDRESS, PORT, Setting


def another_client(here: Setting, **cookies: str) -> httpx.AsyncClient:
    """A browser that was never here."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(here.page.asgi), base_url=ADDRESS, cookies=cookies)


@pytest.mark.parametrize("address", ["/", "/as/{}", "/as/{}/stream", "/static/page.js", "/backstage", "/?key=guessed"])
async def test_without_the_key_nothing_is_read(here: Setting, address: str) -> None:
    async with another_client(here) as stranger:
        answer = await stranger.get(address.format(here.ana.id))
    assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert here.ana.name not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("address", ["/", "/as/{}", "/as/{}/{}?thread=1", "/backstage", "/?key=of_an_earlier_start"])
async def test_who_comes_with_an_old_address_reads_where_the_new_one_is(here: Setting, address: str) -> None:
    async with another_client(here) as stranger:
        page = (await stranger.get(address.format(here.ana.id, here.general.id))).text
    assert '<html lang="en">' in page
    assert [part for part in ("<title>", "<main>", "<h1>") if page.count(part) != 1] == []
    assert LOCKED in page.replace("<code>", "").replace("</code>", "")


async def test_without_the_key_nothing_is_done(here: Setting) -> None:
    body = {"channel": here.general.id, "text": "hello"}
    key = urlsplit(here.page.key.entrance(ADDRESS)).query
    async with another_client(here) as stranger:
        for address in (f"/as/{here.ana.id}/say", f"/as/{here.ana.id}/say?{key}"):
            answer = await stranger.post(address, json=body, headers={"Origin": ADDRESS})
            assert (answer.status_code, answer.json()["ok"]) == (403, False)
    assert here.ana.messages() == []


async def test_the_address_with_the_key_leads_in_and_shows_it_no_longer(here: Setting) -> None:
    entrance = here.page.key.entrance(f"{ADDRESS}/as/{here.ana.id}")
    async with another_client(here) as browser:
        way_in = await browser.get(f"{entrance}&any=1")
        assert (way_in.status_code, way_in.headers["location"]) == (303, f"/as/{here.ana.id}?any=1")
        assert "httponly" in way_in.headers["set-cookie"].lower()
        assert "samesite=lax" in way_in.headers["set-cookie"].lower()
        assert here.ana.name in (await browser.get(way_in.headers["location"])).text


async def test_what_the_browser_is_launched_with_opens_once(here: Setting) -> None:
    once = here.page.key.entrance_once(f"{ADDRESS}/")
    async with another_client(here) as first, another_client(here) as second:
        assert (await first.get(once)).status_code == 303
        assert (await second.get(once)).status_code == 403
        assert (await first.get("/")).status_code < 400
        assert (await second.get(here.page.key.entrance(f"{ADDRESS}/"))).status_code == 303


async def test_the_key_of_another_playground_opens_nothing_and_is_not_in_its_way(here: Setting) -> None:
    """Cookies are sent to all ports of a machine: each playground's has a name of its own."""
    name, value = here.page.key.cookie(PORT + 1)
    assert name != here.page.key.cookie(PORT)[0]
    async with another_client(here, **{name: value}) as elsewhere:
        assert (await elsewhere.get("/")).status_code == 403


async def test_a_way_in_leads_nowhere_else(here: Setting) -> None:
    async with another_client(here) as browser:
        way_in = await browser.get(here.page.key.entrance(f"{ADDRESS}//elsewhere.example/"))
    assert way_in.headers["location"] == "/elsewhere.example/"
