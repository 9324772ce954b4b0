"""What the demonstration says of itself, in English and Chinese; what cases say is told by domain/telling/."""

from commandline.options import Language

Both = tuple[str, str]  # English, Chinese

RIGHT = (
    "Every case ended as its sample says. The register is whole. The sandbox's audit: no order was overpaid, nothing "
    "was paid twice."
)

WORDS: dict[str, Both] = {
    "engine": ("Starting Postgres and Temporal", "正在启动Postgres和Temporal"),
    "world": (
        "Starting the sandbox: marketplace, payments, courier, warehouse, mail, buyers",
        "正在启动沙箱：平台、支付、快递、仓库、邮件、买家",
    ),
    "programs": ("Starting worker and server", "正在启动worker和server"),
    "up": (
        "All services are up after {seconds:.0f} s. Temporal UI: {ui}",
        "全部服务已启动，用时{seconds:.0f}秒。Temporal界面：{ui}",
    ),
    "begin": ("{fresh} samples begin.", "{fresh}个示例开始。"),
    "begin_and_go_on": (
        "{fresh} samples begin, {known} were begun before and go on.",
        "{fresh}个示例开始，{known}个接着上次继续。",
    ),
    "all_go_on": (
        "All {known} samples were begun before: what is left of them goes on. `make clean` forgets them.",
        "{known}个示例之前都已开始，继续未完成的部分。重新开始请先执行 make clean。",
    ),
    "first_closed": (
        "The first case was closed {seconds:.0f} s after the services were up.",
        "服务启动{seconds:.0f}秒后，第一单结束。",
    ),
    "wrong": ("{count} things are not as the samples say:", "有{count}处与示例的预期不符："),
    "right": (RIGHT, "每一单都按示例的预期结束。登记簿完整。沙箱账本核对：没有多退，没有重复付款。"),
    "stays": ("Everything stays up until Ctrl-C. Temporal UI: {ui}", "服务保持运行，按Ctrl-C结束。Temporal界面：{ui}"),
    "look": ("Look around from another terminal: {command}", "可在另一个终端查看：{command}"),
    "stopped": (
        "Stopped. `make demo` goes on from here, `make clean` forgets it.",
        "已停止。make demo 从这里继续，make clean 清除数据。",
    ),
    "cannot": ("The demonstration cannot run: {why}", "演示无法运行：{why}"),
    "ended": ("{program} ended by itself. {last_words}", "{program}意外结束。{last_words}"),
    "again": (
        "What to do: `make demo` starts everything again and goes on from here.",
        "怎么办：再次执行 make demo，会从这里继续。",
    ),
    "more": ("... {count} more", "... 另有{count}单"),
    "pass": ("... {span} pass", "... {span}过去"),
    "ui": ("Temporal UI: {place}/CASE", "Temporal界面：{place}/售后单号"),
}


def told(name: str, lang: Language, **values: object) -> str:
    """The words with their values."""
    en, zh = WORDS[name]
    return (zh if lang is Language.ZH else en).format_map(values)
