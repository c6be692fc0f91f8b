"""Installing: to Slack and back, once for each state, and nobody but the installer hears of it."""

import asyncio
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import structlog
from markupsafe import escape
from sqlalchemy import text

from bot.installing import views
from bot.installing.pages import Page, reader_in_browser
from bot.languages.reader import ENGLISH
from bot.organizers.models import AskChannel
from bot.outbox.models import DirectChannel, Letter
from bot.workspaces.models import Grant, Installation, InstallState
from tests.installing.city import CLIENT_ID
from tests.installing.town_hall import NORTH, SOUTH, Browser, Town, opened_town, seen

pytestmark = pytest.mark.either_database


async def test_slack_is_asked_for_the_scopes_of_the_manifest(town: Town) -> None:
    query = parse_qs(urlsplit((await town.begin()).location).query)
    scopes = "commands,chat:write,im:write,mpim:write,users:read,channels:read,groups:read,files:write"
    assert (query["client_id"], query["scope"]) == ([CLIENT_ID], [scopes])


async def test_slack_sends_back_to_the_address_of_the_setting_whatever_the_request_calls_itself(
    database_url: str,
) -> None:
    async with opened_town(database_url, NORTH, public_url="https://klatch.example.org/here") as town:
        ana = town.city[NORTH].add_person("Ana Ruiz")
        forwarded = {"Host": "elsewhere.example", "X-Forwarded-Host": "elsewhere.example"}
        # Not by the test's own server, which answers to its own name alone.
        async with httpx.AsyncClient(transport=httpx.ASGITransport(town.klatch.asgi), base_url="http://klatch") as http:
            location = (await http.get("/slack/install", headers=forwarded)).headers["location"]
        back = parse_qs(urlsplit(location).query)["redirect_uri"]
        assert back == ["https://klatch.example.org/here/slack/oauth_redirect"]
        assert (await town.install(NORTH, ana.id)).status_code == 200


async def test_without_the_setting_the_app_itself_says_where_to_send_back_to(town: Town) -> None:
    assert "redirect_uri" not in parse_qs(urlsplit((await town.begin()).location).query, keep_blank_values=True)


async def test_only_the_installer_is_welcomed(town: Town) -> None:
    ana, ben = (town.city[NORTH].add_person(name) for name in ("Ana Ruiz", "Ben Okafor"))
    answer = await town.install(NORTH, ana.id)
    assert (answer.status_code, "three first steps" in answer.text) == (200, True)
    assert ["Three first steps" in words for words in seen(ana)] == [True]
    assert (seen(ben), len(await town.rows(Letter))) == ([], 1)


async def test_the_installer_reads_the_first_word_in_their_language_and_so_does_the_workspace(town: Town) -> None:
    lea = town.city[NORTH].add_person("Léa Roy", locale="fr-CA", admin=True)
    await town.install(NORTH, lea.id)
    assert ["Pour commencer" in words for words in seen(lea)] == [True]
    assert "Français.*" in (await lea.command("/mentor-admin")).text


async def test_an_installer_whom_slack_does_not_describe_in_time_is_welcomed_all_the_same(town: Town) -> None:
    lea = town.city[NORTH].add_person("Léa Roy", locale="fr-CA")
    town.city[NORTH].faults.server_error("users.info")
    assert (await town.install(NORTH, lea.id)).status_code == 200
    assert ["Three first steps" in words for words in seen(lea)] == [True]


async def test_each_workspace_is_served_by_its_own_token(town: Town) -> None:
    """The same person's id, the same command, two workspaces: each letter arrives in its own."""
    people = {team: town.city[team].add_person("Ana Ruiz") for team in (NORTH, SOUTH)}
    for team, person in people.items():
        await town.install(team, person.id)
    for team, person in people.items():
        assert await town.volunteer(person) == ""
        await town.time.settle()
        assert [letter.state for letter in await town.letters(team)] == ["sent"] * len(seen(person))
    assert [town.city[team].refusals for team in people] == [[], []]
    assert len(seen(people[NORTH])) == len(seen(people[SOUTH])) == 2


async def test_a_workspace_that_has_not_installed_klatch_is_refused_kindly(town: Town) -> None:
    await town.install(NORTH, town.city[NORTH].add_person("Ana Ruiz").id)
    stranger = town.city[SOUTH].add_person("Olu Outside")
    assert "for full members of this workspace" in (await stranger.command("/mentor-ask")).text


