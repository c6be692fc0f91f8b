"""Words that say nothing about what a question is about."""

_GRAMMAR = """
a about above after again against ago all almost along already also although always am among amongst an and
another any anybody anyone anything anyway are around as at away back be became because become been
before behind being below between both but by came can cannot cant come comes coming could couldnt did
didnt do does doesnt doing done dont down during each either else enough etc even ever every everybody
everyone everything few for from further get gets getting give given gives giving go goes going gone got
had hadnt has hasnt have havent having he her here hers herself hes him himself his how however i id if
ill im in instead into is isnt it its itself ive just keep keeps kind know known knows last less let
lets like likely little look looking lot lots made make makes making many may maybe me might mine more
most much must my myself need needed needs neither never next no nobody none nor not nothing now of off
often oh ok okay on once one ones only onto or other others our ours ourselves out over own per perhaps
please put quite rather really right said same say saying says see seem seems several shall she shes
should shouldnt since so some somebody somehow someone something sometimes somewhere soon still such
sure take taken takes taking tell than thank thanks that thats the their theirs them themselves then
there theres these they theyre thing things think thinking this those though through thru thus til till
to today together too took toward towards tried try trying until up upon us use used using usually very
via want wanted wants was wasnt way ways we well went were werent weve what whatever whats when whenever
where whether which while whilst who whoever whole whom whose why will with within without wont would wouldnt
yes yet you youd youll your youre yours yourself yourselves youve
aint arent darent itd itll mightnt mustnt neednt oughtnt shant thatd thatll therell theyd theyll theyve
whatll whod wholl whove
"""

_COUNTING = """
day days first five four hour hours half month months second third three time times two week weeks year
years
"""

_ASKING = """
advice advise anybody appreciate appreciated ask asked asking assist assistance best better bit chat
curious discuss experience experienced expert expertise feel feeling figure find finding folks good
great guidance guide happy hear hello help helped helpful helping helps hey hi hope hoping idea
ideas input insight insights interested issue issues kindly learn learned learnt learning listen listened
listener listening listens love mentee mentees mentor mentored mentoring mentors mentorship new
opinion people person persons perspective pick problem problems question questions quick recommend recommendation
recommendations seeking share sharing start started starting suggest suggestion suggestions support
talk talking thought thoughts tip tips understand useful welcome wonder wondering work worked
working works
"""

ENGLISH: frozenset[str] = frozenset(_GRAMMAR.split())
"""English words that carry grammar, not a subject; contractions stand here without their apostrophe."""

ASKING: frozenset[str] = frozenset(_ASKING.split())
"""Words that people use to ask for mentoring or to volunteer for it, whatever the subject is."""

COUNTING: frozenset[str] = frozenset(_COUNTING.split())
"""Words that say when, for how long or which: "my first survey" and "I listen first" are about different things."""

STOP_WORDS: frozenset[str] = ENGLISH | COUNTING | ASKING
