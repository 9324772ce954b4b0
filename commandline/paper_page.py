"""A paper as one page that a browser prints: no script, nothing that is loaded, the number in large type."""

from html import escape
from typing import TYPE_CHECKING

from commandline import paper_words as words
from commandline.options import Language

if TYPE_CHECKING:
    from commandline.paper_rows import Row

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title} {number}</title>
<style>
@page {{ size: A5; margin: 10mm }}
body {{ font: 11pt/1.4 sans-serif; max-width: 128mm; margin: 0 auto }}
h1 {{ font-size: 14pt; margin: 0 }}
.number {{ font: bold 26pt monospace; letter-spacing: .06em; overflow-wrap: anywhere; border: 2px solid; padding: 2mm;
 margin: 2mm 0; text-align: center }}
table {{ width: 100%; border-collapse: collapse }}
th, td {{ border: 1px solid; padding: 1mm 2mm; text-align: left; vertical-align: top; white-space: pre-line }}
th {{ width: 30%; font-weight: normal }}
.case {{ font: 8pt monospace; margin-top: 2mm }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{put_in}</p>
<p class="number">{number}</p>
<table>
{rows}
</table>
<p class="case">{case_id}</p>
</body>
</html>
"""
ROW = "<tr><th>{heading}</th><td>{told}</td></tr>"


def page_of(title: str, number: str, case_id: str, rows: "list[Row]", lang: Language) -> str:
    """The page as text; whatever people wrote is text there, too."""
    at = 0 if lang is Language.ZH else 1
    return PAGE.format(
        language="zh-CN" if lang is Language.ZH else "en",
        title=escape(title),
        number=escape(number),
        put_in=escape(words.PUT_IN[at]),
        case_id=escape(case_id),
        rows="\n".join(ROW.format(heading=escape(heading), told=escape(told)) for heading, told in rows),
    )
