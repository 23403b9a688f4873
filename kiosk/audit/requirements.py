"""The 71 accessibility requirements, and by what each is held: a check of this audit, tests of the suite, or people and hardware.

What is asked in short, in our own words; numbers and sources stand in the design's table of requirements. Paths are of this repository.
"""

from __future__ import annotations

from typing import NamedTuple

T, J, H, S, W = (
    "tests/tablet/",
    "tests/tablet/journeys/",
    "tests/tablet/senses/hearing/",
    "tests/tablet/senses/sight/",
    "tests/whole/",
)


class Requirement(NamedTuple):
    """tests: files of the suite that hold it. people: what neither can, and how it is done."""

    id: str
    what: str
    tests: tuple[str, ...] = ()
    people: str = ""


_MIC = "Sound level: measure with a calibrated microphone at the ear, once for each model of tablet, keep the figure with the installation record."
_READERS = "People with learning disabilities read it, and say in their own words what it means; before each edition."
_SIGNERS = "A native reader signs each text off in its catalogue (kiosk charter translations); the state is built into the pack."

REQUIREMENTS: tuple[Requirement, ...] = (
    Requirement(
        "A01",
        "Everything that can be come to has a role, a name, a state, a place, a language and a voice",
        (f"{T}test_attention.py", f"{T}test_aloud.py"),
    ),
    Requirement(
        "A02",
        "Every journey by voice and keypad alone",
        (f"{T}test_keypad.py", f"{T}test_keypad_window.py"),
        "A person who does not see does each journey on the ward's own pad.",
    ),
    Requirement("A03", "Speech stops within 150 ms of an act", (f"{H}test_process.py", f"{T}test_app_voice.py")),
    Requirement(
        "A04",
        "Repeat, pause and go on, last sentence again, on every page",
        (f"{J}test_listening.py", f"{J}test_voicing.py"),
    ),
    Requirement(
        "A05",
        "The voice speaks the language that is shown",
        (f"{H}test_speaker.py", f"{J}test_listening.py"),
        "A native listener hears a page in each language.",
    ),
    Requirement(
        "A06",
        "What has attention is framed and said together, within 100 ms",
        (f"{T}test_attending.py", f"{J}test_voicing.py"),
    ),
    Requirement(
        "A07",
        "Volume in steps, without sight, back to the start after each person",
        (f"{J}test_voicing.py", f"{H}test_sounds.py"),
        _MIC,
    ),
    Requirement("A08", "Loud enough at the ear", (), _MIC),
    Requirement(
        "A09",
        "What is private is said into headphones unless somebody chose otherwise",
        (f"{J}test_loud.py", f"{H}test_process.py"),
    ),
    Requirement("A10", "Nothing is said unasked", (f"{J}test_voicing.py", f"{J}test_listening.py")),
    Requirement(
        "A11",
        "Headphones in: it speaks, the loudspeaker is silent; out: it stops",
        (f"{H}test_jack.py",),
        "Plug real headphones in and out, once for each model of tablet.",
    ),
    Requirement(
        "A12", "The screen never goes dark by itself while it speaks; it can be hidden", (f"{S}test_curtain.py",)
    ),
    Requirement("A13", "Errors are named and described aloud", (f"{J}test_staff.py", f"{J}test_voicing.py")),
    Requirement("A14", "All that is heard can be read", (f"{T}test_aloud.py",)),
    Requirement("B01", "Capitals of at least 6.11 mm at 500 mm in a size that is offered", (f"{S}test_theme.py",)),
    Requirement(
        "B02",
        "Four text sizes to 200 %, nothing lost, no sideways scroll",
        (f"{S}test_layouts.py", "tests/tour/test_faults.py", "tests/proof/test_tour_all.py"),
    ),
    Requirement("B03", "Contrast of words at least 10:1 in the light theme, 7:1 in the others", (f"{S}test_theme.py",)),
    Requirement("B04", "Contrast of edges and frames at least 3:1", (f"{S}test_theme.py",)),
    Requirement("B05", "The focus frame is 2 mm broad or more", (f"{S}test_window.py",)),
    Requirement("B06", "Four themes: light, dark, high contrast of 20:1, calm", (f"{S}test_theme.py",)),
    Requirement("B07", "Colour is never the only sign", (), "People with colour-blindness look at the pages once."),
    Requirement(
        "B08",
        "Sans serif, from the start edge, no slant, no capitals for loudness",
        (f"{S}test_letters.py", "tests/test_fonts.py"),
    ),
    Requirement("B09", "Lines of at most 80 letters, leading 1.5", (f"{S}test_typesetting.py",)),
    Requirement("B10", "Wider letters, words, lines and paragraphs lose nothing", (f"{S}test_spacing.py",)),
    Requirement("B11", "No flashing", (f"{S}test_motion.py",)),
    Requirement("B12", "No motion where it is off", (f"{S}test_motion.py", f"{S}test_fade.py")),
    Requirement(
        "B13",
        "Clear from every angle and in every light",
        (f"{T}test_settings.py",),
        "Luminance and density from the panel's data sheet; look at it on the wall, by day and by night, standing and sitting.",
    ),
    Requirement(
        "C01",
        "Targets of 20 mm, answers and rail 25, keys 13",
        (f"{S}test_layouts.py",),
        "Measure one target on the real glass: dots_per_mm of the settings has to be right.",
    ),
    Requirement("C02", "Gaps of 6 mm, of keys 2", (f"{S}test_layouts.py",)),
    Requirement("C03", "Acts on release inside; going out cancels", ("tests/tablet/senses/touch/test_fingers.py",)),
    Requirement("C04", "One finger, no path, no drag", ("tests/tablet/senses/touch/test_fingers.py",)),
    Requirement(
        "C05", "Hold, ignore repeats, first or last place of a touch", ("tests/tablet/senses/touch/test_fingers.py",)
    ),
    Requirement(
        "C06",
        "Hands that shake come through",
        (f"{T}test_hands.py",),
        "People with tremor do each journey on a real tablet.",
    ),
    Requirement("C07", "A held key acts once", (f"{T}test_keypad.py",)),
    Requirement(
        "C08",
        "Everything by keys of a map file, F13 to F24 too",
        (f"{T}test_keypad.py", "tests/tablet/senses/touch/test_keymap.py"),
        "Try the ward's own pad with kiosk tablet keys.",
    ),
    Requirement("C09", "Attention in reading order, round, never covered", (f"{T}test_attention.py",)),
    Requirement(
        "C10",
        "Everything by one switch or two",
        (f"{T}test_switching.py", "tests/tablet/senses/touch/test_switches.py"),
        "People who use switches do each journey with their own switch.",
    ),
    Requirement(
        "C11",
        "A finger explores, a double tap acts",
        ("tests/tablet/senses/touch/test_explore.py",),
        "A person who does not see tries it on a real tablet.",
    ),
    Requirement(
        "C12",
        "A Braille display shows what has attention",
        (f"{T}senses/reader/test_orca.py",),
        "Try a real display through BRLTTY.",
    ),
    Requirement("D01", "A question at rest, with 20 s and as often as wanted", (f"{J}test_still_there.py",)),
    Requirement("D02", "All choices of reading go with the person", (f"{T}test_visit.py", f"{J}test_reading.py")),
    Requirement("D03", "Reading can be reset, answers kept", (f"{J}test_reading.py",)),
    Requirement(
        "D04",
        "Leave: one touch, neutral in 200 ms, silent in 150 ms, nothing stays",
        (f"{T}test_app.py", f"{J}test_step.py", f"{W}test_concern_to_close.py"),
    ),
    Requirement("D05", "Call staff, Back and Leave in one place and by one name", ("tests/tour/test_walking.py",)),
    Requirement(
        "D06",
        "Call staff is never blocked",
        (f"{J}test_call.py", "tests/tablet/senses/touch/test_fingers.py"),
        "The ward's clinical safety case covers how a call is answered.",
    ),
    Requirement("D07", "No question has to be answered", (f"{J}test_concern.py", f"{J}test_checkin.py")),
    Requirement(
        "D08", "What it is about, and the limits of being unnamed, before the first question", (f"{J}test_concern.py",)
    ),
    Requirement(
        "D09",
        "No identifiers, places of touches or means of input are kept",
        ("tests/tablet/courier/test_logs.py", "tests/test_records.py"),
    ),
    Requirement(
        "D10",
        "No test of memory, nothing of the body to sign in with",
        (f"{J}test_step.py",),
        "Look at each new journey: it may ask for nothing to be remembered or worked out.",
    ),
    Requirement("D11", "Nothing has to be entered twice", (f"{J}test_concern.py",)),
    Requirement("E01", "Easy read: 12 words a sentence, 15 at most", ("tests/charter/test_readability.py",)),
    Requirement("E02", "Easy read: common words, low grade", ("tests/charter/test_readability.py",), _READERS),
    Requirement(
        "E03", "Easy read: no short forms, capitals, passives", ("tests/charter/test_readability.py",), _READERS
    ),
    Requirement("E04", "Easy read: picture at the start, 30 % wide, text at the end", (f"{S}test_layouts.py",)),
    Requirement(
        "E05",
        "The same clauses in every form",
        ("tests/charter/test_build.py", "tests/charter/paper/test_sheets.py", "tests/charter/braille/test_brf.py"),
        "BSL: a Deaf translator films the clauses; the videos are named by clause.",
    ),
    Requirement("E06", "Plain text for readers of 9 to 11", ("tests/charter/test_readability.py",), _READERS),
    Requirement(
        "F01",
        "Letters of every language are shaped rightly",
        (f"{S}test_letters.py", f"{S}test_typesetting.py"),
        "A native reader looks at each page of a language once.",
    ),
    Requirement("F02", "Digits keep their order from right to left", (f"{S}test_right_to_left.py",)),
    Requirement("F03", "No letter without a font", (f"{S}test_letters.py",)),
    Requirement("F04", "Pages from right to left are mirrored", (f"{S}test_right_to_left.py",)),
    Requirement("F05", "Languages by their own names, no flags", (f"{J}test_reading.py",)),
    Requirement(
        "F06",
        "Every text that is shown is signed off, and its sound is of the same words",
        ("tests/charter/test_catalogue.py", "tests/charter/test_recordings.py"),
        _SIGNERS,
    ),
    Requirement(
        "F07",
        "Signed video: a sixth of the screen, captions within 100 ms",
        (f"{T}test_videos.py", f"{J}test_signing.py"),
        "A Deaf person checks each video before it is published.",
    ),
    Requirement(
        "G01",
        "Rate from 75 to 300 words a minute, 150 at first, pitch kept",
        (f"{H}test_speaker.py", f"{H}test_sounds.py"),
    ),
    Requirement("G02", "Clips at -20 LUFS, 20 dB over their noise", ("tests/charter/test_recordings.py",)),
    Requirement(
        "G03", "Everything can be heard in its language, or the page says that it cannot", (f"{J}test_listening.py",)
    ),
    Requirement(
        "H01",
        "Height, reach and force",
        (),
        "Measure at installation: controls 380 to 1220 mm from the floor, the screen seen from 1015 mm; keep a photograph.",
    ),
    Requirement(
        "H02",
        "A raised sign, Braille and a socket for headphones",
        (),
        "Feel for them at installation; list in the installation record.",
    ),
    Requirement(
        "H03",
        "The console by keyboard, and no axe violation",
        (
            "tests/trust/console/test_accessibility.py",
            "tests/trust/console/test_by_keyboard.py",
            f"{W}test_concern_to_close.py",
        ),
    ),
    Requirement("I01", "Faces: equal, named, none chosen", (f"{J}test_checkin.py", f"{S}test_check_in_pages.py")),
    Requirement(
        "I02",
        "Bursts of answers are flagged, never dropped",
        (f"{T}test_bursts.py", "tests/trust/measures/test_counting.py"),
    ),
)
