"""Sign-in and sign-out in the browser, with and without JavaScript; and what the sign-in page itself looks like."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import violations
from tests.browser.checks import spill
from tests.browser.conftest import NARROW, sign_in
from tests.browser.watch import Watch, nothing, tell_violations
from tests.console_process import PASSWORD, SUPPORT, ConsoleProcess
from tests.oidc.provider import CLIENT_ID, CLIENT_SECRET, ProviderProcess

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def visitor(request: pytest.FixtureRequest, browser: Browser, console: ConsoleProcess) -> Iterator[Page]:
    """A tab of somebody who has never been here: not of the shared contexts, whose sessions must go on."""
    with browser.new_context(base_url=console.base_url, java_script_enabled=request.param) as context:
        yield context.new_page()


class TestSigningIn:
    def test_leads_back_to_where_one_wanted_to_go(self, visitor: Page) -> None:
        visitor.goto("/invoices/?sort=-due_date")
        visitor.get_by_label("Name").fill(SUPPORT)
        visitor.get_by_label("Password").fill(PASSWORD)
        visitor.keyboard.press("Enter")

        visitor.wait_for_url("**/invoices/?sort=-due_date")

    def test_a_wrong_password_is_told_beside_the_form(self, visitor: Page) -> None:
        visitor.goto("/login/")
        visitor.get_by_label("Name").fill(SUPPORT)
        visitor.get_by_label("Password").fill("not the password")
        visitor.get_by_role("button", name="Sign in").click()

        expect(visitor.get_by_role("alert")).to_contain_text("Not signed in")
        expect(visitor.get_by_label("Name")).to_have_value(SUPPORT)
        expect(visitor.get_by_label("Password")).to_have_value("")

    def test_sign_out_ends_the_session(self, visitor: Page) -> None:
        sign_in(visitor, SUPPORT)
        visitor.locator("details.menu summary").click()
        visitor.get_by_role("button", name="Sign out", exact=True).click()
        visitor.wait_for_url("**/login/")

        visitor.goto("/invoices/")
        assert "/login/" in visitor.url


class TestSignInPage:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_is_accessible_quiet_and_narrow_enough(
        self, browser: Browser, console: ConsoleProcess, scheme: str
    ) -> None:
        with browser.new_context(
            base_url=console.base_url,
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": NARROW["width"], "height": NARROW["height"]},
        ) as context:
            tell_violations(context)
            page = context.new_page()
            watch = Watch(page, console.base_url)
            page.goto("/login/")

            nothing(spill(page))
            nothing(violations(page))
            nothing(watch.complaints)
            nothing(watch.strangers)

    def test_starts_in_the_first_field(self, visitor: Page) -> None:
        visitor.goto("/login/")

        expect(visitor.get_by_label("Name")).to_be_focused()


class TestThroughAProvider:
    def test_leads_there_and_back_without_javascript(self, browser: Browser, console: ConsoleProcess) -> None:
        """Across sites, as it will be: the cookie, the policy for forms and redirects, and the session hold."""
        with ProviderProcess() as provider:
            provider.knows("u-1", preferred_username="kim", groups=["helpdesk"])
            variables = {
                "OIDC_ISSUER": provider.issuer,
                "OIDC_CLIENT_ID": CLIENT_ID,
                "OIDC_CLIENT_SECRET": CLIENT_SECRET,
                "OIDC_ROLES": '{"helpdesk": "Support"}',
                "OIDC_NAME": "Example ID",
            }
            with (
                ConsoleProcess(console.sandbox, like=console, variables=variables) as dashboard,
                browser.new_context(base_url=dashboard.base_url, java_script_enabled=False) as context,
            ):
                tell_violations(context)
                page = context.new_page()
                page.goto("/password/")
                watch = Watch(page, dashboard.base_url)
                page.get_by_role("link", name="Sign in with Example ID").click()
                page.wait_for_url(f"{provider.issuer}/**")
                page.get_by_placeholder("sub").fill("u-1")
                page.get_by_role("button", name="Authorize").click()

                page.wait_for_url(f"{dashboard.base_url}/password/")
                expect(page.get_by_role("heading", level=1)).to_have_text("No password here")
                page.goto("/")
                expect(page.locator("details.menu")).to_contain_text("kim")
                nothing([told for told in watch.complaints if dashboard.base_url in told])
