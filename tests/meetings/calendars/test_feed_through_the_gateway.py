"""The address that a leader is given leads through the gateway, without a login, as files do."""

from icalendar import Calendar

from gateway.app import create_app
from gateway.settings import GatewaySettings
from services.__main__ import SERVICES
from tests.gateway.conftest import free_port, serving
from tests.meetings.calendars.test_feed import ISSUE
from tests.meetings.countywide import steps as county
from tests.service import RunningService


async def test_the_feed_comes_through_the_gateway(office: RunningService) -> None:
    await county.notified(office)
    nowhere = {name: f"http://127.0.0.1:{free_port()}" for name in SERVICES}
    settings = GatewaySettings(subgraphs={**nowhere, "meetings": office.url}, jwks=str(office.issuer.jwks))
    async with serving(create_app(settings)) as gateway:
        url = gateway + (await office.ask(ISSUE, as_="deputy-a"))["path"]
        async with office.http.get(url) as response:
            assert (response.status, response.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
            etag, content = response.headers["ETag"], await response.read()
        (event,) = Calendar.from_ical(content).walk("VEVENT")
        assert str(event["SUMMARY"]) == "全县住房保障工作会议"
        async with office.http.get(url, headers={"If-None-Match": etag}) as response:
            assert (response.status, await response.read()) == (304, b"")
        async with office.http.get(url.replace(".ics", "x.ics")) as response:
            assert response.status == 404
