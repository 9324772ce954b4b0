"""What may not be written to a buyer: insults, threats, rewards for ratings, and settling behind the platform's back.

A person's words go to the buyer as they are, so they are looked at when the command is given, where the person can
still choose others. Source: rule 3.0.5; R125; rules on ratings and on transactions outside the platform.
"""

import re

from domain.commands import NotPermitted

UNFIT: dict[str, re.Pattern[str]] = {
    "an insult": re.compile(
        r"傻逼|傻子|白痴|有病|滚蛋|骗子|不要脸|\b(idiot|stupid|moron|liar|scammer|shut up)\b", re.IGNORECASE
    ),
    "a threat": re.compile(
        r"后果自负|走着瞧|等着瞧|曝光你|报复|找上门|拉黑你"
        r"|\b(you will regret|or else|we know where you live|blacklist you)\b",
        re.IGNORECASE,
    ),
    "a reward for a rating": re.compile(
        r"(好评|五星|追评|改评|删评|删差评)[^。；;]{0,12}(返|送|红包|现金|补偿|退款|优惠)"
        r"|(返现|红包|现金|补偿|退款|优惠)[^。；;]{0,12}(好评|五星|改评|删评|删差评)"
        r"|\b(refund|cash|coupon|reward|gift)\b[^.;]{0,40}\b(good|five.star|5.star|positive)\b[^.;]{0,12}\b(review|rating)"
        r"|\b(delete|remove|change) (your|the) (review|rating)",
        re.IGNORECASE,
    ),
    "settling outside the platform": re.compile(
        r"(加|用|转)(我|您)?(的)?(微信|支付宝|QQ)|私下(转|退|打|付|解决)|线下(转|退|打|付)|微信转账"
        r"|\b(whatsapp|wechat|telegram|paypal me|outside (of )?the platform|off.platform)\b",
        re.IGNORECASE,
    ),
    "somebody's data": re.compile(
        r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)[1-8]\d{5}(19|20)\d\d(0[1-9]|1[0-2])[0-3]\d{4}[\dXx](?!\d)|[\w.+-]+@[\w-]+\.\w+"
    ),
}


def unfit(text: str) -> str:
    """What makes these words unfit for a buyer; empty where nothing does."""
    return next((what for what, pattern in UNFIT.items() if pattern.search(text)), "")


def check_words(text: str) -> None:
    """Raise NotPermitted for words that may not be written to a buyer."""
    if what := unfit(text):
        raise NotPermitted("UNFIT_WORDS", f"The buyer would read {what}: say it in other words.")
