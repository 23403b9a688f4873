"""The pages of the mock-ups, as data: every shape and every block, in the languages, sizes and themes that test a layout hardest.

The Arabic, Urdu and Bengali are drafts that nobody has signed off; they are here for their letters.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from kiosk.tablet.pages import (
    LINE,
    Action,
    Caption,
    Chart,
    ChartPoint,
    Choice,
    Choices,
    Code,
    CodeGroup,
    Direction,
    Heading,
    Key,
    Keys,
    Message,
    Page,
    Picture,
    QrCode,
    Rail,
    Reading,
    Stage,
    Status,
    Text,
    TextEntry,
    Theme,
    Timer,
    Video,
)

SAMPLES: dict[str, Callable[[], Page]] = {}


def sample(build: Callable[[], Page]) -> Callable[[], Page]:
    SAMPLES[build.__name__] = build
    return build


class Tongue:
    """Makes texts of one language, each with an id of its own."""

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self.direction: Direction = "rtl" if language in ("ar", "ur") else "ltr"
        self._made = 0

    def __call__(self, *sentences: str) -> Text:
        self._made += 1
        return Text(f"t{self._made}", tuple(s.replace("\n", LINE) for s in sentences), self.language, self.direction)


def rail(t: Tongue, call: str = "Call\nstaff", back: str = "Back", leave: str = "Leave", usable: bool = True) -> Rail:
    return Rail(
        Action("rail.call", t(call), "staff"),
        Action("rail.back", t(back), "back", usable=usable),
        Action("rail.leave", t(leave), "leave"),
    )


def tools(t: Tongue, listen: str = "Listen", reading: str = "Reading") -> tuple[Action, ...]:
    return (Action("listen", t(listen), "listen"), Action("reading", t(reading), "glasses"))


def following(t: Tongue, word: str = "Next") -> Action:
    return Action("next", t(word), "onward", main=True, picture_last=True)


def skip(t: Tongue, word: str = "Skip") -> Action:
    return Action("skip", t(word), "skip")


def at(page: Page, size: int, theme: Theme = "light") -> Page:
    """The same page in another size or theme."""
    return msgspec.structs.replace(page, reading=msgspec.structs.replace(page.reading, size=size, theme=theme))


@sample
def a_home() -> Page:
    t = Tongue()
    doors = (
        Choice("charter", t("Ward charter"), "charter"),
        Choice("checkin", t("How safe do you feel?"), "safe"),
        Choice("concern", t("Tell us something"), "tell"),
        Choice("help", t("Help and people"), "people"),
        Choice("language", t("Language"), "globe", detail=t("اردو", "বাংলা", "Polski", "العربية", "+ 20")),
    )
    heading = Heading(
        "head", t("What would you like to do?"), t("Willow Ward"), t("For everyone here. No name needed.")
    )
    return Page(
        "home",
        "home",
        (heading, Choices("doors", doors, look="doors")),
        rail(t, usable=False),
        tools=(Action("reading", t("How I want\nto read"), "glasses"),),
    )


@sample
def b_checkin() -> Page:
    t = Tongue()
    faces = ("Very safe", "Safe", "Not sure", "Unsafe", "Very unsafe")
    options = tuple(Choice(f"a{5 - i}", t(word), f"face{5 - i}") for i, word in enumerate(faces))
    heading = Heading("head", t("How safe do you feel here today?"), t("Question 1 of 2"), t("Touch one face."))
    return Page(
        "checkin.safe",
        "question",
        (heading, Choices("safe", options, look="faces")),
        rail(t),
        tools(t),
        (skip(t, "I do not want to say"),),
    )


@sample
def b_checkin_easy() -> Page:
    t = Tongue()
    options = (
        Choice("a4", t("Safe"), "face4"),
        Choice("a3", t("Not sure"), "face3"),
        Choice("a2", t("Not safe"), "face2"),
    )
    heading = Heading("head", t("How safe do you feel today?"), None, t("Touch one face."))
    return Page(
        "checkin.safe",
        "question",
        (heading, Choices("safe", options, look="faces")),
        rail(t),
        tools(t),
        (skip(t, "I do not want to say"),),
        reading=Reading(form="easy"),
    )


@sample
def c_clause() -> Page:
    t = Tongue()
    words = t(
        "Nobody on this ward may push, trick or bargain another person into anything sexual.",
        "To ask again after a no is pressure.",
        "So is following someone, staring, or offering something in return.",
    )
    point = Picture(
        "point", "palm", t("A raised palm"), t("If a person says no, goes quiet or moves away, we stop."), look="panel"
    )
    return Page(
        "charter.clause.4",
        "reading",
        (Heading("head", t("One no is enough"), t("Ward charter: 4 of 9")), words, point),
        rail(t),
        tools(t),
        (Action("easy", t("Easy read"), "easy_read"), following(t)),
    )


@sample
def d_clause_easy() -> Page:
    t = Tongue()
    scenes = (
        ("own_space", "No one may make you\ndo sexual things."),
        ("say_no", "You can say no.\nYou can say it at any time."),
        ("step_back", "When a person says no,\nwe stop."),
    )
    rows = tuple(Picture(name, name, t("A picture"), t(words), look="scene") for name, words in scenes)
    return Page(
        "charter.clause.4",
        "reading",
        (Heading("head", t("One no is enough"), t("Ward charter: 4 of 9")), *rows),
        rail(t),
        tools(t),
        (following(t),),
        reading=Reading(form="easy"),
    )


@sample
def e_promise() -> Page:
    t = Tongue()
    rows = (
        (
            "readers",
            "Who reads it.",
            "Safeguarding staff, someone outside this ward and, if you say so, the ward team.",
        ),
        ("noname", "No name asked.", "But the ward is small. People may still guess who wrote it."),
        ("act", "Serious danger.", "If someone may be badly hurt, we have to act, even if you do not want it."),
        ("later", "Not straight away.", "Nobody reads it at once.\nIn danger now? Touch Call staff."),
    )
    points = tuple(Picture(name, name, t("A picture"), t(words), t(lead)) for name, lead, words in rows)
    return Page(
        "concern.promise",
        "reading",
        (Heading("head", t("Before you tell us")), *points),
        rail(t),
        tools(t),
        (Action("not_now", t("Not now")), following(t, "Carry on")),
    )


PLACES = (
    ("bed", "Bedroom"),
    ("bath", "Bathroom or toilet"),
    ("lounge", "Shared room"),
    ("garden", "Garden or outside"),
    ("trip", "On a trip out"),
    ("phone", "Phone or online"),
    ("elsewhere", "Another place"),
    ("unsure", "I do not know"),
)


@sample
def f_places() -> Page:
    t = Tongue()
    options = tuple(Choice(name, t(words), name, chosen=name == "lounge") for name, words in PLACES)
    heading = Heading("head", t("Where did it happen?"), t("Question 2 of 8. Choose as many as you like."))
    return Page(
        "concern.place",
        "question",
        (heading, Choices("place", options, multiple=True)),
        rail(t),
        tools(t),
        (skip(t), following(t)),
    )


def keyboard(t: Tongue) -> Keys:
    rows = [
        [Key(letter, t(letter), letter, inserts=letter) for letter in letters]
        for letters in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    ]
    shift = Key("shift", t("Shift"), picture="shift", command="shift", width=1.5)
    rows[2] = [shift, *rows[2], Key("rub", t("Rub out"), picture="rub", command="rub", width=1.5)]
    rows.append(
        [
            Key("layer", t("Numbers"), "123", command="layer", width=1.5),
            Key("comma", t("comma"), ",", inserts=","),
            Key("space", t("space"), "space", inserts=" ", width=5),
            Key("dot", t("full stop"), ".", inserts="."),
            Key("line", t("new line"), picture="enter", command="line", width=1.5),
        ]
    )
    return Keys("keys", "words", tuple(tuple(row) for row in rows), offsets=(0, 0.5, 0, 0))


@sample
def g_free_text() -> Page:
    t = Tongue()
    value = "It was after lunch, when the corridor was empty.\nI was on my way to"
    entry = TextEntry("words", t("Your words"), value, len(value), keys="keys")
    return Page(
        "concern.words",
        "form",
        (Heading("head", t("Anything you want to add?")), entry, keyboard(t)),
        rail(t),
        tools(t),
        (skip(t), following(t)),
        private=True,
    )


@sample
def g_pin() -> Page:
    t = Tongue()
    rows = tuple(tuple(Key(d, t(d), d, inserts=d) for d in digits) for digits in ("123", "456", "789"))
    last = (
        Key("left", t("left"), picture="back", command="left"),
        Key("0", t("0"), "0", inserts="0"),
        Key("rub", t("Rub out"), picture="rub", command="rub"),
    )
    entry = TextEntry("pin", t("PIN"), "123", 3, hidden=True, keys="keys")
    return Page(
        "staff.pin",
        "form",
        (Heading("head", t("Staff PIN")), entry, Keys("keys", "pin", (*rows, last))),
        rail(t),
        (),
        (following(t, "Open"),),
        private=True,
    )


@sample
def h_return_code() -> Page:
    t = Tongue()
    words = ("garden", "lemon", "window", "pencil", "river", "coat", "candle")
    digits = ("407", "913", "226", "850", "174", "639", "058")
    groups = tuple(CodeGroup(d, w) for d, w in zip(digits, words, strict=True))
    heading = Heading(
        "head",
        t("Your return code"),
        t("Saved on this tablet. Sending can take an hour or more."),
        t("Use it here to read our answer. Keep it private."),
    )
    return Page(
        "concern.code",
        "status",
        (
            heading,
            Code("code", t("Your code"), groups),
            QrCode("qr", "WARDLIGHT:407913226850174639058", t("Or scan it"), private=True),
        ),
        rail(t),
        tools(t),
        (Action("hide", t("Hide"), "hide"), Action("finish", t("Finish"), "tick", main=True)),
        private=True,
    )


def call(reached: int) -> Page:
    """reached: 0 the tablet alone, 1 the ward system, 2 a person."""
    t = Tongue()
    names = (("tablet", "This tablet"), ("bell", "Ward system"), ("worker", "Staff"))
    stages = tuple(Stage(name, t(words), name, i <= reached, i == reached) for i, (name, words) in enumerate(names))
    title, detail = (
        (
            "Calling…",
            (
                "We are trying to reach the ward system.",
                "If you cannot wait, press the red call point on the wall, or shout.",
            ),
        ),
        (
            "The ward system has your call",
            ("No member of staff has answered yet.", "This page changes when someone does."),
        ),
        (
            "A member of staff has accepted",
            ("They can see which tablet you used.", "If nobody is with you soon, touch Call staff again."),
        ),
    )[reached]
    status = Status("status", t(title), t(*detail), stages)
    return Page("call", "status", (status,), rail(t), tools(t), (Action("cancel", t("Cancel my call"), "cross"),))


@sample
def i1_calling() -> Page:
    return call(0)


@sample
def i2_ward_system() -> Page:
    return call(1)


@sample
def i3_accepted() -> Page:
    return call(2)


@sample
def i4_not_sent() -> Page:
    t = Tongue()
    cards = (
        ("callpoint", "Press the red call point"),
        ("shout", "Shout for staff"),
        ("office", "Go to the ward office"),
    )
    return Page(
        "call",
        "status",
        (
            Status(
                "status",
                t("Your call was not sent"),
                t("Please do one of these now.", "We keep trying."),
                tone="not_sent",
                picture="broken",
            ),
            *(Picture(name, name, t("A picture"), t(words), look="card") for name, words in cards),
            t("Badly hurt, and no staff here?", "Phone 999."),
        ),
        rail(t),
        tools(t),
        (Action("cancel", t("Cancel my call"), "cross"),),
    )


@sample
def j_home_arabic() -> Page:
    t = Tongue("ar")
    doors = (
        Choice("charter", t("ميثاق الجناح"), "charter"),
        Choice("checkin", t("ما مدى شعورك بالأمان؟"), "safe"),
        Choice("concern", t("أخبرنا بشيء"), "tell"),
        Choice("help", t("المساعدة والأشخاص"), "people"),
        Choice("language", t("اللغة"), "globe", detail=t("English", "اردو", "বাংলা", "Polski", "+ 20")),
    )
    heading = Heading("head", t("ماذا تريد أن تفعل؟"), t("جناح Willow"), t("للجميع هنا. لا حاجة إلى ذكر الاسم."))
    return Page(
        "home",
        "home",
        (heading, Choices("doors", doors, look="doors")),
        rail(t, "نداء\nالطاقم", "رجوع", "خروج", usable=False),
        tools=(Action("reading", t("كيف أريد\nأن أقرأ"), "glasses"),),
        reading=Reading(language="ar"),
        direction="rtl",
    )


@sample
def k_clause_urdu() -> Page:
    t = Tongue("ur")
    return Page(
        "charter.clause.4",
        "reading",
        (
            Heading("head", t("ایک ’نہیں‘ کافی ہے"), t("وارڈ چارٹر: 9 میں سے 4")),
            t(
                "اس وارڈ میں کوئی بھی کسی دوسرے پر کسی جنسی بات یا کام کے لیے دباؤ نہیں ڈال سکتا۔",
                "انکار کے بعد بار بار پوچھنا بھی دباؤ ہے۔",
            ),
            Picture(
                "point",
                "palm",
                t("ہاتھ"),
                t("اگر کوئی نہ کہے، خاموش ہو جائے یا ہٹ جائے تو ہم فوراً رک جاتے ہیں۔"),
                look="panel",
            ),
        ),
        rail(t, "عملہ بلائیں", "واپس", "نکلیں"),
        tools(t, "سنیں", "پڑھنا"),
        (Action("easy", t("آسان"), "easy_read"), following(t, "آگے")),
        more=Action("more", t("آگے"), "onward", main=True, picture_last=True),
        reading=Reading(language="ur"),
        direction="rtl",
    )


@sample
def l_checkin_bengali() -> Page:
    t = Tongue("bn")
    options = (
        Choice("a4", t("নিরাপদ"), "face4"),
        Choice("a3", t("নিশ্চিত নই"), "face3"),
        Choice("a2", t("নিরাপদ নই"), "face2"),
    )
    return Page(
        "checkin.safe",
        "question",
        (Heading("head", t("আজ এখানে কতটা নিরাপদ বোধ করছেন?")), Choices("safe", options, look="faces")),
        rail(t, "স্টাফ\nডাকুন", "পেছনে", "প্রস্থান"),
        tools(t, "শুনুন", "পড়া"),
        (skip(t, "বলতে চাই না"),),
        reading=Reading(language="bn", size=200),
    )


@sample
def n_still_there() -> Page:
    t = Tongue()
    options = (
        Choice("keep", t("Yes, keep my page"), "tick"),
        Choice("clear", t("No, clear it now"), "leave"),
    )
    status = Status("status", t("Are you still there?"), t("This page clears itself in 45 seconds."), picture="later")
    return Page(
        "idle",
        "status",
        (
            status,
            Timer("timer", t("What you have not sent will then be gone for good."), 60, 45),
            Choices("answer", options, look="big"),
        ),
        rail(t),
        tools(t),
    )


@sample
def o_help() -> Page:
    t = Tongue()

    def card(id: str, name: str, who: str, number: str) -> Message:
        link = "tel:" + number.replace(" ", "")
        return Message(id, t(name), t(who), number, QrCode(f"{id}.qr", link, t("Scan to phone")))

    return Page(
        "help.outside",
        "list",
        (
            Heading("head", t("People outside this ward"), t("Help and people: 1 of 6")),
            card("one", "Rape Crisis helpline", "Aged 16 or over. Day and night.", "0808 500 2222"),
            card("two", "Samaritans", "Anyone. Day and night.", "116 123"),
            t("Staff can lend you\na private phone."),
        ),
        rail(t),
        tools(t),
        (following(t, "More"),),
    )


@sample
def q_chart() -> Page:
    t = Tongue()
    figures = ((61, 40), (68, 45), (58, 35), (None, 0), (72, 40), (70, 50), (79, 45), (75, 40))
    months = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov")
    points = tuple(
        ChartPoint(t(m), None, n="too few")
        if p is None
        else ChartPoint(t(m), p / 100, p / 100 - 0.14, p / 100 + 0.14, str(n))
        for m, (p, n) in zip(months, figures, strict=True)
    )
    heading = Heading(
        "head", t("How safe patients felt here"), t("Each dot is a month. A line shows how sure we can be.")
    )
    words = t(
        "In November, about 3 in 4 said safe or very safe.",
        "About 40 answered.",
        "A month with under 8 answers is not shown.",
    )
    return Page(
        "figures",
        "chart",
        (heading, Chart("chart", t("How safe"), points, (), caption=words)),
        rail(t),
        tools(t),
        (following(t, "What we did"),),
    )


@sample
def q_bars() -> Page:
    t = Tongue()
    points = (
        ChartPoint(t("Feel safe"), 0.8),
        ChartPoint(t("Could tell someone"), None, n="Not shown"),
        ChartPoint(t("Something else"), 0.3),
    )
    heading = Heading(
        "head", t("People who stay here"), t("What people say: 2 of 5"), t("July, August and September 2026")
    )
    words = t("About 20 of about 25 people felt safe or mostly safe.", "How many could tell someone here is not shown.")
    return Page(
        "figures",
        "chart",
        (heading, words, Chart("chart", t("People who stay here"), points, (), look="bars")),
        rail(t),
        tools(t),
        (following(t, "Next"),),
    )


@sample
def r_thanks() -> Page:
    t = Tongue()
    return Page(
        "concern.thanks",
        "status",
        (
            Status(
                "status",
                t("Thank you"),
                t("Saved on this tablet.", "Sending can take an hour or more."),
                picture="lock",
            ),
            Picture("later", "later", t("A clock"), t("Nobody reads it at once."), t("Not straight away.")),
            t("In danger now?", "Touch Call staff."),
        ),
        rail(t),
        tools(t),
        (following(t, "Finish"),),
        demo=t("DEMO: nothing here is real"),
        notice=t("This tablet cannot reach the ward system."),
    )


@sample
def s_rows() -> Page:
    t = Tongue()
    options = (
        Choice("ward", t("The ward team"), detail=t("Nurses and doctors of this ward")),
        Choice("safeguarding", t("Safeguarding staff"), detail=t("They keep people safe"), chosen=True),
        Choice("outside", t("Someone outside"), detail=t("An advocate reads it too")),
        Choice("nobody", t("I do not know")),
    )
    return Page(
        "concern.readers",
        "question",
        (
            Heading("head", t("Who may read it?"), t("Question 7 of 8")),
            Choices("who", options, look="rows", multiple=True),
        ),
        rail(t),
        tools(t),
        (skip(t), following(t)),
    )


@sample
def t_video() -> Page:
    t = Tongue()
    return Page(
        "charter.signed",
        "reading",
        (
            Heading("head", t("One no is enough"), t("In sign language")),
            Video(
                "video",
                "clause4.webm",
                t("A person signs: nobody may push you. The words are on the page before."),
                (Caption(0.0, 1.0, t("Nobody may push you.")),),
            ),
        ),
        rail(t),
        tools(t),
        (following(t),),
    )