async def test_fifty_callbacks_at_once_install_once(town: Town) -> None:
    ana = town.city[NORTH].add_person("Ana Ruiz")
    browser, code = await town.begin(), town.city.allow(NORTH, ana.id)
    answers = await asyncio.gather(*(town.come_back(browser, code=code, state=browser.state) for _ in range(50)))
    assert sorted(answer.status_code for answer in answers) == [200] + [410] * 49
    assert (town.city.calls["oauth.v2.access"], len(await town.rows(Letter))) == (1, 1)


async def test_two_installations_of_one_workspace_at_once_are_one(town: Town) -> None:
    ana = town.city[NORTH].add_person("Ana Ruiz")
    browsers = [await town.begin() for _ in range(5)]
    codes = [town.city.allow(NORTH, ana.id) for _ in browsers]
    coming = [
        town.come_back(browser, code=code, state=browser.state) for browser, code in zip(browsers, codes, strict=True)
    ]
    assert [answer.status_code for answer in await asyncio.gather(*coming)] == [200] * 5
    assert (len(await town.rows(Grant)), len(await town.rows(Letter))) == (1, 1)


WAYS_BACK: list[tuple[dict[str, str], Page]] = [
    ({}, views.declined(ENGLISH)),
    ({"error": "access_denied"}, views.declined(ENGLISH)),
    ({"error": "invalid_scope"}, views.refused_in_address(ENGLISH)),
    ({"error": "<b>words of anybody</b>"}, views.refused_in_address(ENGLISH)),
    ({"code": "of-another"}, views.too_late(ENGLISH)),
    ({"code": "c", "state": ""}, views.elsewhere(ENGLISH)),
    ({"code": "c", "state": "é" * 40}, views.elsewhere(ENGLISH)),
]


async def test_who_comes_back_otherwise_is_told_what_to_do(town: Town) -> None:
    for query, page in WAYS_BACK:
        browser = await town.begin()
        await assert_page(page, await town.come_back(browser, **{"state": browser.state, **query}))
    made_up = Browser("a-state-of-their-own", "a-state-of-their-own", "")
    await assert_page(views.too_late(ENGLISH), await town.come_back(made_up, code="c", state=made_up.state))
    assert await town.rows(Grant) == []
    # What anybody can bring about with an address is no fault of ours that somebody is woken for.
    assert [page.title for _, page in WAYS_BACK if page.status >= 500] == []


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("en;q=0.5, fr", "fr"),
        ("de-DE, fr;q=0.3", "fr"),
        ("de-DE,ja", "en"),
        ("", "en"),
        ("*;q=x,,;fr", "en"),
        ("fr;q=9999999", "en"),
    ],
)
def test_a_page_is_in_the_language_that_the_browser_asks_for(accepted: str, language: str) -> None:
    assert views.too_late(reader_in_browser(accepted)).language == language


async def assert_page(page: Page, answer: httpx.Response) -> None:
    """This page, from which one can begin again, and nothing of the address in it."""
    assert (answer.status_code, str(escape(page.title)) in answer.text, "/slack/install" in answer.text) == (
        page.status,
        True,
        True,
    )
    assert "words of anybody" not in answer.text


async def test_the_browser_of_another_cannot_finish_an_installation_nor_spoil_it(town: Town) -> None:
    ana = town.city[NORTH].add_person("Ana Ruiz")
    browser, code = await town.begin(), town.city.allow(NORTH, ana.id)
    for cookie in ("", "another", "ü"):
        foreign = Browser(browser.state, cookie, "")
        assert (await town.come_back(foreign, code=code, state=browser.state)).status_code == 400
    assert (await town.come_back(browser, code=code, state=browser.state)).status_code == 200


async def test_a_state_expires_after_ten_minutes_and_is_purged_within_the_hour(town: Town) -> None:
    ana = town.city[NORTH].add_person("Ana Ruiz")
    browser, forgotten = await town.begin(), await town.begin()
    town.clock.advance(timedelta(minutes=10))
    answer = await town.come_back(browser, code=town.city.allow(NORTH, ana.id), state=browser.state)
    assert (answer.status_code, town.city.calls["oauth.v2.access"]) == (410, 0)
    assert (len(await town.rows(InstallState)), forgotten.state != browser.state) == (1, True)
    await town.time.pass_time(hours=1)
    assert await town.rows(InstallState) == []


