"""Every figure that decides about stories, in one table: what it is, why it is so, and where it comes from.

One setting serves every stream, dense or broad. "Measured" means: on the clustered news sets and the labelled items of
the research notes, and on the demo's samples, with neighbours of the value tried; nothing was fitted to single items.
"""

from __future__ import annotations

# How far apart two items may be and still meet. Yearly look-alikes (a birthday letter of last year) differ by their
# date alone, and measured, the window matters more than the way of counting words.
WINDOW_HOURS = 72.0

# Weights. A title is written to say what is new; 2 to 1 over the summary is the usual choice and did no harm.
TITLE = 2.0
SUMMARY = 1.0
# The words by which a theme fired say what the stream is about and not what is new; the concepts stand for them. Measured
# with 0 to 1: precision against recall.
SUBJECT = 0.6
# Characters of a summary that are read: news tells what matters first, and a long text would drown it. Measured with 300.
READ = 400
# Marks weigh alike: theme concepts, notions of the interlingua, names, numbers and days. Measured with halves and doubles:
# on judged pairs in two languages names and notions bring the most, and no weighting beats all others on every set.
CONCEPT = 0.5
NOTION = 1.0
NAME = 1.0
FIGURE = 1.0
# Names meet in their first Latin letters: endings and spellings differ behind them (Koizumi, Коидзуми). Measured with 3, 4
# and 5.
NAME_LETTERS = 4

# idf = log((documents without the term + UNSEEN) / (documents with it + KNOWN)), never below FLOOR: a word that half of
# the documents have says nothing (the form of Robertson and Sparck Jones, 1976). UNSEEN stands for documents not seen
# yet, so that the first items of a new state are not judged by chance.
WORDS_UNSEEN = 3.0
WORDS_KNOWN = 0.5
MARKS_UNSEEN = 20.0
MARKS_KNOWN = 2.0
FLOOR = 0.05
# A document of the stream counts this much of one of the background. Measured from 0 to 1 on six sets: with 1 the words
# of the day's big stories lose their weight, with 0 a stream about one subject never learns what it has in common.
STREAM = 0.15

# The cosine of words that is needed in one language. Measured from 0.06 to 0.30: below it the precision of merges falls,
# above it paraphrases get lost.
WORDS = 0.09
# Across languages only marks can speak. Measured from 0.10 to 0.45: translations get lost far sooner than strangers meet.
MARKS = 0.15
# A large story is near to much that none of its items is near to. In one language some item of it has to be this near;
# the marks of an item are compared with those of the nearest item for this part, with the whole story for the rest.
# Measured from 0.10 to 0.20, and from 0 to 1. At most TOLD items of a story are kept for it, the first and the latest.
NEAREST_WORDS = 0.10
NEAREST_MARKS = 0.6
TOLD = 24
# Shared terms must say enough, else the cosine counts less: the idf of shared words sums to ENOUGH_WORDS (a single word has
# to be a rare one), that of shared marks, none counted above MARK_CAP, to ENOUGH_MARKS, so that one number alone ("72")
# joins nothing. Measured on six sets: words with 5 to 16, where precision rises and recall falls; marks with 3 to 8.
ENOUGH_WORDS = 8.0
ENOUGH_MARKS = 5.0
MARK_CAP = 3.0
# Where the stream is about one subject all items share its words. There concepts fire, and what is needed of words rises
# by STRANGE times what their cosine lacks to AGREED. Measured with 0 to 0.4.
STRANGE = 0.4
AGREED = 0.5
# There the marks, told apart by concepts, may speak within one language too. Measured from 0.2 to 0.5.
MARKS_INSIDE = 0.35
# There the theme's own names join stories too easily: what the headline names and the story never did speaks against it,
# by its share of what the concepts of the headline tell; and so does it that no theme fired on both. Measured from 0.1 to
# 0.3 and from 0.1 to 0.6: below, the reaction joins the deed; above, the other face of one event gets lost.
UNTOLD = 0.2
OTHER_THEMES = 0.4
# Across languages untold counts less, since not every language has as many forms: by this part.
ACROSS = 0.5
# There, across languages, this much of the marks. Measured from 0.10 to 0.18.
MARKS_ACROSS = 0.12
# There an outlet tells many things under the same names, and hardly ever one thing twice.
SAME_PUBLISHER = 0.2

# Copies and translations follow within hours; what comes after days is more often something new. Added to what is
# needed, in proportion to age over the window.
AGED_WORDS = 0.3
AGED_MARKS = 0.1

# A headline of fewer content words than this, all of them common and hardly a concept among them, is the name of a column
# ("Morning briefing"): it identifies nothing, and the summary has to speak.
HEADLINE_WORDS = 3
HEADLINE_CONCEPTS = 2
# A word is rare when fewer than 1 in RARE documents have it, where at least EXPERIENCE documents are known.
RARE = 500
EXPERIENCE = 1_000
# The same headline of the same publisher after this many hours is the next issue of a column, not the same news.
NEXT_ISSUE_HOURS = 18.0

# A story moves on when the headline brings a number that it did not have, at most this many times larger or smaller
# than one that it had (300 dead, 600 dead; not 300 dead, 12 years),
COMPARABLE = 4.0
# or when a publisher that has told the present step tells again, this many hours later, under a headline that shares
# at most this part of its words with the former one (else it is the same headline, touched up).
AGAIN_HOURS = 3.0
TOUCHED_UP = 0.5

# Leaders whose presence tells two events of one kind apart: a letter to one is not a letter to the other. Ids of the
# shipped concepts; an item names none of them, some, or all.
COUNTERPARTS = frozenset({"putin", "xi", "trump"})

# A story that reached this part of the least that could be needed is told as a near miss.
NEARLY = 0.85
# How many terms a reason names.
NAMED = 5
