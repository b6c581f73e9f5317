"""The fake LINE, driven through the real SDK: what it lets through and what it turns away."""

import contextlib

import pytest
from linebot.v3.messaging import (
    ApiException,
    AsyncApiClient,
    AsyncMessagingApi,
    Configuration,
    MulticastRequest,
    TextMessage,
)

from tests.fakes.clock import Clock
from tests.fakes.contracts import need_contracts
from tests.fakes.line_sdk import HANA, JUN, PUSH, a_bot, raw, refused

KEY = "123e4567-e89b-12d3-a456-426614174000"
STRANGER = "token-of-another"


async def test_a_person_speaks_and_the_bot_replies() -> None:
    async with a_bot() as bot:
        hana = bot.line.user(HANA)
        assert hana.say("参加 K7Q2") == 200
        await bot.reply("ようこそ")
        assert hana.screen == "ようこそ"
        assert hana.await_reply() == "ようこそ"
        assert bot.events[0]["message"]["text"] == "参加 K7Q2"
        assert [(call.path, call.status) for call in bot.line.calls] == [
            ("/v2/bot/message/reply", 200)
        ]
        assert bot.line.violations == []


@pytest.mark.parametrize(
    ("seconds", "status"), [(0, 200), (60, 200), (61, 400)], ids=["at once", "late", "too late"]
)
async def test_a_reply_token_lives_a_minute(seconds: int, status: int) -> None:
    clock = Clock()
    async with a_bot(clock) as bot:
        bot.line.user(HANA).say("はい")
        clock.forward(seconds=seconds)
        if status == 200:
            await bot.reply("1")
        else:
            with pytest.raises(ApiException) as error:
                await bot.reply("1")
            assert refused(error) == (400, "Invalid reply token")
        assert bot.line.calls[-1].status == status


@pytest.mark.parametrize("case", ["used", "unknown"])
async def test_a_reply_token_is_good_for_one_reply(case: str) -> None:
    async with a_bot() as bot:
        hana = bot.line.user(HANA)
        hana.say("はい")
        if case == "used":
            await bot.reply("1")
        with pytest.raises(ApiException) as error:
            await bot.reply("2", bot.token if case == "used" else "0" * 32)
        assert refused(error) == (400, "Invalid reply token")
        assert "2" not in hana.screen


@pytest.mark.parametrize(("used", "status"), [("", 200), ("used", 400)], ids=["unused", "used"])
async def test_a_redelivered_token_lives_again_unless_it_was_used(used: str, status: int) -> None:
    clock = Clock()
    async with a_bot(clock) as bot:
        bot.line.user(HANA).say("はい")
        if used:
            await bot.reply("1")
        clock.forward(seconds=90)
        bot.line.redeliver(bot.line.deliveries[0])
        with contextlib.suppress(ApiException):
            await bot.reply("2")
        assert bot.line.calls[-1].status == status


async def test_a_reply_takes_no_retry_key() -> None:
    async with a_bot() as bot:
        bot.line.user(HANA).say("はい")
        body = {"replyToken": bot.token, "messages": [{"type": "text", "text": "1"}]}
        answer = raw(bot.line, "POST", "/v2/bot/message/reply", body, {"x-line-retry-key": KEY})
        assert answer.status_code == 400
        assert answer.headers["x-line-request-id"]
        assert bot.line.violations == [
            "POST /v2/bot/message/reply X-Line-Retry-Key: not allowed for replies"
        ]


async def test_a_stranger_is_not_let_in() -> None:
    async with a_bot() as bot:
        settings = Configuration(host=bot.line.url, access_token=STRANGER)
        async with AsyncApiClient(settings) as client:
            with pytest.raises(ApiException) as error:
                await AsyncMessagingApi(client).get_bot_info()
        assert error.value.status == 401


async def test_pushes_count_toward_the_month_and_stop_at_the_quota() -> None:
    clock = Clock()
    async with a_bot(clock, quota=3) as bot:
        hana, jun = bot.line.user(HANA), bot.line.user(JUN)
        await bot.push("1")
        both = MulticastRequest(to=[HANA, JUN], messages=[TextMessage(text="2")])
        await bot.api.multicast(both)
        assert (hana.screen, jun.screen, bot.line.used) == ("2", "2", 3)
        with pytest.raises(ApiException) as error:
            await bot.push("3")
        assert refused(error) == (429, "You have reached your monthly limit.")
        clock.forward(days=9)  # 12月1日
        await bot.push("4")
        usage = await bot.api.get_message_quota_consumption()
        assert (hana.screen, usage.total_usage) == ("4", 1)


async def test_the_quota_of_a_plan_without_limit() -> None:
    async with a_bot(quota=None) as bot:
        assert (await bot.api.get_message_quota()).type == "none"


