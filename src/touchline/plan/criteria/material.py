"""Criteria of what can be seen and held."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from touchline.plan.criteria.criterion import Criterion

CRITERIA = (
    Criterion("premises-found", "premises", _("Is it easy to find, park and come in?"), 4, (
        _("Not found without calling."),
        _("Found after searching; nowhere to park."),
        _("Found; parking or door take a while."),
        _("Signs lead from the street to the door."),
        _("Signs lead everybody, in a wheelchair or with a pram as well, to somebody who greets them."),
    )),
    Criterion("premises-clean", "premises", _("Is it clean and in order?"), 4, (
        _("Dirty."),
        _("Dust, boxes, things that are broken."),
        _("Clean where one looks."),
        _("Clean everywhere, also where nobody looks."),
        _("As if it had opened today."),
    )),
    Criterion("premises-mood", "premises", _("Does one like to stay: light, sound, smell, warmth?"), 3, (
        _("One wants to leave."),
        _("One of them is unpleasant."),
        _("Nothing disturbs."),
        _("One sits down willingly."),
        _("One would meet a friend here."),
    )),
    Criterion("premises-waiting", "premises", _("How is the wait?"), 3, (
        _("Standing, without a word."),
        _("A chair, without a word."),
        _("A chair, and told that it takes a while."),
        _("A seat, a drink, and told how long."),
        _("Hardly any wait, and it is the nice part of the visit."),
    )),
    Criterion("premises-prices", "premises", _("Do signs and price tags answer without asking?"), 3, (
        _("None."),
        _("Some are missing or wrong."),
        _("All are there."),
        _("All are there and say what makes the difference."),
        _("One could choose here alone."),
    )),
    Criterion("product-promise", "product", _("Does it do what was promised?"), 5, (
        _("It does not."),
        _("Partly."),
        _("Yes, after some effort."),
        _("Yes, from the first use."),
        _("Yes, and more than was promised."),
    )),
    Criterion("product-look", "product", _("How do design, name and pack look and feel?"), 3, (
        _("Cheap or damaged."),
        _("As anybody's."),
        _("Neat."),
        _("Of one piece with the rest of us."),
        _("One shows it to others."),
    )),
    Criterion("product-shown", "product", _("Is it shown so that one understands it?"), 3, (
        _("One has to ask what it is."),
        _("One sees it, and not what it is for."),
        _("One sees what it is for."),
        _("One can try it."),
        _("One tries it and sees oneself with it."),
    )),
    Criterion("product-first-use", "product", _("How easy is the first use?"), 4, (
        _("Does not succeed."),
        _("Succeeds with help."),
        _("Succeeds with the instructions."),
        _("Succeeds without them."),
        _("Succeeds within minutes, and one wants to go on."),
    )),
    Criterion("product-price", "product", _("Is the price clear and fair for what one gets?"), 4, (
        _("Found out only at the end."),
        _("Extras come one after the other."),
        _("Clear; whether it is fair cannot be judged."),
        _("Clear, with what it contains, and fair beside others."),
        _("One would have paid more."),
    )),
    Criterion("document-clear", "document", _("Is it understood at first reading?"), 5, (
        _("Not at all."),
        _("By people of the trade."),
        _("By most, with care."),
        _("By everybody, at once."),
        _("By everybody, and they can repeat it."),
    )),
    Criterion("document-complete", "document", _("Is all in it, right and of today?"), 4, (
        _("Wrong or out of date."),
        _("Something important is missing."),
        _("All is there."),
        _("All is there, with whom to ask."),
        _("All is there, made out for this customer."),
    )),
    Criterion("document-look", "document", _("Does it look as if it came from us?"), 2, (
        _("A copy of a copy."),
        _("Another style than all the rest."),
        _("Our name is on it."),
        _("Our style throughout."),
        _("One keeps it."),
    )),
    Criterion("document-next", "document", _("Does it say what to do next?"), 4, (
        _("No."),
        _("An address at the bottom."),
        _("A next step somewhere."),
        _("One clear next step."),
        _("One clear step that takes less than a minute."),
    )),
    Criterion("document-arrives", "document", _("Does it really arrive, how soon?"), 4, (
        _("It never came."),
        _("After asking again."),
        _("After a day or more."),
        _("Within the hour."),
        _("At once, and one is told where."),
    )),
)  # fmt: skip
