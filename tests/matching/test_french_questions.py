"""How often a question in French finds its topic: questions written after the aliases and never used to change them."""

import pytest

from bot.matching.asks.suggestions import IndexedTopic, TopicIndex
from bot.topics.starter_topics import said_elsewhere, starter_topics
from tests.matching.test_held_out_questions import HELD_OUT_QUESTIONS

HELD_OUT_QUESTIONS_IN_FRENCH: tuple[tuple[str, str], ...] = (
    (
        "Une collègue qui fait le même travail gagne dix mille dollars de plus, qu’est-ce que je peux faire?",
        "Negotiating pay",
    ),
    ("Ça fait neuf ans que je suis au même échelon, comment avancer?", "Getting promoted"),
    ("Que faut-il mettre dans mon dossier pour la permanence cet automne?", "Tenure and permanent status"),
    ("La revue m’a renvoyé deux pages de commentaires et je ne sais pas comment y répondre", "Publishing research"),
    ("Je m’assois pour écrire et je finis par faire la vaisselle", "Academic writing"),
    ("Comment convaincre une fondation de financer notre club de lecture?", "Grant writing"),
    ("J’ai une idée d’étude, mais je ne sais pas par quoi commencer", "Starting a research project"),
    ("J’ai enregistré douze entrevues, comment les analyser?", "Qualitative research"),
    ("Seulement 4 % des étudiants ont répondu à notre sondage, est-ce assez?", "Surveys and statistics"),
    ("Ai-je besoin d’une approbation éthique pour interroger des élèves?", "Research ethics"),
    ("Mon affiche est acceptée au congrès et je n’en ai jamais fait", "Conference presentations"),
    ("J’ai les mains qui tremblent quand je parle devant une salle pleine", "Public speaking"),
    ("J’ai cinquante minutes avec des élèves de première année qui s’ennuient", "Teaching and instruction"),
    ("Tout le monde garde sa caméra fermée et je parle à un mur", "Teaching online"),
    ("La direction veut la preuve que la bibliothèque a un impact", "Assessment and evaluation"),
    ("Il faut couper le cinquième de nos abonnements, comment choisir?", "Collections and acquisitions"),
    ("Notre catalogue emploie encore des vedettes-matière offensantes", "Cataloguing and metadata"),
    ("Une famille veut nous donner des boîtes de vieilles lettres", "Archives and special collections"),
    ("Puis-je déposer mon article dans une archive ouverte?", "Open access"),
    ("Un prof veut montrer un film au complet dans son cours, est-ce légal?", "Copyright and licensing"),
    ("L’organisme subventionnaire exige un plan de gestion des données", "Research data"),
    ("Chaque lundi je recopie les mêmes lignes, un script pourrait-il le faire?", "Learning to code"),
    ("La moitié des travaux que je corrige ont l’air écrits par l’IA", "Working with artificial intelligence"),
    ("Comment rendre mes PDF utilisables avec un lecteur d’écran?", "Accessibility and inclusion of disabled people"),
    ("Je suis la seule personne noire de l’équipe et on me met sur tous les comités", "Equity and belonging"),
    ("J’ai envoyé trente candidatures sans aucune réponse", "Finding a job"),
    ("Combien de pages pour un CV de bibliothécaire?", "Résumés and cover letters"),
    ("Je passe devant un comité de sélection la semaine prochaine", "Job interviews"),
    ("Après quinze ans dans le métier, j’ai envie de changer complètement de domaine", "Changing careers"),
    ("C’est ma deuxième semaine ici et j’ai encore du mal à prendre mes repères", "Settling into a new job"),
    ("On m’a nommée cheffe d’équipe et mes amis relèvent maintenant de moi", "Becoming a manager"),
    ("Un de nos étudiants employés manque toujours ses quarts de travail", "Supervising student workers"),
    ("Deux collègues de mon équipe ne se parlent plus, il y a beaucoup de tension", "Difficult conversations"),
    ("Ma patronne relit chacun de mes courriels", "Working with your manager"),
    ("Je me retrouve dans tous les comités parce que je ne sais pas dire non", "Saying no and setting boundaries"),
    ("Je pleure dans l’auto avant d’entrer au travail", "Stress and burnout"),
    ("Tout le monde semble en savoir plus que moi, je me sens comme un imposteur", "Confidence and impostor feelings"),
    ("Je n’arrive jamais à l’essentiel, on m’interrompt sans cesse", "Time management"),
    ("Je reviens de congé de maternité en mai et la garderie ferme à 17 h", "Family and working life"),
    ("La moitié de l’équipe est en télétravail et je la connais à peine", "Remote and hybrid working"),
    ("On change de système et le personnel résiste au changement", "Leading projects and change"),
    ("Ce sont toujours les deux mêmes qui parlent dans nos réunions", "Running good meetings"),
    ("Comment justifier un autre poste à temps plein?", "Budgets and resources"),
    ("Je déteste réseauter, comment rencontrer des gens du milieu?", "Networking"),
    ("On organise des rencontres d’auteurs et trois personnes viennent", "Outreach and communication"),
    ("Est-ce que ça vaut la peine de faire un doctorat à quarante-cinq ans?", "Graduate study"),
)
TOPICS = starter_topics()
ENGLISH_ONLY = TopicIndex(IndexedTopic(number, topic.name, topic.aliases) for number, topic in enumerate(TOPICS))
EVERY_LANGUAGE = TopicIndex(
    IndexedTopic(number, topic.name, topic.aliases, said_elsewhere(topic.name)) for number, topic in enumerate(TOPICS)
)


def topics_found_for(question: str, index: TopicIndex = EVERY_LANGUAGE) -> list[str]:
    return [TOPICS[suggestion.topic_id].name for suggestion in index.suggest(question)]


def test_every_question_names_a_starter_topic() -> None:
    assert {topic for _, topic in HELD_OUT_QUESTIONS_IN_FRENCH} - {topic.name for topic in TOPICS} == set()


def test_half_of_the_questions_find_their_topic_first() -> None:
    """Measured: 35 of 46. The floor is well below, so that an edited alias does not fail it by itself."""
    first = sum(topics_found_for(question)[:1] == [topic] for question, topic in HELD_OUT_QUESTIONS_IN_FRENCH)
    assert first >= len(HELD_OUT_QUESTIONS_IN_FRENCH) // 2


def test_three_fifths_of_the_questions_find_their_topic_among_three() -> None:
    """Measured: 39 of 46."""
    among_three = sum(topic in topics_found_for(question) for question, topic in HELD_OUT_QUESTIONS_IN_FRENCH)
    assert among_three >= len(HELD_OUT_QUESTIONS_IN_FRENCH) * 3 // 5


@pytest.mark.parametrize("question", [question for question, _ in HELD_OUT_QUESTIONS])
def test_a_question_in_english_finds_the_same_as_without_the_other_languages(question: str) -> None:
    assert topics_found_for(question) == topics_found_for(question, ENGLISH_ONLY)
