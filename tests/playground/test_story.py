"""The whole way once, with a Bolt app of a few lines as the bot."""

from typing import Any

from playground import Playground, render_message, render_view
from tests.playground.stage import actions, bolt_app, bolt_running, button, modal, section, text_input


async def test_a_question_goes_from_a_command_through_a_form_to_a_mentor_who_presses_a_button(
    playground: Playground,
) -> None:
    ana = playground.add_person("Ana Ruiz", tz="America/Bogota")
    ben = playground.add_person("Ben Okafor")
    app = bolt_app(playground)

    @app.command("/ask")
    async def ask(ack: Any, body: Any, client: Any) -> None:
        await ack()
        form = modal(text_input("Your question", "question"), callback_id="ask")
        await client.views_open(trigger_id=body["trigger_id"], view=form)

    @app.view("ask")
    async def asked(ack: Any, view: Any, client: Any, body: Any) -> None:
        words = view["state"]["values"]["question"]["typed"]["value"]
        if "?" not in words:
            await ack(response_action="errors", errors={"question": "Please ask a question."})
            return
        await ack()
        blocks = [section(f"<@{body['user']['id']}> asks: {words}"), actions(button("I can help", "help"))]
        await client.chat_postMessage(channel=ben.id, text=words, blocks=blocks)

    @app.action("help")
    async def helped(ack: Any, body: Any, client: Any) -> None:
        await ack()
        group = await client.conversations_open(users=[ana.id, body["user"]["id"]])
        await client.chat_postMessage(channel=group["channel"]["id"], text=f"Meet <@{ben.id}>.")
        await client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="Thank you!", blocks=[])

    async with bolt_running(app, playground):
        assert (await ana.command("/ask")).ok
        assert ana.form is not None
        assert "Your question: […]" in render_view(ana.form, ana)
        await ana.fill("Your question", "how do I say no")
        assert (await ana.submit()).errors == {"Your question": "Please ask a question."}
        await ana.fill("Your question", "How do I say no?")
        assert (await ana.submit()).ok
        assert ana.form is None
        invitation = ben.messages()[-1]
        assert render_message(invitation, ben) == "@Ana Ruiz asks: How do I say no?\n[I can help]"
        await ben.press("I can help")
        assert [message.text for message in ben.messages()] == ["Thank you!", f"Meet <@{ben.id}>."]
        assert [render_message(message, ana) for message in ana.unseen()] == ["Meet @Ben Okafor."]
        assert (await ben.press("I can help", message=invitation)).status == 200
    assert [refusal for refusal in playground.refusals] == []
    assert playground.calls[-1].method == "chat.update"
