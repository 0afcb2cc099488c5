"""A browser in words, from the header that it sends. The words are ours: nothing of the header is shown."""

# The first that is in the header is taken: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "Chromium": "Chromium",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "a Mac",
    "Linux": "Linux",
}


def device_of(user_agent: str) -> str:
    """Such as "Firefox on Linux"; "An unknown browser" for everything that is in no table."""
    browser = named(BROWSERS, user_agent) or "An unknown browser"
    system = named(SYSTEMS, user_agent)
    return f"{browser} on {system}" if system else browser


def named(table: dict[str, str], user_agent: str) -> str:
    return next((words for sign, words in table.items() if sign in user_agent), "")
