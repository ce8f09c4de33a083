"""The API's documentation in a real browser: it draws, tries a call, and the policy of the page has nothing to forbid."""

from __future__ import annotations

from collections.abc import Callable

from tests.web.conftest import Window

Opened = Callable[..., Window]


def test_the_documentation_draws_and_tries_a_call_without_inline_script(served: str, opened: Opened) -> None:
    window = opened(served)  # at its end nothing may have been complained about: no violation of the policy, no other host
    page = window.page
    answer = page.goto(f"{served}/docs")
    assert answer is not None
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert page.locator("script:not([src])").count() == 0
    page.get_by_role("heading", name="民情 Minqing").wait_for()
    page.locator("#operations-tag-状态___state, [id^='operations-']").first.wait_for()
    page.get_by_text("/healthz", exact=True).click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.locator(".live-responses-table").get_by_text("alive").first.wait_for()