async def test_a_slack_that_does_not_grant_it_leaves_nothing_behind(town: Town) -> None:
    ana = town.city[NORTH].add_person("Ana Ruiz")
    for outage, status in (
        ("down", 503),
        ("bad_client_secret", 502),
        ("internal_error", 503),
        ("team_added_to_org", 503),
    ):
        town.city.outage = outage
        answer = await town.install(NORTH, ana.id)
        assert (answer.status_code, await town.rows(Grant), await town.rows(InstallState)) == (status, [], [])


async def test_a_token_that_expires_is_not_taken_because_nobody_would_renew_it(town: Town) -> None:
    ana = town.city[NORTH].add_person("Ana Ruiz")
    town.city.tokens_expire = True
    with structlog.testing.capture_logs() as logs:
        answer = await town.install(NORTH, ana.id)
    assert (answer.status_code, await town.rows(Grant)) == (502, [])
    assert [line["error"] for line in logs if line["event"] == "installation_refused"] == ["token_rotation_is_on"]


async def test_pages_load_nothing_run_nothing_and_tell_nobody_where_they_came_from(town: Town) -> None:
    answer = await town.come_back(Browser("", "", ""))
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert (answer.headers["referrer-policy"], "<script" in answer.text) == ("no-referrer", False)


async def test_the_cookie_is_for_this_browser_and_these_two_addresses_alone(town: Town) -> None:
    attributes = (await town.http.get("/slack/install")).headers["set-cookie"].lower()
    wanted = ("httponly", "secure", "samesite=lax", "path=/slack", "max-age=600")
    assert [each for each in wanted if each not in attributes] == []


async def test_neither_token_nor_code_nor_state_stands_anywhere_in_plain_text(town: Town) -> None:
    ana = town.city[NORTH].add_person("Ana Ruiz")
    browser, code = await town.begin(), town.city.allow(NORTH, ana.id)
    with structlog.testing.capture_logs() as logs:
        written = await _dump(town)
        answer = await town.come_back(browser, code=code, state=browser.state)
        await town.time.settle()
    token = (await town.grant(NORTH)).token
    written += await _dump(town) + repr(logs) + answer.text + repr(answer.headers)
    assert token is not None
    assert [secret for secret in (token, code, browser.state) if secret in written] == []


async def test_installing_again_keeps_what_was_set_up_and_doubles_nothing(town: Town) -> None:
    ana, ben = (town.city[NORTH].add_person(name) for name in ("Ana Ruiz", "Ben Okafor"))
    await town.install(NORTH, ana.id)
    async with town.klatch.database.transaction() as session:
        session.add(AskChannel(workspace=NORTH, channel="C1"))
    town.clock.advance(timedelta(days=1))
    assert "was in your workspace already" in (await town.install(NORTH, ben.id)).text
    kept, grant = await town.installation(NORTH), await town.grant(NORTH)
    assert [one.channel for one in await town.rows(AskChannel)] == ["C1"]
    assert (kept.installed_by, grant.installed_at) == (ben.id, town.clock.now())
    assert (len(await town.rows(Letter)), seen(ben)) == (1, [])


async def _dump(town: Town) -> str:
    async with town.klatch.database.transaction() as session:
        tables = ("grants", "installations", "install_states", "letters", "dues")
        found = [(await session.execute(text(f"SELECT * FROM {table}"))).all() for table in tables]  # noqa: S608
    return repr(found)


async def test_with_another_user_of_the_bots_every_direct_conversation_is_opened_anew(town: Town) -> None:
    """The app was made anew: what its user before had opened is closed to this one, in this workspace alone."""
    people = {team: town.city[team].add_person("Ana Ruiz") for team in (NORTH, SOUTH)}
    for team, person in people.items():
        await town.install(team, person.id)
    await town.install(NORTH, people[NORTH].id)
    assert {row.workspace for row in await town.rows(DirectChannel)} == {NORTH, SOUTH}
    async with town.klatch.database.transaction() as session:
        (await session.get_one(Installation, NORTH)).bot_user = "U0BEFORE"
    await town.install(NORTH, people[NORTH].id)
    assert {row.workspace for row in await town.rows(DirectChannel)} == {SOUTH}
