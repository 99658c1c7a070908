"""Two browsers on two networks: what the stories of lost networks stand on."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright

from tests.e2e.conftest import chromium, chromium_flags
from tests.e2e.site import wait_for
from tests.networks import Networks, asleep, networks, secure

__all__ = ["networks"]

MAKE = """() => {
  window.peer = new RTCPeerConnection();
  window.heard = [];
  window.states = [];
  window.peer.addEventListener("iceconnectionstatechange", () => window.states.push(window.peer.iceConnectionState));
  window.channel = window.peer.createDataChannel("line", { negotiated: true, id: 1 });
  window.channel.addEventListener("message", ({ data }) => window.heard.push(data));
}"""
DESCRIBE = """async ([type, sdp]) => {
  if (sdp) await peer.setRemoteDescription({ type: type === "offer" ? "answer" : "offer", sdp });
  if (type === "done") return;
  await peer.setLocalDescription();
  await new Promise((done) => {
    const look = () => peer.iceGatheringState === "complete" && done();
    peer.addEventListener("icegatheringstatechange", look);
    look();
  });
  return peer.localDescription.sdp;
}"""
FINISH = 'async (sdp) => { await peer.setRemoteDescription({ type: "answer", sdp }); }'


def meet(first: Page, second: Page) -> None:
    offer = first.evaluate(DESCRIBE, ["offer", None])
    first.evaluate(FINISH, second.evaluate(DESCRIBE, ["answer", offer]))


def seen(page: Page, script: str) -> Any:
    def ask() -> Any:
        page.wait_for_timeout(50)  # lets the browser's events through
        return page.evaluate(script)

    return wait_for(ask, seconds=40, what=lambda: f"{script}: {page.evaluate('[peer.iceConnectionState, heard]')}")


def open_in(playwright: Playwright, networks: Networks, folder: Path) -> Page:
    """A page of a browser in a new network."""
    name = networks.add()
    profile = folder / name
    context = playwright.chromium.launch_persistent_context(
        str(profile),
        executable_path=str(networks.wrapper(name, chromium(), folder)),
        args=[*chromium_flags(None), *secure("http://example.test")],
    )
    page = context.pages[0]
    page.evaluate(MAKE)
    return page


def test_a_cut_is_noticed_and_healed(playwright: Playwright, networks: Networks, tmp_path: Path) -> None:
    first, second = (open_in(playwright, networks, tmp_path) for _ in range(2))
    meet(first, second)
    seen(first, 'channel.readyState === "open"')
    networks.cut(networks.names[1])
    first.evaluate('channel.send("said in the dark")')
    seen(first, '["disconnected", "failed"].includes(peer.iceConnectionState)')
    assert second.evaluate("heard") == []
    networks.heal(networks.names[1])
    first.evaluate("peer.restartIce()")
    meet(first, second)
    seen(first, '["connected", "completed"].includes(peer.iceConnectionState)')
    assert seen(second, "heard.length && heard") == ["said in the dark"]
    with asleep(tmp_path / networks.names[1]):
        seen(first, '["disconnected", "failed"].includes(peer.iceConnectionState)')
    for page in (first, second):
        page.context.close()


def test_nothing_of_a_network_remains(networks: Networks) -> None:
    name = networks.add()
    assert Path(f"/run/netns/{name}").exists()
    networks.close()
    assert not Path(f"/run/netns/{name}").exists()
    assert not list(Path("/sys/class/net").glob(f"{networks.word}*"))
