"""Criteria of what is met on a screen."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from touchline.plan.criteria.criterion import Criterion

CRITERIA = (
    Criterion("site-belong", "site", _("Does a visitor see at once that they are in the right place?"), 5, (
        _("After a minute it is still not clear what is sold and to whom."),
        _("It becomes clear after reading several paragraphs."),
        _("The headline says what it is, but not for whom."),
        _("What it is and for whom is clear within ten seconds."),
        _("Within five seconds a visitor sees their own situation and the next step."),
    )),
    Criterion("site-information", "site", _("Is everything there that one needs to decide?"), 4, (
        _("Price, contact or scope are missing."),
        _("Most is there, but out of date or contradictory."),
        _("The main questions are answered, after some searching."),
        _("All usual questions are answered where they come up."),
        _("Even the doubts are answered, with proof, where they come up."),
    )),
    Criterion("site-technique", "site", _("Does it load and work without a fault?"), 4, (
        _("Pages fail, or take more than ten seconds."),
        _("Links lead nowhere, or pages take more than five seconds."),
        _("Works, with small faults; pages take about three seconds."),
        _("No fault found; pages are there in two seconds."),
        _("No fault found; everything answers at once, on a slow line as well."),
    )),
    Criterion("site-adaptive", "site", _("Can it be used on a phone, by keyboard, in large letters?"), 3, (
        _("On a phone it cannot be used."),
        _("On a phone one has to zoom and push sideways."),
        _("Works on a phone; by keyboard or with large letters not everywhere."),
        _("Works on every screen and by keyboard."),
        _("Works for everybody, and is easier on a phone than elsewhere."),
    )),
    Criterion("site-function", "site", _("Does one reach what one came for, in how few steps?"), 4, (
        _("The aim cannot be reached."),
        _("Reached with help or after several tries."),
        _("Reached alone, with steps that were not needed."),
        _("Reached straight on; nothing asked twice."),
        _("Reached with fewer steps than anybody else asks for."),
    )),
    Criterion("site-feedback", "site", _("Does it say what happened, and what comes next?"), 3, (
        _("After sending nothing is said."),
        _("A word of thanks, nothing else."),
        _("It says that it arrived, not what comes next."),
        _("It says what comes next and when; a letter confirms it."),
        _("It says what comes next, when, who does it and how to change it."),
    )),
    Criterion("social-useful", "social", _("Are the posts of use to those who read them?"), 5, (
        _("Only praise of ourselves."),
        _("Mostly offers."),
        _("Something useful now and then."),
        _("Most posts answer a question readers have."),
        _("Readers save and pass posts on."),
    )),
    Criterion("social-rhythm", "social", _("How often does something come?"), 3, (
        _("Nothing for three months."),
        _("Now and then, with gaps of weeks."),
        _("Some each month, without a rhythm."),
        _("Every week."),
        _("In a rhythm readers know and wait for."),
    )),
    Criterion("social-followers", "social", _("Who follows, and are they the right people?"), 2, (
        _("Nearly nobody, or bought ones."),
        _("Mostly colleagues and friends."),
        _("Some of the people we sell to."),
        _("Mostly people we sell to, and more each month."),
        _("People we sell to, who bring others like them."),
    )),
    Criterion("social-answered", "social", _("Are comments and reviews answered?"), 5, (
        _("None is answered."),
        _("Some are, after days, in set phrases."),
        _("Most are, within two days."),
        _("All are, within a day, in person."),
        _("All are, within hours; criticism with what was changed."),
    )),
    Criterion("email-own", "e-mail", _("Is the letter an answer to this person, not a canned one?"), 5, (
        _("A set phrase that misses the question."),
        _("A set phrase that fits halfway."),
        _("The question is answered, by name."),
        _("Answered in full, with what it means for them."),
        _("Answered in full, with the next question foreseen."),
    )),
    Criterion("email-speed", "e-mail", _("How many hours until the answer?"), 5, (
        _("More than two days, or never."),
        _("Within two days."),
        _("Within a working day."),
        _("Within four hours."),
        _("Within the hour."),
    ), _("hours"), (1, 4, 24, 48)),
    Criterion("email-clear", "e-mail", _("Is it short, and is one next step clear?"), 3, (
        _("Long, and nothing is to be done."),
        _("Several things are to be done, none of them clearly."),
        _("The next step can be found."),
        _("Short, with one clear step."),
        _("Read in half a minute; the step is one click."),
    )),
    Criterion("email-arrives", "e-mail", _("Does it arrive and can it be read everywhere?"), 4, (
        _("It does not arrive, or lands in the junk."),
        _("It arrives, without a name or a subject one would open."),
        _("It arrives; pictures or phone make it hard to read."),
        _("It arrives at once and reads well on a phone."),
        _("It arrives at once, reads well without pictures, and says how to leave the list."),
    )),
    Criterion("ad-promise", "advertising", _("Does what follows keep what it promises?"), 5, (
        _("It leads to something else."),
        _("It leads to the start page; one has to search."),
        _("It leads to the right page, with other words."),
        _("The page goes on where it ended, in the same words."),
        _("The page goes on where it ended, and the promise is kept in the first minute."),
    )),
    Criterion("ad-words", "advertising", _("Does it speak in the customers' words?"), 4, (
        _("Only in words of the trade."),
        _("Mostly in words of the trade."),
        _("Plain, but as anybody would say it."),
        _("In words customers use for their problem."),
        _("In words customers use, on the one thing that matters to them."),
    )),
    Criterion("ad-people", "advertising", _("Do the right people see it, and not too often?"), 3, (
        _("Mostly people who never buy, or all of them daily."),
        _("Many who never buy."),
        _("About half are the right ones."),
        _("Mostly the right ones, a few times each."),
        _("The right ones, in the right week, a few times each."),
    )),
)  # fmt: skip
