"""axe finds nothing on any page, in both themes (tests/system/vendor/axe.min.js, npm axe-core 4.14.1)."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.system.conftest import name_person
from tests.system.screen import bubble, choose, open_row, pretty, write

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"], iframes: false });
  return found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""


def test_axe_finds_nothing_where_texts_are_read_and_written(ana, phone, product):
    _a_talk_with_everything(ana, phone, product)
    problems = {"thread": violations(ana)}
    bubble(ana, "When may we call?").get_by_role("button", name="Why?").click()
    expect(ana.get_by_role("dialog", name="It did not arrive")).to_be_visible()
    problems["why"] = violations(ana)
    contact = ana.get_by_role("link", name="Contact details").get_attribute("href")
    for name, path in {"contact": contact, "inbox": "/inbox", "numbers": "/numbers", "sending": "/settings/sending",
                       "operator": "/operator"}.items():
        ana.goto(path)
        problems[name] = violations(ana)
    ana.goto("/messages/new")
    ana.get_by_role("combobox", name="To").press_sequentially("axe")
    expect(ana.get_by_role("listbox", name="People").get_by_role("option").first).to_be_visible()
    problems["new message, offering"] = violations(ana)
    choose(ana, pretty(phone.number))
    problems["new message, chosen"] = violations(ana)
    assert {name: found for name, found in problems.items() if found} == {}


def test_axe_finds_nothing_before_anything_is_there(open_page, other_account):
    page = open_page("/sign-in")
    problems = {"sign-in": violations(page)}
    page.watch.allow("/sign-in answered 422")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    problems["sign-in, refused"] = violations(page)
    page.watch.allow("answered 404")
    page.goto("/nothing-is-here")
    problems["404"] = violations(page)
    empty = open_page(signed_in_as=other_account.email)
    expect(empty.get_by_role("heading", name="Be your own first lead")).to_be_visible()
    problems["empty inbox"] = violations(empty)
    empty.get_by_role("button", name=other_account.email.partition("@")[0]).click()
    problems["menu"] = violations(empty)
    assert {name: found for name, found in problems.items() if found} == {}


def violations(page: Page) -> list[str]:
    """What axe objects to on the page as it is, in both themes and at both widths."""
    found = []
    page.evaluate(AXE)
    for theme, width in (("light", 390), ("light", 1440), ("dark", 1440)):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 844})
        found += [f"{theme}, {width}: {problem}" for problem in page.evaluate(RUN)]
    return found


def _a_talk_with_everything(page: Page, phone, product) -> None:
    phone.text("Axe here, can you help?")
    name_person(product, phone.number, f"Axel Esperanza {phone.number[-3:]}")
    phone.text("It drips")
    open_row(page, f"Axel Esperanza {phone.number[-3:]}")
    write(page, "Of course.")
    expect(bubble(page, "Of course.")).to_contain_text("Delivered")
    phone.carrier.faults(fail={"code": 30006, "count": 1, "match": {"to": phone.number}})
    write(page, "When may we call?")
    expect(bubble(page, "When may we call?")).to_contain_text("Failed")
