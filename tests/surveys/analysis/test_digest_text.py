"""The digest's figures on the screen: symbols, comparison, progress, voices (EVIDENCE 5)."""

from dataclasses import replace

import pytest

from surveys.analysis.digest import Digest
from surveys.analysis.digest_alert_text import alert_text
from surveys.analysis.digest_alerts import (
    Alert,
    ApprovalWaiting,
    AttendanceUnknown,
    BreakOff,
    FewAnswered,
    FollowUpsShort,
    FreezeNear,
    MoreThanFamilies,
    NotReached,
    NotSent,
    QuotaShort,
    RemarksWaiting,
    SlowAnswers,
    WithoutSurvey,
)
from surveys.analysis.digest_data import digest_json
from surveys.analysis.digest_progress import Outlook
from surveys.analysis.digest_standing import Standing
from surveys.analysis.digest_views import digest_text
from surveys.analysis.levels import Kind, Level
from surveys.definition_text import columns
from surveys.model import Language
from tests.surveys.analysis.digest_drafted import JA, as_drafted, line, november, short
from tests.surveys.analysis.rows import tokyo, wording


def text(digest: Digest, language: Language = JA) -> list[str]:
    return digest_text(digest, language, wording()).splitlines()


def test_the_screen_of_the_design() -> None:
    assert text(as_drafted()) == [
        "【週報】11/16(月)～11/22(日)",
        "講座9回（案内8）　参加74組",
        "案内66→開始41→完了37",
        "回収率50％（先週46％）",
        "―今年度の累計421人―",
        "◎知っている 71％(66～75)目標60",
        "△使っている 41％(36～46)目標40",
        "○きっかけ 18％(14～23)目標15",
        "○間に合う 使う75％／使わない58％",
        "　差＋17点(7～25)※効果とは限らない",
        "▶「きっかけ」の確認まで約400人",
        "　（本当に20％の場合）",
        "◎確認（見込み）○傾向△まだ▼届かず",
        "声：予約開始の通知が助かる(6)",
        "　　古い予定が残っている(5)",
        "要対応",
        "・11/18 14時の回 回収2/14",
        "・案内なしの講座 1回",
    ]


def test_the_screen_of_the_design_has_room_for_three_things_to_do() -> None:
    drafted = as_drafted()
    full = replace(drafted, alerts=(QuotaShort(left=71, planned=38), *drafted.alerts))
    shown = text(full)
    assert shown[-4:] == [
        "要対応",
        "・配信残り71通／予定38通",
        "・11/18 14時の回 回収2/14",
        "・案内なしの講座 1回",
    ]
    assert len(shown) == 18
    fuller = replace(full, alerts=(*full.alerts, AttendanceUnknown(count=1)))
    assert text(fuller)[-2:] == ["・11/18 14時の回 回収2/14", "・ほか2件"]


EVERY: tuple[Alert, ...] = (
    NotSent(count=2),
    NotReached(count=1),
    QuotaShort(left=71, planned=38),
    FollowUpsShort(due=90, left=71),
    MoreThanFamilies(starts_at=tokyo("2026-11-18 10:30"), completed=12, families=11),
    FewAnswered(starts_at=tokyo("2026-11-18 14:00"), completed=2, families=14),
    WithoutSurvey(count=1),
    AttendanceUnknown(count=1),
    RemarksWaiting(count=3),
    ApprovalWaiting(count=1),
    BreakOff(number=4, share=0.18),
    SlowAnswers(seconds=75),
    FreezeNear(on=tokyo("2027-01-31 00:00").date()),
)


@pytest.mark.parametrize("language", list(Language))
def test_every_language_fits_the_screen_with_everything_to_be_done(language: Language) -> None:
    for alert in EVERY:
        shown = text(replace(as_drafted(), alerts=(alert,)), language)
        assert len(shown) <= 18
        assert not any("{" in one for one in shown)
        widest = 40 if language is JA else 48
        told = alert_text(alert, language, wording())
        assert [one for one in shown if columns(one) > widest and told not in one] == []
        assert columns(told) <= 52


