"""Criteria of what people do for people."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from touchline.plan.criteria.criterion import Criterion

CRITERIA = (
    Criterion("phone-speed", "phone", _("How many seconds until somebody answers?"), 5, (
        _("More than a minute, or nobody."),
        _("Within a minute."),
        _("Within forty seconds."),
        _("Within twenty seconds."),
        _("Within ten seconds."),
    ), _("seconds"), (10, 20, 40, 60)),
    Criterion("phone-speech", "phone", _("How does it sound: greeting, voice, speech?"), 4, (
        _("No greeting, or an annoyed one."),
        _("A name mumbled; hard to understand."),
        _("Understandable and polite."),
        _("Friendly, clear, with name and an offer to help."),
        _("One is glad to have called."),
    )),
    Criterion("phone-knowledge", "phone", _("Does who answers know the product?"), 5, (
        _("Knows nothing and promises nothing."),
        _("Has to ask for nearly everything."),
        _("Answers what is usual."),
        _("Answers all, and says when not sure."),
        _("Answers all, and asks what makes the answer better."),
    )),
    Criterion("phone-waiting", "phone", _("What does one hear while it rings, waits or is put through?"), 2, (
        _("Nothing, or the line is cut."),
        _("Music without a word; put through twice or more."),
        _("A word now and then; put through once, and told again."),
        _("Told how long; put through once, with the matter handed on."),
        _("No wait, or called back as promised; a message left at night is answered next morning."),
    )),
    Criterion("phone-end", "phone", _("Does the call end with a clear next step?"), 3, (
        _("It just ends."),
        _("“Have a look at our page.”"),
        _("The customer is told what to do."),
        _("A step is agreed, with a day."),
        _("A step is agreed, and confirmed in writing before one has hung up."),
    )),
    Criterion("staff-greeting", "staff", _("How soon and how is one greeted?"), 4, (
        _("Not at all."),
        _("After minutes, or by one who goes on with something else."),
        _("Within a minute or two, politely."),
        _("At once, with a look and a smile."),
        _("At once, as somebody who was expected."),
    )),
    Criterion("staff-look", "staff", _("How do they look: dress, badge, cleanliness?"), 2, (
        _("Unkempt."),
        _("Nobody can tell who belongs here."),
        _("Neat; who belongs here can be guessed."),
        _("Neat, with a name one can read."),
        _("One look tells who helps with what."),
    )),
    Criterion("staff-listen", "staff", _("Do they ask and listen before they tell?"), 5, (
        _("They talk, or look for an excuse to go."),
        _("They tell what they always tell."),
        _("They ask one question."),
        _("They ask until they understand what it is for."),
        _("They understand, and advise against what does not fit."),
    )),
    Criterion("staff-knowledge", "staff", _("Do they know the product, and what others sell?"), 4, (
        _("They know less than the customer."),
        _("They read from the pack."),
        _("They know what is usual."),
        _("They know all of ours from use."),
        _("They know ours and the others', and compare fairly."),
    )),
    Criterion("staff-promise", "staff", _("Is what was promised done?"), 5, (
        _("Forgotten."),
        _("Done after being reminded."),
        _("Done, later than promised."),
        _("Done as promised."),
        _("Done as promised, and told before one asks."),
    )),
    Criterion("event-purpose", "event", _("Does everybody who comes get what they came for?"), 5, (
        _("A sales talk, announced as something else."),
        _("Some of what was announced."),
        _("What was announced."),
        _("What was announced, and time for one's own question."),
        _("One leaves with something made, solved or agreed."),
    )),
    Criterion("event-around", "event", _("How are invitation, reminder and follow-up?"), 4, (
        _("None, or wrong day and place."),
        _("An invitation only."),
        _("Invitation and reminder."),
        _("Invitation, reminder, and a follow-up within a week."),
        _("All of them, and the follow-up next day with what was promised."),
    )),
    Criterion("event-people", "event", _("Does one meet people there: hosts and others like oneself?"), 3, (
        _("One sits alone."),
        _("Hosts talk to each other."),
        _("One is greeted and shown round."),
        _("One is introduced to others."),
        _("One goes home with somebody to call."),
    )),
    Criterion("programme-clear", "programme", _("Is it clear what both sides get?"), 4, (
        _("It is not said."),
        _("In small print."),
        _("It can be found and understood."),
        _("In one sentence, for both sides."),
        _("In one sentence a fan can repeat by heart."),
    )),
    Criterion("programme-easy", "programme", _("How easy is it to take part?"), 5, (
        _("A form, a wait, another form."),
        _("An account is needed first."),
        _("A few fields."),
        _("One click or one card."),
        _("Nothing to do but tell a friend."),
    )),
    Criterion("programme-kept", "programme", _("Is the thanks given, and when?"), 5, (
        _("Never came."),
        _("After asking for it."),
        _("Within a month."),
        _("Within days, unasked."),
        _("At once, with a personal word."),
    )),
)  # fmt: skip