async def test_a_blocked_push_is_answered_200_and_neither_shown_nor_counted() -> None:
    async with a_bot() as bot:
        hana = bot.line.user(HANA)
        hana.unfollow()
        await bot.push("見えない")
        await bot.push("だれもいない", to=JUN)
        assert (hana.messages, bot.line.used) == ([], 0)
        hana.follow()
        assert [event["type"] for event in bot.events] == ["unfollow", "follow"]
        assert bot.events[1]["follow"] == {"isUnblocked": True}
        assert "replyToken" not in bot.events[0]


async def test_a_retry_key_sends_once_and_again_after_a_day() -> None:
    clock = Clock()
    async with a_bot(clock) as bot:
        hana = bot.line.user(HANA)
        first = await bot.push("1", key=KEY)
        clock.forward(hours=23)
        with pytest.raises(ApiException) as error:
            await bot.push("1", key=KEY)
        assert error.value.status == 409
        accepted = error.value.headers["x-line-accepted-request-id"]
        assert accepted == first.headers["x-line-request-id"]
        assert len(hana.messages) == 1
        clock.forward(hours=1)
        await bot.push("1", key=KEY)
        assert len(hana.messages) == 2
        assert bot.line.violations == []


async def test_a_retry_key_is_a_uuid() -> None:
    async with a_bot() as bot:
        with pytest.raises(ApiException) as error:
            await bot.push("1", key="row-17")
        assert error.value.status == 400
        assert len(bot.line.violations) == 1


async def test_a_broadcast_reaches_friends_and_a_validation_nobody() -> None:
    async with a_bot() as bot:
        hana, jun = bot.line.user(HANA), bot.line.user(JUN)
        jun.unfollow()
        body = {"messages": [{"type": "text", "text": "お休み"}]}
        assert raw(bot.line, "POST", "/v2/bot/message/validate/push", body).status_code == 200
        assert hana.messages == []
        assert raw(bot.line, "POST", "/v2/bot/message/broadcast", body).json() == {}
        assert (hana.screen, jun.screen, bot.line.used) == ("お休み", "", 1)
        long = {"messages": [{"type": "text", "text": "あ" * 5001}]}
        assert raw(bot.line, "POST", "/v2/bot/message/validate/reply", long).status_code == 400


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b"to=U&messages=a", "application/x-www-form-urlencoded", 415),
        (b'{"to":"Cgroup","messages":[{"type":"text","text":"a"}]}', "application/json", 400),
    ],
    ids=["broken JSON", "nothing", "a form", "to a group"],
)
async def test_a_body_that_is_no_push(body: bytes, kind: str, status: int) -> None:
    need_contracts()
    async with a_bot() as bot:
        headers = {"content-type": kind}
        answer = raw(bot.line, "POST", PUSH, None, headers, content=body)
        assert answer.status_code == status
        assert answer.json()["message"]
        assert bot.line.violations


async def test_the_account_and_its_people() -> None:
    async with a_bot() as bot:
        bot.line.user(HANA, name="はな", language="ja")
        info = await bot.api.get_bot_info()
        profile = await bot.api.get_profile(HANA)
        assert (info.basic_id, profile.display_name) == ("@koe0000", "はな")
        with pytest.raises(ApiException) as error:
            await bot.api.get_profile(JUN)
        assert error.value.status == 404
        assert (await bot.api.get_followers()).user_ids == [HANA]
        await bot.api.leave_group("C" + "0" * 32)
        assert bot.line.account.left == ["C" + "0" * 32]


@pytest.mark.parametrize(
    ("chat", "seconds", "status"),
    [(HANA, 5, 202), (HANA, 60, 202), (HANA, 7, 400), (HANA, 65, 400), ("C" + "0" * 32, 5, 400)],
)
async def test_the_loading_animation(chat: str, seconds: int, status: int) -> None:
    async with a_bot() as bot:
        body = {"chatId": chat, "loadingSeconds": seconds}
        answer = raw(bot.line, "POST", "/v2/bot/chat/loading/start", body)
        assert answer.status_code == status
        assert bot.line.account.loading == ([(chat, seconds)] if status == 202 else [])
        assert (bot.line.violations == []) is (status == 202)


async def test_a_misspelt_message_is_refused_with_its_place() -> None:
    need_contracts()
    async with a_bot() as bot:
        body = {"to": HANA, "messages": [{"type": "text", "text": "a", "quickReplies": {}}]}
        answer = raw(bot.line, "POST", PUSH, body)
        unknown = raw(bot.line, "GET", "/v2/bot/nothing", None)
        details = answer.json()["details"]
        assert (answer.status_code, details[0]["property"]) == (400, "messages[0]")
        assert unknown.status_code == 404
        assert len(bot.line.violations) == 2
