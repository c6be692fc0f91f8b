"""How often a question finds its topic: questions written after the aliases and never used to change them."""

from bot.matching.asks.suggestions import IndexedTopic, TopicIndex
from bot.topics.starter_topics import starter_topics

HELD_OUT_QUESTIONS: tuple[tuple[str, str], ...] = (
    (
        "My colleague doing the same work earns ten thousand more than me, what can I do about it?",
        "Negotiating pay",
    ),
    ("They offered me the position but the number is lower than I hoped", "Negotiating pay"),
    ("I've been an associate for nine years and want to become a full librarian", "Getting promoted"),
    ("What belongs in the packet for my permanence review next fall?", "Tenure and permanent status"),
    ("The journal sent back two pages of comments and I don't know how to respond", "Publishing research"),
    ("Where should I send an article about library instruction?", "Publishing research"),
    ("I sit down to write and end up doing the dishes instead", "Academic writing"),
    ("How do I convince a foundation to pay for our summer reading project?", "Grant writing"),
    ("I have an idea for a study but no clue what to do first", "Starting a research project"),
    ("I've recorded twelve interviews, how do I analyse them?", "Qualitative research"),
    (
        "Only 4% of students answered our questionnaire, is that enough to say anything?",
        "Surveys and statistics",
    ),
    ("Do I need approval before I talk to students for my study?", "Research ethics"),
    ("I got a poster accepted and have never made one", "Conference presentations"),
    ("My hands shake when I have to talk to a room full of people", "Public speaking"),
    ("I have fifty minutes with first year students and they look bored", "Teaching and instruction"),
    ("Everybody keeps their camera off and I'm talking to a wall", "Teaching online"),
    ("The provost wants evidence that the library makes a difference", "Assessment and evaluation"),
    (
        "The biology faculty never answer my emails and I'm supposed to be their librarian",
        "Reference and research help",
    ),
    ("We have to cut a fifth of our journals, how do you choose?", "Collections and acquisitions"),
    ("Our catalogue still uses offensive subject terms, who has replaced them?", "Cataloguing and metadata"),
    ("A family wants to give us boxes of old letters and photos", "Archives and special collections"),
    ("A researcher asks whether she may post the accepted version on her own site", "Open access"),
    (
        "An instructor wants to show a whole movie in an online course, is that legal?",
        "Copyright and licensing",
    ),
    ("Our funder wants a plan for where the data will live after the project", "Research data"),
    (
        "I copy the same rows between two spreadsheets every Monday, could a program do it?",
        "Learning to code",
    ),
    (
        "Half the essays I'm marking look like they were written by a machine",
        "Working with artificial intelligence",
    ),
    ("Visitors can't find the opening hours on our pages", "Websites and usability"),
    ("How do I make my PDFs work for blind students?", "Accessibility and inclusion of disabled people"),
    ("I'm the only Black librarian here and I'm asked to be on every panel", "Equity and belonging"),
    ("I've sent out thirty applications and heard nothing", "Finding a job"),
    ("How long should my CV be for a college library?", "Résumés and cover letters"),
    ("A search committee is flying me in for a whole day, what should I expect?", "Job interviews"),
    (
        "After fifteen years in public libraries I'd like to try something completely different",
        "Changing careers",
    ),
    ("It's my second week and I feel lost", "Settling into a new job"),
    ("I was made team leader and my friends now report to me", "Becoming a manager"),
    ("One of our student assistants keeps missing shifts", "Supervising student workers"),
    (
        "How do I tell someone that their writing isn't up to standard without crushing them?",
        "Giving and receiving feedback",
    ),
    ("Two people in my group won't speak to each other", "Difficult conversations"),
    ("My director reads every email before I send it", "Working with your manager"),
    ("I end up on every committee because I can't refuse", "Saying no and setting boundaries"),
    ("I cry in the car before my shift", "Stress and burnout"),
    ("Everyone here seems to know more than I do and they'll find out", "Confidence and impostor feelings"),
    ("I never get to the important things because of constant interruptions", "Time management"),
    ("I'm coming back from mat leave in May and worried about pickup times", "Family and working life"),
    ("Half my team is remote and I hardly know them", "Remote and hybrid working"),
    ("We are moving to a new library system and staff are unhappy about it", "Leading projects and change"),
    ("The same two people talk in every staff meeting", "Running good meetings"),
    ("How do I make the case for another full-time position?", "Budgets and resources"),
    ("I hate mingling, how do I meet others who do what I do?", "Networking"),
    ("We put on author talks and three people show up", "Outreach and communication"),
    ("Is it worth doing a doctorate at forty-five?", "Graduate study"),
)


def topics_found_for(question: str) -> list[str]:
    names = [topic.name for topic in starter_topics()]
    index = TopicIndex(IndexedTopic(number, topic.name, topic.aliases) for number, topic in enumerate(starter_topics()))
    return [names[suggestion.topic_id] for suggestion in index.suggest(question)]


def test_every_held_out_question_names_a_starter_topic() -> None:
    assert {topic for _, topic in HELD_OUT_QUESTIONS} - {topic.name for topic in starter_topics()} == set()


def test_a_third_of_the_held_out_questions_find_their_topic_first() -> None:
    """Measured: 23 of 51. The floor is well below, so that an edited alias does not fail it by itself."""
    first = sum(topics_found_for(question)[:1] == [topic] for question, topic in HELD_OUT_QUESTIONS)
    assert first >= len(HELD_OUT_QUESTIONS) // 3


def test_two_fifths_of_the_held_out_questions_find_their_topic_among_three() -> None:
    """Measured: 27 of 51."""
    among_three = sum(topic in topics_found_for(question) for question, topic in HELD_OUT_QUESTIONS)
    assert among_three >= len(HELD_OUT_QUESTIONS) * 2 // 5