def test_alerts_in_words() -> None:
    drafted = replace(as_drafted(), alerts=EVERY)
    assert [alert["message"] for alert in digest_json(drafted, wording())["alerts"]] == [
        "LINEの枠不足で未送信 2件",
        "週報を届けられない人 1人",
        "配信残り71通／予定38通",
        "4週間後の質問90通／残り71通",
        "11/18 10時30分 回答12/参加11組 要確認",
        "11/18 14時の回 回収2/14",
        "案内なしの講座 1回",
        "参加組数が未登録の講座 1回",
        "確認待ちの声 3件",
        "確認（見込み）の文が承認待ち 1件",
        "問4でやめる人が18％",
        "回答時間の中央値 75秒",
        "1/31に集計を締め切ります",
    ]
    assert len({alert["code"] for alert in digest_json(drafted, wording())["alerts"]}) == 13


@pytest.mark.parametrize(
    ("outlook", "kind", "shown"),
    [
        (Outlook.MORE, Kind.REACH, ["▶「きっかけ」の確認まで約400人", "　（本当に20％の場合）"]),
        (
            Outlook.MORE,
            Kind.ASSOCIATION,
            ["▶「きっかけ」の確認まで約400人", "　（本当に差が20点の場合）"],
        ),
        (Outlook.ENOUGH, Kind.REACH, ["▶「きっかけ」は人数が足りました"]),
        (Outlook.OUT_OF_REACH, Kind.REACH, ["▶「きっかけ」今年度中の確認は難しい"]),
        (Outlook.CONFIRMED, Kind.REACH, []),
    ],
)
def test_the_way_to_a_proof(outlook: Outlook, kind: Kind, shown: list[str]) -> None:
    drafted = as_drafted()
    one = replace(drafted.progress[0], outlook=outlook, kind=kind)
    found = text(replace(drafted, progress=(one,)))
    assert [each for each in found if each.startswith(("▶", "　（"))] == shown


def test_the_claim_nearest_to_its_proof_is_told() -> None:
    drafted = as_drafted()
    first = drafted.progress[0]
    nearer = replace(first, claim="I1", short=short("I1"), more=61)
    far = replace(first, claim="I4", short=short("I4"), outlook=Outlook.OUT_OF_REACH)
    shown = text(replace(drafted, progress=(far, first, nearer)))
    assert "▶「知っている」の確認まで約70人" in shown


def test_a_difference_that_points_the_other_way_and_one_that_cannot_be_computed() -> None:
    drafted = as_drafted()
    (compared,) = drafted.standing.comparisons
    for difference, expected in [
        (-0.07, "　差−7点(7～25)※効果とは限らない"),
        (None, "　差は出せません※効果とは限らない"),
    ]:
        standing = replace(
            drafted.standing, comparisons=(replace(compared, difference=difference),)
        )
        assert expected in text(replace(drafted, standing=standing))


def test_symbols_say_confirmed_only_at_the_freeze() -> None:
    bare = replace(as_drafted(), themes=(), alerts=())
    assert text(bare)[-2] == "◎確認（見込み）○傾向△まだ▼届かず"
    assert text(replace(bare, frozen=True))[-2] == "◎確認 ○傾向 △まだ ▼届かず"


def test_the_year_as_it_comes_from_rows() -> None:
    digest = november()
    assert text(digest)[5:11] == [
        "◎知っている 72％(68～77)目標60",
        "△使っている 40％(35～46)目標40",
        "△きっかけ 20％(16～24)目標15",
        "△間に合う 使う73％／使わない57％",
        "　差＋16点(7～25)※効果とは限らない",
        "▶「きっかけ」今年度中の確認は難しい",
    ]
    found = digest_json(digest, wording())
    (timely, connected) = found["comparison"]
    assert timely["id"] == "I4"
    assert timely["exposed"]["denominator"] + timely["unexposed"]["denominator"] == 387
    assert timely["note"] == "関連であり、Aonicoの効果とは限らない"
    assert timely["low"] < timely["difference"] < timely["high"]
    assert connected["level"] == "U"
    assert [(row["id"], row["outlook"]) for row in found["progress"]] == [
        ("I1", "confirmed"),
        ("I3", "out_of_reach"),
        ("I4", "out_of_reach"),
    ]
    assert {row["id"]: row["level"] for row in found["indicators"]}["I1"] == "E3"


def test_an_indicator_without_a_target_has_none_on_the_screen() -> None:
    digest = as_drafted()
    alone = Standing(people=421, indicators=(line("I6", 210, (0.45, 0.55), Level.U),))
    assert "△つながり 50％(45～55)" in text(replace(digest, standing=alone))
