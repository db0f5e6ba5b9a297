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
# Characters of a summary that are read: news tells what matters first, and a long text would drown it. Measured with 300.
READ = 400
# A notion of the small interlingua counts like a concept. Measured on the samples: without notions half of the pairs
# across languages are found at a precision of 0.77, with them seven of ten at 0.96.
NOTION = 1.0
# Names in Latin letters are mostly in the concepts already, and English headlines write Every Word as a name.
NAME = 0.1

# idf = log((documents without the term + UNSEEN) / (documents with it + KNOWN)), never below FLOOR: a word that half of
# the documents have says nothing (the form of Robertson and Sparck Jones, 1976). UNSEEN stands for documents not seen
# yet, so that the first items of a new state are not judged by chance.
WORDS_UNSEEN = 3.0
MARKS_UNSEEN = 20.0
KNOWN = 2.0
FLOOR = 0.05

# The cosine of words that is needed in broad news. Measured: 9 of 10 pairs are right, and below it precision falls faster
# than recall grows. A single word in common needs more by ALONE.
WORDS = 0.09
ALONE = 0.05
# Where the whole stream is about one subject, all items share its words, and more is needed: from FRIENDLY where the
# marks agree (cosine of AGREE or more) up to STRANGE where they do not (DISAGREE or less).
FRIENDLY = 0.18
STRANGE = 0.40
AGREE = 0.7
DISAGREE = 0.2
# A stream lies between the two by the part of its documents that has its commonest concept.

# Across languages only marks (concepts, notions, numbers, days, names) can speak. Measured on the demo's samples and on
# the labelled items: from 0.40 to 0.50 the figures hardly move, above it translations get lost.
MARKS = 0.45
# In one language the words decide alone: there marks said hardly anything more (measured on six sets), and where a
# configuration has few concepts, all its news would have the same marks.
# Marks must say enough: the idf of shared marks, none counted above MARK_CAP, sums to ENOUGH, else it counts less. So it
# takes three telling marks, and one rare number alone ("72") never joins two items.
ENOUGH = 5.0
MARK_CAP = 2.0

# Copies and translations follow within hours; what comes after days is more often something new. Added to what is
# needed, in proportion to age over the window.
AGED_WORDS = 0.1
AGED_MARKS = 0.3
# Few documents of a language: their frequencies know little yet, and on the first day every headline on one subject
# looks alike. Needed is multiplied by 1 + COLD / (documents + 1). Measured with 2, 5, 10, 20, 40: up to 10 nothing else
# suffers.
COLD = 10.0

# A headline of fewer content words than this, on which hardly a concept fired, is the name of a column ("Morning
# briefing"): it identifies nothing, and the summary has to speak.
HEADLINE_WORDS = 4
HEADLINE_CONCEPTS = 2
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
