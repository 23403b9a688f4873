"""All routes of the console, in one router that the backend mounts, and the pages for when something is not as it should be."""

from __future__ import annotations

from typing import Any

from litestar import Request, Router, get
from litestar.datastructures import CacheControlHeader, State
from litestar.di import Provide
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Response
from litestar.static_files import create_static_files_router
from litestar.types import ControllerRouterHandler

from kiosk.trust import cases, keys, log
from kiosk.trust.backend import Backend
from kiosk.trust.calls import NoSuchCall
from kiosk.trust.casework.case_file import SteppedOut
from kiosk.trust.console import (
    access,
    allowed,
    beds_page,
    board_pages,
    board_settings,
    call_weeks_page,
    case_pages,
    chart_notes_page,
    check_in_figures,
    concerns,
    counts_page,
    duty_page,
    entry,
    export_pages,
    huddle_page,
    joining,
    key_page,
    live_calls,
    meeting_page,
    overview_page,
    own_account,
    people,
    report_page,
    retention_page,
    ward_tablets,
    whys_page,
)
from kiosk.trust.console.access import TOKEN_HEADER, FormRefused, NotAllowed, NotSignedIn
from kiosk.trust.console.board_pages import NotABoard
from kiosk.trust.console.rendering import (
    HERE,
    HOME,
    PAGE_HEADERS,
    STATIC,
    MenuItem,
    Page,
    check_templates,
    page_response,
)
from kiosk.trust.console.waits import CHANNEL, SignInWaits
from kiosk.trust.measures import huddle_questions

MOST_FORM_BYTES = 64 * 1024
OPEN_TO_ALL = (
    entry.show_sign_in,
    entry.challenge,
    entry.sign_in,
    joining.show_join,
    joining.join,
    board_pages.show_pair,
    board_pages.pair,
)  # no session yet; everything else names `desk`, or `screen`
OF_SCREENS = (
    board_pages.show_board,
    board_pages.live,
    board_pages.shown,
    board_pages.answer,
)  # for browsers that are paired as call screens
SIGNED_IN = (
    entry.home,
    entry.sign_out,
    entry.stay,
    concerns.list_concerns,
    concerns.search_concerns,
    case_pages.read_case,
    case_pages.print_case,
    whys_page.blank_whys,
    whys_page.whys_of_case,
    case_pages.show_act,
    case_pages.show_act_of,
    case_pages.do_act,
    case_pages.do_act_of,
    export_pages.ask_export,
    export_pages.export_case,
    export_pages.ask_period,
    export_pages.export_period,
    retention_page.show_retention,
    retention_page.show_record,
    retention_page.decide,
    counts_page.show_counts,
    check_in_figures.show_check_ins,
    check_in_figures.show_ward,
    chart_notes_page.show_notes,
    chart_notes_page.write_note,
    chart_notes_page.show_note,
    chart_notes_page.add_steps,
    chart_notes_page.end_note,
    beds_page.show_beds,
    beds_page.say_beds,
    overview_page.show_overview,
    meeting_page.show_wards,
    meeting_page.show_sheet,
    meeting_page.add_said,
    meeting_page.end_said,
    report_page.show_reports,
    report_page.show_report,
    report_page.download_pdf,
    report_page.download_csv,
    report_page.sign,
    live_calls.show_calls,
    live_calls.live,
    call_weeks_page.show_weeks,
    live_calls.shown,
    live_calls.accept,
    live_calls.attended,
    live_calls.ask_reset,
    live_calls.reset,
    huddle_page.show_huddle,
    huddle_page.show_ward_huddle,
    huddle_page.looked,
    huddle_page.not_looked,
    duty_page.show_duty,
    duty_page.show_ward_duty,
    duty_page.publish,
    duty_page.add_person,
    duty_page.remove_person,
    duty_page.set_handovers,
    ward_tablets.show_tablets,
    ward_tablets.make_code,
    ward_tablets.ask_withdraw,
    ward_tablets.withdraw,
    board_settings.show_screens,
    board_settings.make_code,
    board_settings.ask_end,
    board_settings.end,
    board_settings.make_pin,
    board_settings.end_pin,
    key_page.show_keys,
    people.show_readers,
    people.invite,
    people.end_invitation,
    people.let_in,
    people.ask_remove,
    people.remove,
    people.ask_invite_again,
    people.invite_again,
    own_account.show_account,
    own_account.change_passphrase,
    own_account.key_options,
    own_account.add_key,
    own_account.remove_key,
)

AnyRequest = Request[Any, Any, State]


