"""The web page: a public chat without an account, and the demonstration with two phones on one page.

Server-rendered; everything works without script, one small script improves it. No third party, no inline script.
"""

from bot.channels.web.app import create_page, serve_page
from bot.channels.web.contract import DemoControls, DrawFile, Office, Pane

__all__ = ["DemoControls", "DrawFile", "Office", "Pane", "create_page", "serve_page"]
