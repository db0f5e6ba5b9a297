"""What each language needs, one entry a language, in the order of the codes (ISO 639-1).

Every word here is folded (see fold.py). `endings` supplement Snowball where it splits the cases or the number of one
noun (Russian корея -> коре but кореи -> кор; Italian lettera -> letter but lettere -> lett), or where it has no
algorithm at all (Ukrainian). They are the endings of nouns and adjectives from any school grammar.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """What matching needs to know of a language."""

    code: str
    stemmer: str = ""  # Snowball's name of the algorithm; "" where there is none
    endings: frozenset[str] = frozenset()  # words that differ only by these are one word; none at all is written -
    suffixes: frozenset[str] = frozenset()  # a word with one of these behind it is still that word
    shortest: int = 3  # letters that are left at least when an ending is taken off
    longest_ending: int = 3  # letters in which two short words with one stem may differ
    bare_capitals: bool = False  # capital letters often go without their accents: Etats-Unis
    conjunctions: frozenset[str] = frozenset()  # stand before the last member of an enumeration
    prefixes: frozenset[str] = frozenset()  # articles, prepositions, conjunctions glued to the next word
    article: str = ""  # the glued article: a form written with it stands for the word without it too
    particles: frozenset[str] = frozenset()  # glued behind a word
    glued_and: str = ""  # a conjunction that no spaces surround, as a regular expression


def _line(code: str, stemmer: str, conjunctions: str = "", endings: str = "", **glued: str) -> tuple[str, Language]:
    return code, Language(
        code,
        stemmer,
        endings=frozenset(ending.replace("-", "") for ending in endings.split()),
        suffixes=frozenset(glued.get("suffixes", "").split()),
        shortest=4 if code in _SHORT_ROOTS else 3,
        longest_ending=2 if stemmer in _ROMANCE else 3,  # alleato and alle have one stem
        bare_capitals=stemmer in _ROMANCE,
        conjunctions=frozenset(conjunctions.split()),
        prefixes=frozenset(glued.get("prefixes", "").split()),
        article=glued.get("article", ""),
        particles=frozenset(glued.get("particles", "").split()),
        glued_and=glued.get("glued_and", ""),
    )


_SHORT_ROOTS = {"ar", "he"}  # a root of three letters and one more letter are mostly two words
_ROMANCE = {"catalan", "french", "italian", "portuguese", "romanian", "spanish"}
_RUSSIAN = (
    "- а я о е ь й у ю ы и ом ем ой ей ою ею ам ям ами ями ах ях ов ев ией ию ии ия ие иям иями иях"
    " ый ий ая яя ое ее ые ие ого его ому ему ым им ую юю ых их ыми ими"
)
_UKRAINIAN = (
    "- а я о е є ь й у ю и і ї ом ем єм ой ою ею єю ам ям ами ями ах ях ів їв ові еві єві"
    " ий ій ая яя ее іє ого його ього ому йому ьому им їм ім ої ьої ую юю их їх іх ими іми їми ього"
)
_SOUTH_SLAVIC = "- a e i o u om em og eg oj ima ama ov ev"
_BULGARIAN = "- а я о е и ът ят та то те ият ия ата ото ите ове к ци ците"
_SCANDINAVIAN = "s en ens et ets er ers ene enes e es a n ns ne nes t ts"
# Number, case, possession and the "in, of" adjective, in the forms that vowel harmony gives them.
_TURKISH = (
    "i ı u ü a e yi yı yu yü ya ye in ın un ün nin nın nun nün da de ta te dan den tan ten la le yla yle"
    " lar ler ları leri ların lerin lara lere larda lerde lardan lerden larla lerle larını lerini larına lerine"
    " larının lerinin larında lerinde larından lerinden si sı su sü sini sını sunu sünü sine sına suna süne sinin"
    " sının sunun sünün sinde sında sinden sından siyle sıyla daki deki taki teki li lı lu lü"
)

LANGUAGES: dict[str, Language] = dict(
    (
        _line(
            "ar",
            "arabic",
            "و",
            glued_and=r"(?<!\S)و(?=\S{3})",
            endings="- ه ة ات ي ية ين ون ان ا",
            prefixes="و ف ب ك ل وب ول وك فب فل ال وال بال كال فال لل ولل وبال فلل فبال",
            suffixes="ه ها هم هما نا",
            article="ال",
        ),
        _line("az", "", "ve", suffixes="i ı u ü in un ün nin nun nün a e ya ye da de dan den lar ler"),
        _line("be", "", "і ды", _RUSSIAN + " і ў аў яў аў оў ай ае ага аму ыя ія"),
        _line("bg", "", "и", _BULGARIAN),
        _line("bs", "serbian", "i", _SOUTH_SLAVIC),
        _line("ca", "catalan", "i"),
        _line(
            "cs",
            "czech",
            "a i",
            "- a e i o u y í ý á é ě ou em ům em ech ách ami ich ých ích ého ému ými ím ým ové ovi je ji ský ská ské ští",
        ),
        _line("da", "danish", "og eller", suffixes=_SCANDINAVIAN),
        _line("de", "german", "und sowie oder", suffixes="s es e en em er ern n ns"),
        _line("el", "greek", "και", "- α ασ ε η ησ ι ο οσ ου ον οι ουσ ων εσ εισ"),
        _line("en", "english", "and or nor"),
        _line("eo", "esperanto", "kaj"),
        _line("es", "spanish", "y e o u ni", "o a os as", suffixes="s es"),
        _line("et", "estonian", "ja"),
        _line("eu", "basque", "eta"),
        _line("fa", "persian", "و", suffixes="ي ها هاي هايي اي ان اني يان اش اند ام"),
        _line("fi", "finnish", "ja sekä", suffixes="n a ä ta tä ssa ssä sta stä lla llä lta ltä lle ksi an än in on"),
        _line("fr", "french", "et ou ni", suffixes="s e es ne nes"),
        _line("ga", "irish", "agus"),
        _line("he", "", suffixes="ים ות ת ה י ית", prefixes="ו ה ב ל מ ש כ וה שה וב ול ומ מה כש"),
        _line("hi", "hindi", "और व तथा"),
        _line("hr", "serbian", "i", _SOUTH_SLAVIC),
        _line(
            "hu", "hungarian", "és", suffixes="t ot et öt at nak nek val vel ba be ban ben ra re on en ön ig i ok ek ak"
        ),
        _line("hy", "armenian", "և եւ"),
        _line("id", "indonesian", "dan"),
        _line("is", "", "og", suffixes="s ur i a um ar ir inn inu ins ið anna na"),
        _line("it", "italian", "e ed o od né", "a e i o he hi io"),
        _line("ja", "", glued_and="と(?![しいこのもはきなっ])|や|および|及び|ならびに"),
        _line(
            "kk", "", "және мен пен", suffixes="ның нің дың дің тың тің ға ге қа ке да де та те дан ден тан тен ны ні"
        ),
        _line(
            "ko",
            "",
            "및 그리고",
            glued_and=r"(?<=[\uac00-\ud7a3])[와과](?=\s)",
            particles="이 가 은 는 을 를 의 에 에서 에게 와 과 도 만 로 으로 까지 부터 보다 처럼 측 및 등",
        ),
        _line("lt", "lithuanian", "ir", "- a e i o u y os es ai ui ą ę į ų as is us ys oje ėje uje yje ams oms"),
        _line("lv", "", "un", "- a e i u s š is us as es ai ei am im um ā ē ī ū ās ēs ām ēm iem os ām ā"),
        _line("mk", "", "и", _BULGARIAN + " от ов он"),
        _line("ms", "", "dan"),
        _line("ne", "nepali", "र"),
        _line("nl", "dutch_porter", "en of", "an nen ns", suffixes="s e en n"),
        _line("no", "norwegian", "og eller", suffixes=_SCANDINAVIAN),
        _line(
            "pl",
            "polish",
            "i oraz lub czy",
            "- a e i o u y ą ę ie em om ach ami ów owi ej ym im ego emu ych ich ymi imi ię ią",
        ),
        _line("pt", "portuguese", "e ou nem", "o a os as ão ões il eis al ais el éis", suffixes="s es"),
        _line(
            "ro",
            "romanian",
            "şi sau",
            "- a ă e i o u ei ii ul ului lor le lui ilor elor an ană ani ni ne t ţi ţilor tul",
        ),
        _line("ru", "russian", "и или", _RUSSIAN),
        _line("sk", "czech", "a i nebo", "- a e i o u y ý á é í ej ou om em och ách ami ým ých ého ému ím ích ovi"),
        _line("sl", "", "in", "- a e i o u om em ih im ega emu imi ami ah oma ema ov ev"),
        _line("sq", "", "dhe", suffixes="i a e u in ën ës it së t"),
        _line("sr", "serbian", "и i", _SOUTH_SLAVIC + " " + _RUSSIAN + " ом ог ој има ама"),
        _line("sv", "swedish", "och samt eller", suffixes=_SCANDINAVIAN + " ar ars or ors arna orna erna"),
        _line("ta", "tamil"),
        _line("th", "", "และ"),
        _line(
            "tr",
            "turkish",
            "ve ile veya ya",
            suffixes=_TURKISH,
        ),
        _line("uk", "", "і й та або чи", _UKRAINIAN),
        _line("ur", "", "اور"),
        _line("vi", "", "và hoặc"),
        _line("zh", "", glued_and="以及|和|与|與|及|跟"),
    ),
)
