"""Every list of ideas, in the order in which pages name them: those of `ideas` and those by Moment score."""

from collections.abc import Callable
from functools import partial

from evaluations.moments.lists import DISCOVER, MOMENTS, by_rank
from ideas.lists import ListPage, page_of
from ideas.orders import HOT, NEW, ORDERS, TOP

LISTS = {each.name: each for each in (HOT, NEW, TOP, MOMENTS, DISCOVER)}

# How the API reads each list that it offers. All take `window`, `tag`, `text`, `cursor` and `limit`.
READERS: dict[str, Callable[..., ListPage]] = {name: partial(page_of, name) for name in ORDERS}
READERS |= {MOMENTS.name: by_rank}
