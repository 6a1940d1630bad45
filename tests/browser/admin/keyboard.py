"""Uses pages by the keyboard alone."""

from playwright.sync_api import Page

MOST = 60  # elements of a page that take the focus
# Pages and dialogs take the focus as well, and have every name in them.
FOCUSED = """document.activeElement.matches('body, dialog, [role=dialog]') ? ''
  : document.activeElement.getAttribute('aria-label')
  ?? (document.activeElement.labels?.[0]?.innerText ?? '') + document.activeElement.innerText"""


def tab_to(page: Page, name: str, *, exact: bool = False) -> None:
    """Press Tab until the focus is on what is called so, or has this in its name."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        focused = str(page.evaluate(FOCUSED)).strip()
        if focused == name or (name in focused and not exact):
            return
    raise AssertionError(f"Tab never came to {name}.")


def press(page: Page, name: str) -> None:
    """Press Enter on what is called exactly so."""
    tab_to(page, name, exact=True)
    page.keyboard.press("Enter")
