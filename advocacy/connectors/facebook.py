"""Facebook: no API for personal profiles since 2018, and a prefilled text is forbidden."""

from __future__ import annotations

from advocacy.connectors.base import Capabilities, Lane
from advocacy.connectors.hand_off import Dialog
from advocacy.connectors.meta import Meta


class Facebook(Meta):
    """A profile's posts are made by the person; the text is copied by hand."""

    name = "facebook"
    title = "Facebook"
    capabilities = Capabilities(lane=Lane.HAND_OFF, max_length=63206, cut_off=477)
    dialog = Dialog(
        with_link="https://www.facebook.com/sharer/sharer.php?u={link}",
        without_link="https://www.facebook.com/",
        takes_text=False,
        post_hosts=("www.facebook.com", "facebook.com", "m.facebook.com", "web.facebook.com"),
        post_paths={
            r"/[\w.-]+/(?:posts|videos|photos)/(?:[\w.%-]+/)?(\w+)": r"\1",
            r"/share/(?:[pvr]/)?(\w+)": r"\1",
            r"/(?:permalink|story)\.php\?(?:[^#]*&)?story_fbid=(\w+)(?:&[^#]*)?": r"\1",
            r"/(?:photo|watch)(?:\.php|/)?\?(?:[^#]*&)?(?:fbid|v)=(\d+)(?:&[^#]*)?": r"\1",
            r"/reel/(\d+)": r"\1",
        },
    )
