"""Links of web pages, however they are written, and the names of files."""

import pytest

from pipeline.pull.pages import attachments, file_name, links, page_addresses

PAGE = "https://rsj.example.cn/art/2025/1.html"


def addresses(page: str | bytes) -> list[str]:
    data = page.encode() if isinstance(page, str) else page
    return [link.address.removeprefix("https://rsj.example.cn") for link in links(data, PAGE, None)]


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (b"", []),
        (b"<!-- -->", []),
        (b"\x00", []),
        ("<?xml version='1.0' encoding='utf-8'?><html><a href='/a.doc'>附件</a></html>", ["/a.doc"]),
        ("<a href='http://[bad'>x</a><a href='b.pdf'>y</a>", ["/art/2025/b.pdf"]),
        ("<base href='/files/'><a href='a.doc'>1</a>", ["/files/a.doc"]),
        ("<base href='http://['><a href='a.doc'>1</a>", ["/art/2025/a.doc"]),
        ("<a href='javascript:go()'>x</a><a href='mailto:a@b'>m</a>", []),
    ],
)
def test_the_links_of_a_page_are_found_whatever_else_it_holds(page: str | bytes, found: list[str]) -> None:
    assert addresses(page) == found


def test_a_file_is_told_by_its_address_its_words_or_its_label() -> None:
    page = (
        "<a href='/dl.jsp?f=x.docx'>下载</a><a href='/dl.jsp?id=3'>附件1：认可目录</a>"
        "<a href='/dl?id=4'>目录.xlsx</a><a href='/x'>首页</a><a href='#list'>附件1</a>"
    )
    found = [link.address for link in attachments(page.encode(), PAGE, None, None)]
    assert [address.rpartition("/")[2] for address in found] == ["dl.jsp?f=x.docx", "dl.jsp?id=3", "dl?id=4"]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="a.docx"', "a.docx"),
        ("attachment; filename*=UTF-8''%E9%99%84%E4%BB%B6.docx", "附件.docx"),
        ("attachment; filename=%E9%99%84%E4%BB%B6.docx", "附件.docx"),
        ("attachment; filename=" + "附件.docx".encode("gbk").decode("latin-1"), "附件.docx"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename=".."', "1.html"),
        ("inline", "1.html"),
    ],
)
def test_an_answer_may_name_its_file(header: str, name: str) -> None:
    assert file_name(PAGE, {"content-disposition": header}) == name


def test_the_name_in_an_address_does_nothing_to_a_terminal() -> None:
    assert file_name("https://a/b/%1b%5b31m%E9%99%84%0A.pdf") == "[31m附.pdf"


def test_the_address_of_further_pages_may_hold_other_brackets() -> None:
    assert list(page_addresses("https://a/b/", "i_{page}.html?x={y}", 1))[1] == "https://a/b/i_1.html?x={y}"