class Faults:
    """The pages for when something is not as it should be. trust: for its name and mode."""

    def __init__(self, trust: keys.Trust) -> None:
        self._trust = trust

    def _says(
        self, request: AnyRequest, status: int, heading: str, *lines: str, to: MenuItem | None = None
    ) -> Response[str]:
        if TOKEN_HEADER in request.headers or request.url.path.endswith("/live"):
            return Response("", status_code=status, media_type="text/plain", headers=dict(PAGE_HEADERS))
        page = Page(demo=self._trust.mode == "demo", csrf="", ward=self._trust.name)
        return page_response(
            "message.jinja",
            page,
            status=status,
            heading=heading,
            lines=lines,
            next=to or MenuItem("Go to the home page", HOME),
        )

    def to_sign_in(self, request: AnyRequest, error: NotSignedIn) -> Response[str]:
        """No session: a page goes to the sign-in, a page's own script gets a plain no."""
        if TOKEN_HEADER in request.headers or request.url.path.endswith("/live"):
            return Response("", status_code=401, media_type="text/plain", headers=dict(PAGE_HEADERS))
        address = f"{HOME}/sign-in" + ("?rested=1" if error.rested else "")
        return access.clear_session(Redirect(address, status_code=303, headers=dict(PAGE_HEADERS)))

    def to_pairing(self, request: AnyRequest, _error: NotABoard) -> Response[str]:
        """No call screen: the page goes to where a code is entered, its script gets a plain no."""
        if TOKEN_HEADER in request.headers or request.url.path.endswith("/live"):
            return Response("", status_code=401, media_type="text/plain", headers=dict(PAGE_HEADERS))
        return Redirect(f"{HOME}{board_pages.PATH}/pair", status_code=303, headers=dict(PAGE_HEADERS))

    def form_refused(self, request: AnyRequest, _error: FormRefused) -> Response[str]:
        """A form without this session's token."""
        return self._says(
            request,
            403,
            "That form was too old",
            "Nothing was done. It came from a page that you opened before you signed in, or from another site.",
            "Open the page again and try once more.",
        )

    def not_allowed(self, request: AnyRequest, _error: NotAllowed) -> Response[str]:
        """A page of somebody else's work."""
        return self._says(
            request, 403, "This page is not part of your work", "Your account does not include it. Nothing was done."
        )

    def not_there(self, request: AnyRequest, _error: Exception) -> Response[str]:
        """Nothing there, or nothing for this reader: the two look the same."""
        return self._says(
            request, 404, "There is nothing here for you", "It may have ended, or your groups cannot open it."
        )

    def unreadable(self, request: AnyRequest, _error: cases.Unreadable) -> Response[str]:
        """A record for this reader that does not open."""
        return self._says(
            request,
            500,
            "This record cannot be opened",
            "It was changed after it was sealed, or a part of it is missing. It is kept as it is.",
            "Tell the person who looks after Wardlight in your trust, and give them the reference.",
            to=MenuItem("All concerns", f"{HOME}/concerns"),
        )

    def stepped_out(self, request: AnyRequest, _error: SteppedOut) -> Response[str]:
        """A concern that this reader stepped out of."""
        return self._says(
            request,
            403,
            "You stepped out of this concern",
            "Wardlight does not show it to you, and has written down that you asked for it.",
            "This is a rule and a record, not cryptography: your keys could still open it.",
            "If there is no conflict any more, another reader can let you back in.",
            to=MenuItem("All concerns", f"{HOME}/concerns"),
        )

    def refused(self, request: AnyRequest, error: HTTPException) -> Response[str]:
        """What the framework refuses: no such page, a method that is not there, a form that is too long."""
        if error.status_code == 404:
            return self.not_there(request, error)
        return self._says(request, error.status_code, "That did not work", "Nothing was done. Go back and try again.")

    def failed(self, request: AnyRequest, error: Exception) -> Response[str]:
        """A fault of ours: its kind is logged, its text is not."""
        log.tell("fault", fault=error)
        return self._says(
            request, 500, "Something went wrong here", "It is our fault, not yours. Try again in a minute."
        )


@get("/", include_in_schema=False, sync_to_thread=False)
def to_console() -> Redirect:
    """The address of the trust alone leads to the console."""
    return Redirect(HOME, status_code=303)


@get("/{rest:path}", include_in_schema=False, sync_to_thread=False)
def no_such_page(rest: FromPath[str]) -> Response[str]:
    """Any other address under the console."""
    raise NotFoundException(rest)


def console_routes(backend: Backend) -> list[ControllerRouterHandler]:
    """What the application mounts besides the routes of tablets. Every template is compiled here once, and the questions of the huddle
    are read, so that a broken one stops the start."""
    check_templates()
    huddle_questions.read()
    allowed.check(
        f"{method} {allowed.plain(path)}"
        for handler in SIGNED_IN
        for path in handler.paths
        for method in handler.http_methods - {"HEAD", "OPTIONS"}
    )
    waits = SignInWaits(backend.secret, lambda said: backend.notices.try_to_tell(CHANNEL, [said]))

    async def heard(said: str) -> None:
        waits.heard(said, backend.clock())

    backend.notices.hear(CHANNEL, heard)
    static = create_static_files_router(
        path=STATIC,
        directories=[HERE / "static"],
        cache_control=CacheControlHeader(no_cache=True),
        name="console-static",
    )
    faults = Faults(backend.trust)
    pages = Router(
        path=HOME,
        route_handlers=[*OPEN_TO_ALL, *OF_SCREENS, *SIGNED_IN, no_such_page],
        dependencies={
            "desk": Provide(access.desk),
            "screen": Provide(board_pages.screen),
            "waits": Provide(lambda: waits, sync_to_thread=False),
        },
        exception_handlers={
            NotSignedIn: faults.to_sign_in,
            NotABoard: faults.to_pairing,
            FormRefused: faults.form_refused,
            NotAllowed: faults.not_allowed,
            cases.NotForYou: faults.not_there,
            cases.Unreadable: faults.unreadable,
            SteppedOut: faults.stepped_out,
            NoSuchCall: faults.not_there,
            HTTPException: faults.refused,
            Exception: faults.failed,
        },
        request_max_body_size=MOST_FORM_BYTES,
    )
    return [to_console, static, pages]
